namespace DataSync.Sync.Plans;

/// <summary>
/// Runs plans in order, independent ones side by side. Of plans that ask one source, those of a lower priority wait until those of a higher one have ended, so that what is left of a quota goes
/// to these first; a plan that others wait for has their priority. Plans that fill one table run one after another.
/// </summary>
public sealed class PlanQueue
{
    private readonly PlanGraph _graph;
    private readonly Func<Plan, string> _sourceOf;
    private readonly Dictionary<Plan, int> _priorities = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Plan, Run?> _ended = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Task<Run?>, Plan> _running = [];
    private readonly List<Plan> _waiting;

    /// <summary>Makes the queue.</summary>
    /// <param name="graph">The plans.</param>
    /// <param name="sourceOf">The name of the source that a plan asks.</param>
    public PlanQueue(PlanGraph graph, Func<Plan, string> sourceOf)
    {
        (_graph, _sourceOf) = (graph, sourceOf);
        foreach (var plan in graph.Plans) Raise(plan, plan.Priority);
        _waiting = [.. graph.Plans.OrderByDescending(p => _priorities[p])];
    }

    /// <summary>Runs the plans to their ends.</summary>
    /// <param name="limit">Most plans at once.</param>
    /// <param name="run">Runs one; null where it could not run at all, which has been told.</param>
    /// <param name="skip">Hears of a plan that does not run, since the other did not succeed (with its run, where it had one).</param>
    /// <param name="cancellationToken">Begins no more; those under way are told by themselves.</param>
    public async Task RunAsync(int limit, Func<Plan, Task<Run?>> run, Func<Plan, Plan, Run?, Run> skip, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            while (_waiting.Find(p => FailedParent(p) is not null) is { } child) Skip(child, FailedParent(child)!, skip);
            while (_running.Count < limit && _waiting.Find(IsReady) is { } plan)
            {
                _waiting.Remove(plan);
                _running.Add(run(plan), plan);
            }
            if (_running.Count == 0) break;
            var ended = await Task.WhenAny(_running.Keys);
            _running.Remove(ended, out var done);
            _ended[done!] = await ended;
        }
        await Task.WhenAll(_running.Keys);
    }

    private void Raise(Plan plan, int priority)
    {
        if (_priorities.TryGetValue(plan, out var known) && known >= priority) return;
        _priorities[plan] = priority;
        foreach (var parent in _graph.ParentsOf(plan)) Raise(parent, priority);
    }

    private void Skip(Plan child, Plan parent, Func<Plan, Plan, Run?, Run> skip)
    {
        _waiting.Remove(child);
        _ended[child] = skip(child, parent, _ended[parent]);
    }

    /// <summary>A parent that ended without what its children need. One that did most of its slices has more for them than nothing.</summary>
    private Plan? FailedParent(Plan plan) => _graph.ParentsOf(plan).FirstOrDefault(p => _ended.TryGetValue(p, out var run) && run is not { Status: RunStatus.Done or RunStatus.Partial });

    private bool IsReady(Plan plan) => _graph.ParentsOf(plan).All(_ended.ContainsKey) && !_waiting.Concat(_running.Values).Any(other => !ReferenceEquals(other, plan) && HoldsBack(other, plan));

    private bool HoldsBack(Plan other, Plan plan) =>
        _priorities[other] > _priorities[plan] && _sourceOf(other).Equals(_sourceOf(plan), StringComparison.OrdinalIgnoreCase)
        || _running.ContainsValue(other) && other.Store.Equals(plan.Store, StringComparison.OrdinalIgnoreCase) && other.TargetTable.Equals(plan.TargetTable, StringComparison.OrdinalIgnoreCase);
}
