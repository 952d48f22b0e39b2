using DataSync.Catalog;
using DataSync.State;

namespace DataSync.Sync;

/// <summary>Which slices a run asks for.</summary>
/// <param name="Force">True: done ones too.</param>
/// <param name="SchemaBefore">Only slices that were stored with an older schema version than this, and nothing else; null: what is missing, failed, empty or stale.</param>
internal sealed record AskRule(bool Force, int? SchemaBefore = null)
{
    /// <summary>True where a slice is asked.</summary>
    public bool Asks(SliceRecord? record, SliceState state, DateOnly? date, PolicyClock clock) => SchemaBefore is { } version
        ? record?.At is not null && record.SchemaVersion < version && state != SliceState.Pending
        : SlicePolicy.IsAsked(state, record, date, clock, Force);

    /// <summary>The rule of a run.</summary>
    /// <exception cref="DataSyncException"><c>AppendCannotRepeat</c>; <c>ColumnNotFound</c>.</exception>
    public static AskRule Of(Workspace workspace, Plan plan, Dataset dataset, SyncOptions options)
    {
        if (plan.Mode == WriteMode.Append && (options.Force || options.Backfill.Count > 0))
        {
            throw new DataSyncException("AppendCannotRepeat", $"{TargetCheck.NameOf(plan)}: mode Append adds each slice once; asking done slices again would double their rows.",
                $"Use mode ReplaceSlice or Upsert for data that is to be refreshed, or run without {(options.Force ? "-Force" : "-Backfill")}.");
        }
        if (options.Backfill.Count == 0) return new(options.Force);
        return new(options.Force, options.Backfill.Max(name => workspace.History.VersionSince(dataset, dataset.FindColumn(name)?.Name
            ?? throw new DataSyncException("ColumnNotFound", $"{TargetCheck.NameOf(plan)}: dataset '{dataset.Name}' has no column '{name}' to fill.", ItemName.Suggest(name, [.. dataset.Columns.Select(c => c.Name)])))));
    }
}
