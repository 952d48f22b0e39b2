using DataSync.Stores;

namespace DataSync.Schema;

/// <summary>What a table has and fixes, and what steps make of it: the same rules for every kind of store.</summary>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Mode">The write mode.</param>
/// <param name="Key">The key; empty for none.</param>
/// <param name="Partitioning">The partitioning, as text; null for none.</param>
/// <param name="VersionColumn">The column whose higher value wins; null for none.</param>
public sealed record TableShape(IReadOnlyList<Column> Columns, WriteMode Mode, IReadOnlyList<string> Key, string? Partitioning, string? VersionColumn)
{
    private const string Repartition = "Copy the table with other partitions first (Copy-DsData -DestinationTable … -PartitionBy …), and migrate the copy.";

    /// <summary>The shape of a stored table.</summary>
    public static TableShape Of(TargetState state) => new(state.Columns, state.Mode, state.Key, state.Partitioning, state.VersionColumn);

    /// <summary>The shape after some steps.</summary>
    /// <exception cref="DataSyncException"><c>MigrationInvalid</c>, as <see cref="Apply(SchemaStep)"/>.</exception>
    public TableShape Apply(IEnumerable<SchemaStep> steps) => steps.Aggregate(this, (shape, step) => shape.Apply(step));

    /// <summary>The shape after a step.</summary>
    /// <exception cref="DataSyncException"><c>MigrationInvalid</c>: the step names what is not there, or would take away what rows are kept by.</exception>
    public TableShape Apply(SchemaStep step)
    {
        switch (step)
        {
            case AddColumn { Column: var column }: return Add(step, column);
            case RestoreColumn { Column: var column }: return Add(step, column);
            case DropColumn drop:
                Find(step, drop.Name);
                if (RoleOf(drop.Name) is { } role) throw Invalid(step, $"'{drop.Name}' {role}", PartitionOf?.Column == drop.Name ? Repartition : "Change the key, or synchronize into another -Table that does without the column.");
                return this with { Columns = [.. Columns.Where(c => c.Name != drop.Name)] };
            case RenameColumn rename:
                Find(step, rename.Name);
                RefuseTaken(step, rename.To);
                return this with
                {
                    Columns = [.. Columns.Select(c => c.Name == rename.Name ? c with { Name = rename.To } : c)],
                    Key = [.. Key.Select(Renamed)],
                    VersionColumn = VersionColumn is null ? null : Renamed(VersionColumn),
                    Partitioning = PartitionOf is { } partition ? (partition with { Column = Renamed(partition.Column) }).ToString() : null,
                };
                string Renamed(string name) => name == rename.Name ? rename.To : name;
            case RetypeColumn retype:
                Find(step, retype.Name);
                if (PartitionOf?.Column == retype.Name) throw Invalid(step, "the table is partitioned by it", Repartition);
                return this with { Columns = [.. Columns.Select(c => c.Name == retype.Name ? c with { Type = retype.Type } : c)] };
            case ChangeKey change:
                foreach (var name in change.Key) Find(step, name);
                if (change.Key.Distinct(StringComparer.Ordinal).Count() != change.Key.Count) throw Invalid(step, "a column is named twice", "Name each column once.");
                if (change.Key.Count == 0 && Mode == WriteMode.Upsert) throw Invalid(step, "Upsert needs a key", "Name the columns that identify a row.");
                return this with { Key = change.Key };
            case ReorderColumns order:
                if (order.Names.Count != Columns.Count || Columns.Any(c => !order.Names.Contains(c.Name))) throw Invalid(step, $"it must name each column once: {string.Join(", ", Columns.Select(c => c.Name))}", "Name them all.");
                return this with { Columns = [.. order.Names.Select(n => Columns.First(c => c.Name == n))] };
            default: throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "No such step.");
        }
    }

    /// <summary>True for a step that takes values away, or could: a drop, a narrower type.</summary>
    public bool IsDestructive(SchemaStep step) => step is DropColumn || step is RetypeColumn retype && Narrows(retype);

    /// <summary>True where a type does not hold all values of the one the column has.</summary>
    public bool Narrows(RetypeColumn step) => Columns.FirstOrDefault(c => c.Name == step.Name) is { } column && (!Widening.Holds(step.Type, column.Type) || Widening.MayLose(column.Type, step.Type));

    private Partitioning? PartitionOf => Partitioning is null ? null : Stores.Partitioning.Parse(Partitioning);

    private string? RoleOf(string name) =>
        Key.Contains(name) ? "is of the table's key"
        : VersionColumn == name ? "says which row of a key is the newer"
        : PartitionOf?.Column == name ? "is what the table is partitioned by" : null;

    private TableShape Add(SchemaStep step, Column column)
    {
        RefuseTaken(step, column.Name);
        return this with { Columns = [.. Columns, new Column(column.Name, column.Type)] };
    }

    private void Find(SchemaStep step, string name)
    {
        if (Columns.All(c => c.Name != name)) throw Invalid(step, $"the table has no column '{name}' then", $"Columns: {string.Join(", ", Columns.Select(c => c.Name))}.");
    }

    private void RefuseTaken(SchemaStep step, string name)
    {
        if (Columns.Any(c => c.Name == name)) throw Invalid(step, $"the table has a column '{name}' already", "Give it another name, or leave the step out.");
    }

    private static DataSyncException Invalid(SchemaStep step, string why, string advice) => new("MigrationInvalid", $"'{step}' cannot be done: {why}.", advice);
}
