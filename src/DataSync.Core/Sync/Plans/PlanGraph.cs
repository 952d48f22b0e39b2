using DataSync.Arguments;

namespace DataSync.Sync.Plans;

/// <summary>Plans that are to run together, and which of them come after which: those that read another's table, and those that say so.</summary>
public sealed class PlanGraph
{
    private readonly Dictionary<Plan, IReadOnlyList<Plan>> _parents = new(ReferenceEqualityComparer.Instance);

    private PlanGraph(IReadOnlyList<Plan> plans) => Plans = plans;

    /// <summary>The plans, as given.</summary>
    public IReadOnlyList<Plan> Plans { get; }

    /// <summary>Finds out which plans depend on which.</summary>
    /// <param name="plans">The plans; what they read of tables that none of these fills does not matter here.</param>
    /// <param name="reads">The tables a plan reads; a store of <c>*</c> may be any, none is the plan's own.</param>
    /// <exception cref="DataSyncException"><c>PlanCycle</c>, showing the circle.</exception>
    public static PlanGraph Of(IReadOnlyList<Plan> plans, Func<Plan, IEnumerable<TableReference>> reads)
    {
        var graph = new PlanGraph(plans);
        foreach (var plan in plans)
        {
            var tables = reads(plan).ToList();
            graph._parents[plan] = [.. plans.Where(other => !ReferenceEquals(other, plan) && !Fills(plan, other) && (Names(plan, other) || tables.Exists(t => IsFilledBy(t, plan, other))))];
        }
        graph.RefuseCircles();
        return graph;
    }

    /// <summary>The plans among these that a plan comes after.</summary>
    public IReadOnlyList<Plan> ParentsOf(Plan plan) => _parents[plan];

    private static bool Names(Plan plan, Plan other) => other.Name.Length > 0 && plan.DependsOn.Contains(other.Name, StringComparer.OrdinalIgnoreCase);

    private static bool IsFilledBy(TableReference table, Plan reader, Plan other) =>
        table.Table.Equals(other.TargetTable, StringComparison.OrdinalIgnoreCase) && (table.Store == "*" || (table.Store ?? reader.Store).Equals(other.Store, StringComparison.OrdinalIgnoreCase));

    /// <summary>Two plans that fill one table: each reads its own table as it was, and waits for none.</summary>
    private static bool Fills(Plan plan, Plan other) => !Names(plan, other) && IsFilledBy(new(plan.Store, plan.TargetTable), plan, other);

    private void RefuseCircles()
    {
        var (path, done) = (new List<Plan>(), new HashSet<Plan>(ReferenceEqualityComparer.Instance));
        foreach (var plan in Plans) Visit(plan);

        void Visit(Plan plan)
        {
            if (done.Contains(plan)) return;
            var at = path.FindIndex(p => ReferenceEquals(p, plan));
            if (at >= 0)
                throw new DataSyncException("PlanCycle", $"Plans wait for each other in a circle: {string.Join(" → ", path.Skip(at).Append(plan).Select(TargetCheck.NameOf))} (each reads what the next one fills, or names it in DependsOn).",
                    "Take one out of the circle: another table to read from, or Set-DsPlan -DependsOn.");
            path.Add(plan);
            foreach (var parent in ParentsOf(plan)) Visit(parent);
            path.RemoveAt(path.Count - 1);
            done.Add(plan);
        }
    }
}
