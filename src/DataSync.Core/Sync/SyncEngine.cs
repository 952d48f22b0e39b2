using System.Runtime.CompilerServices;
using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.State;
using DataSync.Sync.Coverages;

namespace DataSync.Sync;

/// <summary>Brings targets up to date.</summary>
public sealed class SyncEngine(Workspace workspace, EngineServices services)
{
    /// <summary>Runs a plan: asks for what is missing or stale, writes it, and says how it went. Failed slices are in the run and told to the observer.</summary>
    /// <exception cref="DataSyncException">The plan cannot run at all: unknown dataset, wrong mode for the target, another writer, a store that cannot be written.</exception>
    public async Task<Run> RunAsync(Plan plan, IArgumentGenerator generator, SyncOptions options, ISyncObserver observer, CancellationToken cancellationToken)
    {
        await using var site = SyncSite.Open(workspace, services, plan, options);
        using var run = new SyncRun(site, generator, options, observer, cancellationToken);
        return await run.ExecuteAsync();
    }

    /// <summary>The slices of a plan as a run would meet them. Sends and changes nothing.</summary>
    /// <exception cref="DataSyncException">As <see cref="RunAsync"/>; <c>BadArguments</c> for a slice that is wrong.</exception>
    public IAsyncEnumerable<PlannedSlice> PreviewAsync(Plan plan, IArgumentGenerator generator, SyncOptions options, CancellationToken cancellationToken) =>
        SyncPreview.ReadAsync(() => SyncSite.Open(workspace, services, plan, options), generator, options, cancellationToken);

    /// <summary>The sets of arguments that a generator gives, outside of a plan: today is this machine's day, and a table whose store it does not name is read from the one given.</summary>
    /// <exception cref="DataSyncException">The generator is wrong, or a table is not there.</exception>
    public IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(ArgumentGenerator generator, string? store, CancellationToken cancellationToken)
    {
        generator.Check();
        var context = new GeneratorContext(new Plan(), new Dataset(), new Store(), DateOnly.FromDateTime(services.Time.GetLocalNow().DateTime), 0) { Tables = new StoredTables(workspace, services, store, "", 0) };
        return generator.GenerateAsync(context, cancellationToken);
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

    private static async Task<LedgerIndex> OpenIndexAsync(SyncSite site, CancellationToken cancellationToken)
    {
        await site.ReadCalendarAsync(cancellationToken);
        return await site.OpenIndexAsync(site.State, await site.Store.GetStateAsync(site.Plan.TargetTable, cancellationToken), cancellationToken);
    }
}
