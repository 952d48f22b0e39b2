using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Scheduling;
using DataSync.Scripts;
using DataSync.Secrets;
using DataSync.Sources;
using DataSync.Stores;
using DataSync.Sync;

namespace DataSync;

/// <summary>Opens what cmdlets work with, with the clock and the network of this process.</summary>
internal static class Services
{
    /// <summary>Clock, network and randomness; tests replace them.</summary>
    public static EngineServices Outside { get; set; } = new();

    /// <summary>The machine that jobs are scheduled on; tests replace it.</summary>
    public static Machine Machine { get; set; } = new();

    /// <summary>The engine for a workspace. To be called on the pipeline thread.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="piped">The objects of a pipeline, which are a source's rows; null where none brings any.</param>
    public static SyncEngine Engine(Workspace workspace, Sources.Objects.ObjectSpool? piped = null) => new(workspace, With(workspace, piped));

    /// <summary>Opens a source for questions beside a run. To be called on the pipeline thread.</summary>
    public static OpenedSource OpenSource(Workspace workspace, Source source)
    {
        var limiter = new Limits.SqliteRateLimiter(new State.StateDatabase(workspace.StatePath), Outside.Time);
        return new OpenedSource(limiter, With(workspace).Open(source, workspace, limiter));
    }

    /// <summary>The limits of a source, and how much of them is used.</summary>
    public static IReadOnlyList<SourceLimit> LimitsOf(Workspace workspace, Source source)
    {
        var opened = OpenSource(workspace, source);
        var limits = opened.Source.Limits;
        opened.DisposeAsync().AsTask().GetAwaiter().GetResult(); // a source that was asked nothing has nothing to end
        return LimitBook(workspace).Read(source.Name, limits);
    }

    /// <summary>What is known of the limits of a workspace's sources.</summary>
    public static Limits.LimitReport LimitBook(Workspace workspace) => new(new State.StateDatabase(workspace.StatePath), Outside.Time);

    /// <summary>Opens a store.</summary>
    public static IStore OpenStore(Workspace workspace, Store store) => With(workspace).Open(store, workspace);

    /// <summary>The runs of a workspace.</summary>
    public static State.RunLog Runs(Workspace workspace) => new(new State.StateDatabase(workspace.StatePath), Outside.Time);

    /// <summary>Gets documentation pages.</summary>
    public static Introspection.DocumentFetcher DocumentFetcher() => new(Outside.Handler, time: Outside.Time);

    /// <summary>Checks a set of arguments against its dataset.</summary>
    /// <exception cref="DataSyncException"><c>ArgumentsInvalid</c>: the message names slice and parameter.</exception>
    public static Slice Slice(Workspace workspace, Dataset dataset, IReadOnlyDictionary<string, object?> arguments) =>
        SliceFactory(workspace, dataset).TryCreate(arguments, out var slice, out var failure) ? slice : throw new DataSyncException("ArgumentsInvalid", failure.Message, failure.Advice);

    /// <summary>Makes slices of a dataset's arguments.</summary>
    public static SliceFactory SliceFactory(Workspace workspace, Dataset dataset) => Ask(workspace, dataset, source => new SliceFactory(dataset, source.DateFormat, source.TimeZone));

    /// <summary>When a plan is to run; null where it has no schedule.</summary>
    /// <exception cref="DataSyncException"><c>ScheduleInvalid</c>; <c>TimeZoneNotFound</c>; the plan's dataset or source is not there.</exception>
    public static CronClock? Clock(Workspace workspace, Plan plan) => plan.Schedule is null ? null
        : new CronClock(CronExpression.Parse(plan.Schedule), Iana(ZoneOf(workspace, plan)), plan.ScheduleCalendar is { } calendar ? new Lazy<TradingDays>(() => Days(workspace, plan, calendar)) : null);

    /// <summary>A calendar's days. Where it cannot be read, all days count: the plan runs, and Test-DsWorkspace tells of the calendar.</summary>
    private static TradingDays Days(Workspace workspace, Plan plan, PlanCalendar calendar)
    {
        try
        {
            // whoever asks for an occurrence waits; off its thread, whose context the store must not wait for
            return Task.Run(() => ReadDaysAsync(workspace, plan, calendar, CancellationToken.None)).GetAwaiter().GetResult();
        }
        catch (Exception e) when (Output.ErrorRecords.IsExpected(e))
        {
            return new TradingDays(new Dictionary<DateOnly, bool>());
        }
    }

    /// <summary>Reads the calendar of a plan.</summary>
    /// <exception cref="DataSyncException">Its store, table or columns are not there.</exception>
    public static async Task<TradingDays> ReadDaysAsync(Workspace workspace, Plan plan, PlanCalendar calendar, CancellationToken cancellationToken)
    {
        await using var store = OpenStore(workspace, workspace.Stores.Get(calendar.Store ?? plan.Store));
        return await TradingDays.ReadAsync(store, calendar, cancellationToken);
    }

    /// <summary>The time zone of a dataset's source.</summary>
    public static TimeZoneInfo Zone(Workspace workspace, Dataset dataset) => Ask(workspace, dataset, source => source.TimeZone);

    /// <summary>A zone by its IANA name, by which schedulers know it.</summary>
    public static TimeZoneInfo Iana(TimeZoneInfo zone) => !zone.HasIanaId && TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var id) ? TimeZoneInfo.FindSystemTimeZoneById(id) : zone;

    private static TimeZoneInfo ZoneOf(Workspace workspace, Plan plan)
    {
        if (plan.TimeZone is null) return Ask(workspace, workspace.Datasets.Get(plan.Dataset), source => source.TimeZone);
        return TimeZoneInfo.TryFindSystemTimeZoneById(plan.TimeZone, out var zone) ? zone
            : throw new DataSyncException("TimeZoneNotFound", $"Plan '{plan.Name}': this machine knows no time zone '{plan.TimeZone}'.", "Write an IANA name such as Asia/Shanghai or UTC; on Linux, the package tzdata holds them.");
    }

    /// <summary>Asks a dataset's source for what it knows by itself.</summary>
    private static T Ask<T>(Workspace workspace, Dataset dataset, Func<ISource, T> question)
    {
        var opened = OpenSource(workspace, workspace.Sources.Get(dataset.Source));
        var answer = question(opened.Source);
        // the pipeline thread waits here; a source that was asked nothing has nothing to end
        opened.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return answer;
    }

    /// <summary>A source and the limiter it uses, closed together.</summary>
    public sealed class OpenedSource(IDisposable limiter, ISource source) : IAsyncDisposable
    {
        public ISource Source { get; } = source;

        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            limiter.Dispose();
        }
    }

    /// <summary>Resolves secrets as runs in a workspace do.</summary>
    public static ISecretResolver Secrets(Workspace workspace) => Outside.Secrets ?? new VaultSecretResolver(new SecretResolver(workspace));

    /// <summary>What notifications work with.</summary>
    public static Notifications.NotificationContext Notifications(Workspace workspace) => With(workspace).ForNotifications(workspace);

    /// <summary>Clock, network, secrets and objects for a workspace. To be called on the pipeline thread.</summary>
    public static EngineServices With(Workspace workspace, Sources.Objects.ObjectSpool? piped = null) => Outside with
    {
        Secrets = Secrets(workspace),
        Objects = Outside.Objects ?? new ScriptObjects(workspace, ScriptRunspace.Capture(), piped),
    };
}
