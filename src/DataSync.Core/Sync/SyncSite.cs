using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Limits;
using DataSync.Sources;
using DataSync.State;
using DataSync.Stores;
using Microsoft.Data.Sqlite;

namespace DataSync.Sync;

/// <summary>All that a plan names, opened: dataset, source and store, and the rules that follow from them.</summary>
internal sealed class SyncSite : IAsyncDisposable
{
    public required Workspace Workspace { get; init; }
    public required EngineServices Services { get; init; }
    public required Plan Plan { get; init; }
    public required Dataset Dataset { get; init; }
    public required Store StoreDefinition { get; init; }
    public required ISource Source { get; init; }
    public required IStore Store { get; init; }
    public required PolicyClock Clock { get; init; }
    public required SliceFactory Slices { get; init; }
    /// <summary>The index of ledgers and the runs; made when first used.</summary>
    public required StateDatabase State { get; init; }
    public required SqliteRateLimiter Limiter { get; init; }

    /// <summary>Opens what a plan names; nothing is sent or written.</summary>
    /// <exception cref="DataSyncException"><c>DatasetNotFound</c>, <c>SourceNotFound</c>, <c>StoreNotFound</c>, or a definition that is wrong.</exception>
    public static SyncSite Open(Workspace workspace, EngineServices services, Plan plan, SyncOptions options)
    {
        var dataset = workspace.Datasets.Get(plan.Dataset);
        var definition = workspace.Stores.Get(plan.Store);
        var state = new StateDatabase(workspace.StatePath);
        var limiter = new SqliteRateLimiter(state, services.Time);
        var source = services.Open(workspace.Sources.Get(dataset.Source), workspace, limiter);
        return new SyncSite
        {
            Workspace = workspace,
            Services = services,
            Plan = plan,
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

    /// <summary>What the plan's generator sees.</summary>
    public GeneratorContext GeneratorContext(long targetSequence) => new(Plan, Dataset, StoreDefinition, Clock.Today, targetSequence);

    /// <summary>What makes the plan's arguments: a plan that says none takes what the source knows of by itself.</summary>
    public IArgumentGenerator Generator(IArgumentGenerator given) =>
        Plan is { Arguments: null, ArgumentScript: null } && Source is ISlicedSource sliced ? new SourceGenerator(sliced, given) : given;

    /// <summary>How a slice stands: by the policy, and done ones by whether what they were read from has changed, where the source can tell.</summary>
    /// <param name="record">What is known of it; null: nothing.</param>
    /// <param name="slice">The slice; null where its key does not fit the dataset any more.</param>
    /// <param name="index">Knows the versions.</param>
    public SliceState Judge(SliceRecord? record, Slice? slice, LedgerIndex index)
    {
        var state = SlicePolicy.Judge(record, record?.Date ?? slice?.Date, Clock);
        return state == SliceState.Done && slice is not null && record?.At is { } at && Source is IVersionedSource versioned && versioned.Tracks(Dataset)
            && versioned.HasChanged(Dataset, slice.Arguments, new ReadVersion(index.FindVersion(slice.Key, at), at, record.Bytes)) ? SliceState.Stale : state;
    }

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
