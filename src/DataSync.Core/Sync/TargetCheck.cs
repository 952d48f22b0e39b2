using DataSync.Catalog;
using DataSync.Schema;
using DataSync.Stores;
using DataSync.Sync.Readiness;
using DataSync.Sync.Restatements;

namespace DataSync.Sync;

/// <summary>Checks a plan against its dataset and target before anything is asked.</summary>
public static class TargetCheck
{
    /// <summary>How the plan's table is to be written.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="dataset">Its dataset, which decides how columns are spelled.</param>
    /// <param name="lockTimeout">How long to wait for another writer.</param>
    /// <exception cref="DataSyncException"><c>KeyMissing</c>, <c>ColumnNotFound</c>, <c>PartitioningInvalid</c>, <c>VanishedNotKept</c>, <c>ExpectInvalid</c>, <c>PublishedInvalid</c>, <c>CalendarInvalid</c>.</exception>
    public static TargetSpec Specify(Plan plan, Dataset dataset, TimeSpan lockTimeout)
    {
        var key = (plan.Key.Count > 0 ? plan.Key : dataset.Key).Select(k => Column(dataset, plan, k, "key").Name).ToList();
        if (plan.Mode == WriteMode.Upsert && key.Count == 0)
            throw new DataSyncException("KeyMissing", $"{NameOf(plan)}: Upsert needs a key, and neither the plan nor dataset '{dataset.Name}' has one.",
                $"Give -Key the columns that identify a row (columns: {string.Join(", ", dataset.Columns.Select(c => c.Name))}), or use -Mode Append or ReplaceSlice.");
        CheckVanished(plan, dataset);
        if (plan.Expect is { Length: > 0 } expect) Expectation.Parse(expect);
        if ((plan.Published ?? dataset.Published) is { Length: > 0 } published) PublishTime.Parse(published);
        if ((plan.Calendar ?? dataset.Calendar) is { Length: > 0 } calendar) CalendarReader.Check(calendar);
        return new TargetSpec
        {
            Table = plan.TargetTable,
            Mode = ModeOf(plan),
            Columns = ColumnsOf(plan, dataset.Columns),
            Description = Describe(dataset),
            Key = key,
            VersionColumn = plan.VersionColumn is { Length: > 0 } version ? Column(dataset, plan, version, "version").Name : null,
            Partitioning = Partition(plan, dataset),
            OnUnrepresentable = plan.OnUnrepresentable,
            LockTimeout = lockTimeout,
            Holder = $"{NameOf(plan)} (process {Environment.ProcessId} on {Environment.MachineName})",
        };
    }

    /// <summary>How a plan's table is kept: where rows that vanish go, a slice's rows are those of its last answer, which is what ReplaceSlice keeps, with the key besides.</summary>
    public static WriteMode ModeOf(Plan plan) => plan is { Mode: WriteMode.Upsert, OnVanished: VanishedPolicy.Delete } ? WriteMode.ReplaceSlice : plan.Mode;

    /// <summary>The columns of a plan's table.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="columns">Those that the vendor sends.</param>
    public static IReadOnlyList<Column> ColumnsOf(Plan plan, IReadOnlyList<Column> columns) => plan is { Mode: WriteMode.Upsert, OnVanished: VanishedPolicy.Mark }
        ? [.. columns, new Column(Restatement.MarkColumn, DataType.TimestampTz) { Description = "When the vendor no longer sent the row, noticed first; null where it does." }]
        : columns;

    /// <summary>Refuses what a plan says of rows that vanish, where it cannot be done.</summary>
    private static void CheckVanished(Plan plan, Dataset dataset)
    {
        if (plan.OnVanished == VanishedPolicy.Keep) return;
        if (plan.Mode != WriteMode.Upsert)
            throw new DataSyncException("VanishedNotKept", $"{NameOf(plan)}: OnVanished {plan.OnVanished} is for mode Upsert; {plan.Mode} {(plan.Mode == WriteMode.Append ? "never asks for a slice again" : "removes such rows in any case")}.", "Leave OnVanished out, or use mode Upsert.");
        if (plan.OnVanished == VanishedPolicy.Delete && plan.VersionColumn is { Length: > 0 })
            throw new DataSyncException("VanishedNotKept", $"{NameOf(plan)}: OnVanished Delete makes a slice's rows those of its last answer, and a version column may keep older ones.", "Leave out one of the two.");
        if (plan.OnVanished == VanishedPolicy.Mark && dataset.FindColumn(Restatement.MarkColumn) is not null)
            throw new DataSyncException("ColumnNameTaken", $"{NameOf(plan)}: OnVanished Mark writes column '{Restatement.MarkColumn}', and the vendor sends a column of that name.", "Use OnVanished Keep or Delete.");
        if (dataset.Parameters.All(p => p.Filter is null or { Operator: FilterOperator.None }))
            throw new DataSyncException("VanishedNotKept", $"{NameOf(plan)}: which rows vanish can be told only where the dataset declares which rows its parameters select, and '{dataset.Name}' declares none.",
                $"Declare it: Set-DsDataset {dataset.Name} -Parameter @{{ Name = '…'; Filter = 'column Equals' }}.");
    }

    /// <summary>Refuses a plan that says otherwise than its target was made.</summary>
    /// <exception cref="DataSyncException"><c>TargetMismatch</c>.</exception>
    public static void RefuseMismatch(Plan plan, TargetSpec spec, TargetState? state)
    {
        if (state is null) return;
        var partitioning = spec.Partitioning?.ToString();
        var (what, made, said) = state.Mode != spec.Mode ? ("mode", state.Mode.ToString(), spec.Mode.ToString())
            : !state.Key.SequenceEqual(spec.Key) ? ("key", Text(state.Key), Text(spec.Key))
            : state.Partitioning != partitioning ? ("partitioning", state.Partitioning ?? "none", partitioning ?? "none")
            : OtherType(spec, state);
        if (what is null) return;
        throw new DataSyncException("TargetMismatch", $"{NameOf(plan)}: table '{spec.Table}' was made with {what} {made}; the plan says {said}.",
            $"Set the {what} back, or give it another -Table and synchronize into that, then remove the old one with Remove-DsData.");
    }

    /// <summary>Refuses to write a table that has yet to follow a change of its dataset.</summary>
    /// <exception cref="DataSyncException"><c>MigrationPending</c>.</exception>
    public static void RefuseWaiting(Plan plan, IReadOnlyList<Migration> due)
    {
        if (due.FirstOrDefault(m => m.ToVersion is not null) is not { } waiting) return;
        throw new DataSyncException("MigrationPending", $"{NameOf(plan)}: table '{waiting.Table}' waits for migration '{waiting.Id}', which brings it to version {waiting.ToVersion} of its dataset{(waiting.Runs.Count > 0 ? $" and was refused: {waiting.Runs[^1].Result}" : "")}.",
            $"Invoke-DsMigration {waiting.Id}; or remove its files from '{Path.GetDirectoryName(waiting.File)}' if the table shall not follow.");
    }

    /// <summary>A column whose values neither the table's type nor the dataset's holds for both.</summary>
    private static (string?, string, string) OtherType(TargetSpec spec, TargetState state)
    {
        foreach (var stored in state.Columns)
        {
            if (spec.Columns.FirstOrDefault(c => c.Name == stored.Name) is not { } column) continue;
            if (!Widening.Holds(stored.Type, column.Type) && !Widening.Holds(column.Type, stored.Type))
                return ($"type of column '{column.Name}'", stored.Type.ToString(), column.Type.ToString());
        }
        return default;
    }

    /// <summary>A plan's name, or what an ad hoc one is about.</summary>
    public static string NameOf(Plan plan) => plan.Name.Length > 0 ? plan.Name : plan.Dataset;

    /// <summary>Title and text of a dataset; null where it has neither.</summary>
    private static string? Describe(Dataset dataset)
    {
        var texts = new[] { dataset.Title, dataset.Description }.Select(t => t?.Trim()).Where(t => !string.IsNullOrEmpty(t)).Distinct().ToList();
        return texts.Count > 0 ? string.Join('\n', texts) : null;
    }

    private static Partitioning? Partition(Plan plan, Dataset dataset)
    {
        if (string.IsNullOrWhiteSpace(plan.PartitionBy)) return null;
        Partitioning partitioning;
        try
        {
            partitioning = Partitioning.Parse(plan.PartitionBy);
        }
        catch (FormatException e)
        {
            throw new DataSyncException("PartitioningInvalid", $"{NameOf(plan)}: {e.Message}", "Example: -PartitionBy 'year(trade_date)'.", e);
        }
        var column = Column(dataset, plan, partitioning.Column, "partition");
        if (partitioning.Unit != PartitionUnit.Value && column.Type.Kind is not (DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz))
            throw new DataSyncException("PartitioningInvalid", $"{NameOf(plan)}: {partitioning} needs a date, and column '{column.Name}' is {column.Type}.", $"Partition by '{column.Name}' itself, or by a column of type Date or Timestamp.");
        return partitioning with { Column = column.Name };
    }

    private static Column Column(Dataset dataset, Plan plan, string name, string role) => dataset.FindColumn(name)
        ?? throw new DataSyncException("ColumnNotFound", $"{NameOf(plan)}: dataset '{dataset.Name}' has no column '{name}' for the plan's {role}.", ItemName.Suggest(name, [.. dataset.Columns.Select(c => c.Name)]));

    private static string Text(IReadOnlyList<string> names) => names.Count > 0 ? string.Join(", ", names) : "none";
}
