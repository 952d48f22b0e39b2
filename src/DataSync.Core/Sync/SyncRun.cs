using System.Threading.Channels;
using DataSync.Arguments;
using DataSync.State;
using DataSync.Stores;
using DataSync.Sync.Batching;
using DataSync.Sync.Splitting;

namespace DataSync.Sync;

/// <summary>One execution of a plan: generator → planner → bounded window → workers → the one writer, in the generator's order.</summary>
internal sealed class SyncRun : IDisposable
{
    /// <summary>Slices under way for each worker: enough that one slow answer at the head does not make the others wait.</summary>
    private const int WindowPerWorker = 4;

    private readonly SyncSite _site;
    private readonly IArgumentGenerator _generator;
    private readonly SyncOptions _options;
    private readonly ISyncObserver _observer;
    private readonly StateDatabase _database;
    private readonly RunLog _log;
    private readonly RunTally _tally;
    private readonly RunStop _stop;
    private readonly SchemaEvolution _evolution;
    private readonly ProgressReporter _progress;
    private readonly long _start;
    private readonly int _workers;
    private Run _run;
    private AskRule _rule = new(Force: false);

    public SyncRun(SyncSite site, Run run, IArgumentGenerator generator, SyncOptions options, ISyncObserver observer, CancellationToken cancellationToken)
    {
        (_site, _generator, _options, _observer, _database) = (site, site.Generator(generator), options, observer, site.State);
        var (plan, time) = (site.Plan, site.Services.Time);
        _log = new RunLog(_database, time);
        _tally = new RunTally(plan, observer);
        _stop = new RunStop(cancellationToken);
        _evolution = new SchemaEvolution(site.Dataset, observer);
        _progress = new ProgressReporter(TargetCheck.NameOf(plan), _tally, observer, time);
        _start = time.GetTimestamp();
        _workers = Math.Max(1, options.ThrottleLimit ?? plan.ThrottleLimit);
        _run = run;
    }

    /// <summary>Keeps how far the run is where others see it.</summary>
    public void Heartbeat()
    {
        if (_run.Status == RunStatus.Running) _log.Save(_tally.Fill(_run) with { Heartbeat = Now, Seconds = Elapsed });
    }

    /// <summary>Runs to the end or to the reason that stops it.</summary>
    /// <exception cref="DataSyncException">The plan cannot run at all.</exception>
    public async Task<Run> ExecuteAsync()
    {
        var spec = TargetCheck.Specify(_site.Plan, _site.Dataset, _options.LockTimeout);
        await _site.ReadCalendarAsync(_stop.Token);
        _rule = AskRule.Of(_site.Workspace, _site.Plan, _site.Dataset, _options);
        if (_options.IsLimited && spec.Mode == WriteMode.Replace)
            throw new DataSyncException("ReplaceNeedsAll", $"{TargetCheck.NameOf(_site.Plan)}: mode Replace builds the whole table anew, and a run of some days alone would lose the others.", "Run it without -From and -To.");
        try
        {
            var state = await _site.Store.GetStateAsync(spec.Table, _stop.Token);
            // a table that waits to follow its dataset would get the new columns beside the old ones
            if (state is not null) TargetCheck.RefuseWaiting(_site.Plan, _site.Workspace.Migrations.Due(_site.StoreDefinition.Name, spec.Table));
            TargetCheck.RefuseMismatch(_site.Plan, spec, state);
            _log.Save(_run);
            if (spec.Mode == WriteMode.Replace) await ReplaceAsync(spec, state);
            else await AddAsync(spec);
        }
        catch (OperationCanceledException) when (_stop.Cause is not null)
        {
            _observer.Verbose($"{TargetCheck.NameOf(_site.Plan)}: stopped before anything was asked.");
        }
        catch (Exception e) when (StateDatabase.IsFull(e))
        {
            // no room for the run's record either; where the store had none before, the run says so
            if (!_stop.StoreFailed) throw _database.ExplainFull(e);
            return Finish();
        }
        catch (Exception e)
        {
            // the run's own record must say so too
            _stop.Because(new(RunStatus.Failed, RunStop.Reason.Text(e)));
            _log.Save(Finish());
            throw;
        }
        var run = Finish();
        _log.Save(run);
        _progress.Tick(always: true);
        return run;
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>Append, Upsert, ReplaceSlice: slices commit as they come.</summary>
    private async Task AddAsync(TargetSpec spec)
    {
        await using var writer = await OpenWriterAsync(spec);
        using var index = await _site.OpenIndexAsync(_database, writer.State, _stop.Token);
        using var planned = new LedgerIndex(_database, _site.StoreDefinition.Name, spec.Table);
        var enumeration = new Enumeration(planned, _site.Plan.Name, _run.Id);
        var planner = new SlicePlanner(_site, planned, enumeration, _rule, _tally, _observer);
        var feed = Feed(writer, index);
        await FlowAsync(planner.PlanAsync(_generator, writer.State.Sequence, _stop.Token), feed);
        enumeration.End(_tally.Snapshot().PlannedAll && !_options.IsLimited, Now);
        if (_stop.StoreFailed) return;
        if (_stop.Cause is { Status: RunStatus.Stopped }) await feed.FlushAsync();
        else await feed.CompleteAsync();
    }

    /// <summary>Replace: all slices are named first, since one that is stale or gone asks for the whole table again.</summary>
    private async Task ReplaceAsync(TargetSpec spec, TargetState? state)
    {
        using var index = await _site.OpenIndexAsync(_database, state, _stop.Token);
        var enumeration = new Enumeration(index, _site.Plan.Name, _run.Id);
        var replacement = new Replacement(_site, index, enumeration, _rule, _tally, _observer);
        var isWhole = false;
        try
        {
            if (!await replacement.NameAsync(_generator, state?.Sequence ?? 0, _stop)) return;
            isWhole = true;
            if (!replacement.IsNeeded()) return;
            await using var writer = await OpenWriterAsync(spec with { Generation = replacement.Identity() });
            using var feedIndex = await _site.OpenIndexAsync(_database, writer.State, _stop.Token);
            var feed = Feed(writer, feedIndex);
            await FlowAsync(replacement.Slices(writer.GenerationSlices.ToHashSet()).ToAsyncEnumerable(), feed);
            var failed = _tally.Snapshot().Failed;
            if (_stop.StoreFailed) return;
            if (failed == 0 && _stop.Cause is null) await feed.CompleteAsync();
            else await feed.FlushAsync();
            if (failed > 0) _stop.Because(new(RunStatus.Failed, $"{failed} slices failed, so the table was not swapped; what was fetched is kept. Run the plan again to ask for the rest."));
        }
        finally
        {
            enumeration.End(isWhole, Now);
        }
    }

    private TargetFeed Feed(ITargetWriter writer, LedgerIndex index) => new(_site, writer, index, _evolution, _tally, _progress, _stop, _observer);

    private async Task<ITargetWriter> OpenWriterAsync(TargetSpec spec)
    {
        var writer = await _site.Store.OpenWriterAsync(spec, _stop.Token);
        foreach (var warning in writer.Warnings) _observer.Warning(warning);
        return writer;
    }

    /// <summary>Moves slices through the workers to the writer. Ends when all that was begun has ended.</summary>
    private async Task FlowAsync(IAsyncEnumerable<WorkItem> items, TargetFeed feed)
    {
        var budget = new StagingBudget(_site.Services.StagingBytes);
        var caps = new RowCaps(_site.Dataset, new RowCapBook(_database, _site.Dataset.Source, _site.Dataset.Api), _observer);
        var fetcher = new SliceFetcher(_site, _run.Id, _evolution, caps, budget, _tally, _progress, _stop, _observer);
        // the ordered channel bounds the window; what is in it is also, or was, in the other
        var ordered = Channel.CreateBounded<WorkItem>(new BoundedChannelOptions(_workers * WindowPerWorker * (_site.Batching?.Count ?? 1)) { SingleReader = true, SingleWriter = true });
        var work = Channel.CreateUnbounded<WorkGroup>(new UnboundedChannelOptions { SingleWriter = true });
        var tasks = Enumerable.Range(0, _workers).Select(_ => Task.Run(WorkAsync)).Append(Task.Run(() => feed.RunAsync(ordered.Reader))).ToList();
        try
        {
            await foreach (var group in new SliceGroups<WorkItem>(i => i.Slice, _site.Dataset, _site.Batching).OfAsync(items, _stop.Token))
            {
                await budget.AdmitAsync(_stop.Token);
                await BeginAsync(group);
                _progress.Tick();
            }
            _tally.PlannedAll();
        }
        catch (OperationCanceledException) when (_stop.Cause is not null)
        {
            _observer.Debug($"{TargetCheck.NameOf(_site.Plan)}: no more slices are begun.");
        }
        catch (Exception e)
        {
            _site.SetAsideIfDamaged(e);
            // what it named before is still worth committing
            _stop.Because(SlicePlanner.GeneratorFailed(_site.Plan, e, _observer), finishBegun: true);
        }
        finally
        {
            ordered.Writer.Complete();
            work.Writer.Complete();
            await Task.WhenAll(tasks);
        }

        async Task BeginAsync(IReadOnlyList<WorkItem> group)
        {
            var begun = 0;
            try
            {
                for (; begun < group.Count; begun++) await ordered.Writer.WriteAsync(group[begun], _stop.Token);
            }
            catch
            {
                // nobody will ask for those that the writer waits for already
                foreach (var item in group.Take(begun)) item.End(null);
                throw;
            }
            work.Writer.TryWrite(new WorkGroup(group, group.Count > 1 ? _site.Dataset.FindParameter(_site.Batching!.Parameter) : null));
        }

        async Task WorkAsync()
        {
            await foreach (var group in work.Reader.ReadAllAsync()) await fetcher.FetchAsync(group);
        }
    }

    private Run Finish()
    {
        var run = _tally.Fill(_run) with { Finished = Now, SchemaChanges = _evolution.Changes, Seconds = Elapsed };
        var status = _stop.Cause?.Status ?? (run.Failed == 0 ? RunStatus.Done : run.Done + run.Skipped == 0 ? RunStatus.Failed : RunStatus.Partial);
        var wait = _tally.Snapshot().Short is > 0 and var count ? $"{count:N0} {(count == 1 ? "slice has" : "slices have")} fewer rows than are expected; asked again next time (Get-DsCoverage -Detail says which)." : null;
        return _run = run with { Status = status, Message = _stop.Cause?.Message ?? wait, ResumeAt = _stop.Cause?.ResumeAt };
    }

    private double Elapsed => Math.Round(_site.Services.Time.GetElapsedTime(_start).TotalSeconds, 3);

    private DateTime Now => _site.Services.Time.GetUtcNow().UtcDateTime;
}
