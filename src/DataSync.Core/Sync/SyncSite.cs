using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Limits;
using DataSync.Sources;
using DataSync.State;
using DataSync.Stores;
using DataSync.Sync.Readiness;
using DataSync.Sync.Refusals;
using Microsoft.Data.Sqlite;

namespace DataSync.Sync;

/// <summary>All that a plan names, opened: dataset, source and store, and the rules that follow from them.</summary>
internal sealed class SyncSite : IAsyncDisposable
{
    private readonly Lazy<RefusedAnswers> _refused;

    private SyncSite() => _refused = new(() => new(Workspace!, Plan!, reads: !Options!.Force && Options.Backfill.Count == 0, Services!.Time));

    public required Workspace Workspace { get; init; }
    public required EngineServices Services { get; init; }
    public required Plan Plan { get; init; }
    public required SyncOptions Options { get; init; }
    public required Dataset Dataset { get; init; }
    public required Store StoreDefinition { get; init; }
    public required ISource Source { get; init; }
    public required IStore Store { get; init; }
    public required PolicyClock Clock { get; set; }
    public required SliceFactory Slices { get; init; }
    /// <summary>The index of ledgers and the runs; made when first used.</summary>
    public required StateDatabase State { get; init; }
    public required SqliteRateLimiter Limiter { get; init; }

    /// <summary>What the plan refused of its target's answers.</summary>
    public RefusedAnswers Refused => _refused.Value;

    /// <summary>Opens what a plan names; nothing is sent or written.</summary>
    /// <exception cref="DataSyncException"><c>DatasetNotFound</c>, <c>SourceNotFound</c>, <c>StoreNotFound</c>, or a definition that is wrong.</exception>
    public static SyncSite Open(Workspace workspace, EngineServices services, Plan plan, SyncOptions options)
    {
        var dataset = workspace.Datasets.Get(plan.Dataset);
        var definition = workspace.Stores.Get(plan.Store);
        var state = new StateDatabase(workspace.StatePath);
        if (plan.Generator?.Batching is { } batching) BatchCheck.Column(dataset, batching);
        var limiter = new SqliteRateLimiter(state, services.Time);
        var source = services.Open(workspace.Sources.Get(dataset.Source), workspace, limiter);
        return new SyncSite
        {
            Workspace = workspace,
            Services = services,
            Plan = plan,
            Options = options,
            Dataset = dataset,
            StoreDefinition = definition,
            Source = source,
            Store = services.Open(definition, workspace),
            Clock = PolicyClock.Of(plan, options, source.TimeZone, services.Time, (source as IVersionedSource)?.Tracks(dataset) == true),
            Slices = new SliceFactory(dataset, source.DateFormat, source.TimeZone),
            State = state,
            Limiter = limiter,
        };
    }

    /// <summary>How slices share requests; null: each has its own.</summary>
    public BatchRule? Batching => Plan.Generator?.Batching;

    /// <summary>Reads the calendar that says which days have rows.</summary>
    /// <exception cref="DataSyncException"><c>CalendarInvalid</c>, <c>PublishedInvalid</c>, <c>ColumnNotFound</c>.</exception>
    public async Task ReadCalendarAsync(CancellationToken cancellationToken)
    {
        var (published, calendar) = (Plan.Published ?? Dataset.Published, Plan.Calendar ?? Dataset.Calendar);
        Clock = Clock with
        {
            Published = published is { Length: > 0 } time ? PublishTime.Parse(time) : null,
            Calendar = calendar is { Length: > 0 } days ? await CalendarReader.ReadAsync(days, Store, cancellationToken) : null,
        };
    }

    /// <summary>What the plan's generator sees.</summary>
    public GeneratorContext GeneratorContext(long targetSequence, ISliceLedger index) => new(Plan, Dataset, StoreDefinition, Options.Occurrence is { } at ? Clock.DayOf(at.UtcDateTime) : Clock.Today, targetSequence)
    {
        Tables = new StoredTables(Workspace, Services, Plan.Store, Plan.TargetTable, targetSequence),
        From = Options.From,
        To = Options.To,
        // both are looked up only for those who ask: they cost a query
        LastRun = new(() => Plan.Name.Length > 0 && File.Exists(Workspace.StatePath) ? new RunLog(State, Services.Time).LastDone(Plan.Name)?.Started : null),
        Watermark = new(() => index.Watermark(Clock.Today)),
    };

    /// <summary>What makes the plan's arguments: a plan that says none takes what the source knows of by itself.</summary>
    public IArgumentGenerator Generator(IArgumentGenerator given) =>
        Plan is { Arguments: null, ArgumentScript: null, Generator: null } && Source is ISlicedSource sliced ? new SourceGenerator(sliced, given) : given;

    /// <summary>True where the source tells by itself what has changed since it was read.</summary>
    public bool TracksVersions => Source is IVersionedSource versioned && versioned.Tracks(Dataset);

    /// <summary>How a slice stands: by the policy, and done ones by whether what they were read from has changed, where the source can tell.</summary>
    /// <param name="record">What is known of it; null: nothing.</param>
    /// <param name="slice">The slice; null where its key does not fit the dataset any more.</param>
    /// <param name="index">Knows the versions.</param>
    public SliceState Judge(SliceRecord? record, Slice? slice, ISliceLedger index)
    {
        var state = slice is null ? SlicePolicy.Judge(record, record?.Date, Clock) : SlicePolicy.Judge(record, slice, Clock);
        return state == SliceState.Done && slice is not null && record?.At is { } at && Source is IVersionedSource versioned && TracksVersions
            && versioned.HasChanged(Dataset, slice.Arguments, new ReadVersion(index.FindVersion(slice.Key, at), at, record.Bytes)) ? SliceState.Stale : state;
    }

    /// <summary>True where a run asks for a slice that stands so.</summary>
    public bool IsAsked(AskRule rule, SliceState state, SliceRecord? record, Slice? slice) =>
        rule.Asks(record, state, slice is null ? record?.Date : SlicePolicy.DateOf(slice, Clock), Clock);

    /// <summary>True where mode Append has a slice's rows, which it never adds again.</summary>
    public bool IsAppended(SliceRecord? record) => Plan.Mode == WriteMode.Append && record is { At: not null, Rows: > 0 };

    /// <summary>The target's index, up to date with the store. A damaged <c>state.db</c> is set aside: all it knew is read from the store again.</summary>
    public async Task<LedgerIndex> OpenIndexAsync(StateDatabase database, TargetState? state, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync();
        }
        catch (SqliteException e) when (StateDatabase.IsDamage(e))
        {
            database.SetAside();
            return await OpenAsync();
        }

        async Task<LedgerIndex> OpenAsync()
        {
            var index = new LedgerIndex(database, StoreDefinition.Name, Plan.TargetTable);
            try
            {
                await index.SyncAsync(Store, state, cancellationToken);
                return index;
            }
            catch
            {
                index.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sets a <c>state.db</c> aside that proved damaged in the middle of a run, so that the next run makes it anew.</summary>
    public void SetAsideIfDamaged(Exception error)
    {
        if (error is SqliteException damage && StateDatabase.IsDamage(damage)) State.SetAside();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Store.DisposeAsync();
        Limiter.Dispose();
    }
}
