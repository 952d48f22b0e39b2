using System.Runtime.CompilerServices;
using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Diagnostics;
using DataSync.Logs;
using DataSync.Scheduling;
using DataSync.State;
using DataSync.Sync.Coverages;
using DataSync.Sync.Estimates;

namespace DataSync.Sync;

/// <summary>Brings targets up to date.</summary>
public sealed class SyncEngine(Workspace workspace, EngineServices services)
{
    /// <summary>Runs a plan: asks for what is missing or stale, writes it, and says how it went. Failed slices are in the run and told to the observer.</summary>
    /// <exception cref="DataSyncException">The plan cannot run at all: unknown dataset, wrong mode for the target, another writer, a store that cannot be written.</exception>
    public async Task<Run> RunAsync(Plan plan, IArgumentGenerator generator, SyncOptions options, ISyncObserver observer, CancellationToken cancellationToken)
    {
        var operations = new RunOperations(workspace, services, observer);
        try
        {
            await using var site = SyncSite.Open(workspace, services, plan, options);
            var run = await ExecuteAsync(site, generator, options, observer, cancellationToken);
            await operations.EndedAsync(site, run, cancellationToken);
            return run;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await operations.CouldNotRunAsync(plan, e, cancellationToken);
            throw;
        }
    }

    private async Task<Run> ExecuteAsync(SyncSite site, IArgumentGenerator generator, SyncOptions options, ISyncObserver observer, CancellationToken cancellationToken)
    {
        var begun = NewRun(site);
        using var logger = new RunLogger(observer, workspace, begun.Id, services.Time);
        using var run = new SyncRun(site, begun, generator, options, logger, cancellationToken);
        await using var lease = begun.Plan.Length == 0 ? null : await PlanLease.TakeAsync(site.State, services.Time, begun.Plan, begun.Id, options.LockTimeout, run.Heartbeat, cancellationToken);
        logger.Begin(begun);
        if (lease?.TakenFrom is { } dead) logger.Warning($"{begun.Plan}: goes on where {dead}, ended without a word.");
        var activity = Telemetry.StartRun(begun);
        var ended = begun with { Status = RunStatus.Failed };
        try
        {
            return ended = await run.ExecuteAsync();
        }
        catch (Exception e)
        {
            ended = ended with { Message = RunStop.Reason.Text(e) };
            throw;
        }
        finally
        {
            Telemetry.EndRun(activity, ended);
            logger.End(ended);
        }
    }

    private Run NewRun(SyncSite site)
    {
        var now = services.Time.GetUtcNow().UtcDateTime;
        return new Run
        {
            Id = Run.NewId(now),
            Plan = site.Plan.Name,
            Dataset = site.Dataset.Name,
            Store = site.StoreDefinition.Name,
            Table = site.Plan.TargetTable,
            Started = now,
            Occurrence = site.Options.Occurrence,
            Machine = Environment.MachineName,
            Process = Environment.ProcessId,
        };
    }

    /// <summary>What a run of a plan would ask for and cost. Sends and changes nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="generator">Its arguments.</param>
    /// <param name="options">How it would run.</param>
    /// <param name="forecast">Knows the plans of the same call that were estimated before: they come first, and share the limits of their source.</param>
    /// <param name="listen">Hears of each slice, as a run would meet it; null: nobody does.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DataSyncException">As <see cref="RunAsync"/>; <c>BadArguments</c> for a slice that is wrong.</exception>
    public async Task<SyncEstimate> EstimateAsync(Plan plan, IArgumentGenerator generator, SyncOptions options, SyncForecast forecast, Action<SlicePreview>? listen, CancellationToken cancellationToken)
    {
        await using var site = SyncSite.Open(workspace, services, plan, options);
        return await new SyncPreview(site, listen).EstimateAsync(generator, forecast, cancellationToken);
    }

    /// <summary>The sets of arguments that a generator gives, outside of a plan: today is this machine's day, and a table whose store it does not name is read from the one given.</summary>
    /// <exception cref="DataSyncException">The generator is wrong, or a table is not there.</exception>
    public IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(ArgumentGenerator generator, string? store, CancellationToken cancellationToken)
    {
        generator.Check();
        var context = new GeneratorContext(new Plan(), new Dataset(), new Store(), DateOnly.FromDateTime(services.Time.GetLocalNow().DateTime), 0) { Tables = new StoredTables(workspace, services, store, "", 0) };
        return generator.GenerateAsync(context, cancellationToken);
    }

    /// <summary>Makes sure that a plan's table, where it exists, is as the plan says.</summary>
    /// <exception cref="DataSyncException"><c>TargetMismatch</c>: it was made with another mode, key or partitioning; or the store is not reached.</exception>
    public async Task CheckTargetAsync(Plan plan, CancellationToken cancellationToken)
    {
        await using var site = SyncSite.Open(workspace, services, plan, new SyncOptions());
        TargetCheck.RefuseMismatch(plan, TargetCheck.Specify(plan, site.Dataset, TimeSpan.Zero), await site.Store.GetStateAsync(plan.TargetTable, cancellationToken));
    }

    /// <summary>What a plan has and lacks, by what the generator named last; without that, by what the target holds.</summary>
    public async Task<Coverage> GetCoverageAsync(Plan plan, CancellationToken cancellationToken)
    {
        await using var site = SyncSite.Open(workspace, services, plan, new SyncOptions());
        using var index = await OpenIndexAsync(site, cancellationToken);
        return new CoverageReader(site, index).Count();
    }

    /// <summary>A plan's coverage in groups.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="by"><c>Year</c>, <c>Month</c> or <c>Day</c> of the slices' dates, or a parameter of the dataset.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DataSyncException"><c>ParameterNotFound</c>.</exception>
    public async Task<IReadOnlyList<CoverageGroup>> GetCoverageAsync(Plan plan, string by, CancellationToken cancellationToken)
    {
        await using var site = SyncSite.Open(workspace, services, plan, new SyncOptions());
        var grouping = CoverageGrouping.By(by, plan, site.Dataset);
        using var index = await OpenIndexAsync(site, cancellationToken);
        foreach (var (slice, record, state) in new CoverageReader(site, index).Judge())
        {
            cancellationToken.ThrowIfCancellationRequested();
            grouping.Add(slice, record, state);
        }
        return grouping.Groups();
    }

    /// <summary>The slices of a plan, each with its state.</summary>
    public async IAsyncEnumerable<SliceCoverage> GetSlicesAsync(Plan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = SyncSite.Open(workspace, services, plan, new SyncOptions());
        using var index = await OpenIndexAsync(site, cancellationToken);
        foreach (var slice in new CoverageReader(site, index).Slices())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return slice;
        }
    }

    /// <summary>The slices of a plan whose data is not there though their days have ended longer ago than the plan's <see cref="Plan.LateAfter"/>; none where it has no such span.</summary>
    public async Task<IReadOnlyList<SliceCoverage>> GetOverdueAsync(Plan plan, CancellationToken cancellationToken)
    {
        if (plan.LateAfter is null) return [];
        await using var site = SyncSite.Open(workspace, services, plan, new SyncOptions());
        return await GetOverdueAsync(site, cancellationToken);
    }

    /// <summary>Tells whoever the workspace's notifications name where a plan with a schedule is late, or is not any more.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="observer">Hears what cannot be sent.</param>
    /// <param name="cancellationToken">Ends the telling.</param>
    public Task TellLatenessAsync(Plan plan, CronClock clock, ISyncObserver observer, CancellationToken cancellationToken) => new RunOperations(workspace, services, observer).LatenessAsync(this, plan, clock, cancellationToken);

    /// <summary>Tells whoever the workspace's notifications name of changed columns, for each plan of the dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="changes">What is different, each for people.</param>
    /// <param name="observer">Hears what cannot be sent.</param>
    /// <param name="cancellationToken">Ends the telling.</param>
    public Task TellSchemaChangedAsync(string dataset, IReadOnlyList<string> changes, ISyncObserver observer, CancellationToken cancellationToken) => new RunOperations(workspace, services, observer).SchemaChangedAsync(dataset, changes, cancellationToken);

    /// <summary>Why a plan with a schedule is late; null where it is not.</summary>
    public async Task<string?> FindLatenessAsync(Plan plan, CronClock clock, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var success = new RunLog(new StateDatabase(workspace.StatePath), services.Time).Read(plan.Name, 1, RunStatus.Done) is [var run] ? run.Started : (DateTime?)null;
        if (LateCheck.Find(clock, plan.LateAfter, success ?? workspace.Plans.WrittenAt(plan.Name), now) is { } due)
            return $"It was due at {due:yyyy-MM-dd HH:mm zzz} and has not succeeded since{(success is { } at ? $"; its last success began at {at:yyyy-MM-dd HH:mm} UTC" : "; it never has")}.";
        return RunOperations.Describe(await GetOverdueAsync(plan, cancellationToken));
    }

    internal static async Task<IReadOnlyList<SliceCoverage>> GetOverdueAsync(SyncSite site, CancellationToken cancellationToken)
    {
        using var index = await OpenIndexAsync(site, cancellationToken);
        return new CoverageReader(site, index).Overdue();
    }

    private static async Task<LedgerIndex> OpenIndexAsync(SyncSite site, CancellationToken cancellationToken)
    {
        await site.ReadCalendarAsync(cancellationToken);
        return await site.OpenIndexAsync(site.State, await site.Store.GetStateAsync(site.Plan.TargetTable, cancellationToken), cancellationToken);
    }
}
