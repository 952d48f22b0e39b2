using DataSync.Stores;

namespace DataSync.Schema;

/// <summary>Which changes of a dataset are followed.</summary>
public enum UpdatePolicy
{
    /// <summary>All of them, those that take something away too; renamings where they are confirmed.</summary>
    All,
    /// <summary>Those that lose nothing: what is added, widened, optional, or described otherwise.</summary>
    AddOnly,
    /// <summary>None; they are only told.</summary>
    ReportOnly,
}

/// <summary>Finds the steps that bring a table to its dataset.</summary>
public static class MigrationPlanner
{
    /// <summary>The steps, in the order in which they can be taken; none where the table is as it should be.</summary>
    /// <param name="state">The table.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="key">The key that the table is to have, by the dataset's names; null: the one it has.</param>
    /// <param name="namesSince">What a column of the table may be called now, the likeliest first.</param>
    /// <param name="policy">With AddOnly, steps that could lose something are left out.</param>
    public static IReadOnlyList<SchemaStep> Plan(TargetState state, Dataset dataset, IReadOnlyList<string>? key, Func<string, IEnumerable<string>> namesSince, UpdatePolicy policy = UpdatePolicy.All)
    {
        var steps = new List<SchemaStep>();
        var shape = TableShape.Of(state);
        if (policy == UpdatePolicy.All)
        {
            foreach (var column in state.Columns.Where(c => dataset.Columns.All(d => d.Name != c.Name)))
                if (namesSince(column.Name).FirstOrDefault(n => dataset.Columns.Any(d => d.Name == n) && shape.Columns.All(c => c.Name != n)) is { } now) Take(new RenameColumn(column.Name, now));
        }
        foreach (var wanted in dataset.Columns)
        {
            if (shape.Columns.FirstOrDefault(c => c.Name == wanted.Name) is not { } stored) Take(new AddColumn(new Column(wanted.Name, wanted.Type)));
            else if (stored.Type != wanted.Type)
            {
                var retype = new RetypeColumn(wanted.Name, wanted.Type);
                if (policy == UpdatePolicy.All || !shape.Narrows(retype)) Take(retype);
            }
        }
        if (policy != UpdatePolicy.All) return steps;
        if (key is { Count: > 0 } && !key.SequenceEqual(shape.Key) && key.All(k => shape.Columns.Any(c => c.Name == k))) Take(new ChangeKey([.. key]));
        foreach (var column in shape.Columns.Where(c => dataset.Columns.All(d => d.Name != c.Name)).ToList())
            if (!shape.Key.Contains(column.Name) && shape.VersionColumn != column.Name && (shape.Partitioning is null || Partitioning.Parse(shape.Partitioning).Column != column.Name)) Take(new DropColumn(column.Name));
        return steps;

        void Take(SchemaStep step)
        {
            shape = shape.Apply(step);
            steps.Add(step);
        }
    }
}
