using System.Management.Automation.Language;

namespace DataSync.Scripts;

/// <summary>Puts plans that are to run together into an order in which each comes after those whose tables its scriptblock names.</summary>
internal static class PlanOrder
{
    /// <summary>The plans; those that depend on nothing keep their order, and a circle is cut where it was entered.</summary>
    public static IReadOnlyList<Plan> Sort(IReadOnlyList<Plan> plans)
    {
        var (sorted, seen) = (new List<Plan>(plans.Count), new HashSet<Plan>(ReferenceEqualityComparer.Instance));
        foreach (var plan in plans) Visit(plan);
        return sorted;

        void Visit(Plan plan)
        {
            if (!seen.Add(plan)) return;
            var names = Names(plan);
            foreach (var other in plans.Where(p => names.Contains(p.TargetTable))) Visit(other);
            sorted.Add(plan);
        }
    }

    private static HashSet<string> Names(Plan plan) => plan.ArgumentScript is null ? []
        : ArgumentScript.Parse(plan.ArgumentScript).Ast.FindAll(a => a is StringConstantExpressionAst, searchNestedScriptBlocks: true)
            .Select(a => ((StringConstantExpressionAst)a).Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
