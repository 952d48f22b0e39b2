using DataSync.Sync;

namespace DataSync.Parameters;

/// <summary>What must hold of a plan and its dataset before it is kept or run.</summary>
internal static class PlanRules
{
    /// <summary>The plan, its columns spelled as the dataset's are.</summary>
    /// <exception cref="DataSyncException">As <see cref="TargetCheck.Specify"/>.</exception>
    public static Plan Checked(Dataset dataset, Plan plan)
    {
        var target = TargetCheck.Specify(plan, dataset, TimeSpan.Zero);
        return plan with
        {
            Key = plan.Key.Count > 0 ? target.Key : [],
            VersionColumn = target.VersionColumn,
            PartitionBy = target.Partitioning?.ToString(),
        };
    }
}
