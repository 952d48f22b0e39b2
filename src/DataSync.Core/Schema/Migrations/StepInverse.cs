namespace DataSync.Schema;

/// <summary>What takes steps back.</summary>
public static class StepInverse
{
    /// <summary>The opposites of some steps, in the order in which they are taken; null where one cannot be taken back: a column that was dropped for good.</summary>
    /// <param name="shape">The table before the steps.</param>
    /// <param name="steps">The steps.</param>
    public static IReadOnlyList<SchemaStep>? Of(TableShape shape, IReadOnlyList<SchemaStep> steps)
    {
        var found = new List<SchemaStep>();
        foreach (var step in steps)
        {
            if (step is DropColumn { Archive: false }) return null;
            found.Insert(0, Of(shape, step));
            shape = shape.Apply(step);
        }
        return found;
    }

    private static SchemaStep Of(TableShape shape, SchemaStep step) => step switch
    {
        AddColumn s => new DropColumn(s.Column.Name),
        RestoreColumn s => new DropColumn(s.Column.Name),
        DropColumn s => new RestoreColumn(shape.Columns.First(c => c.Name == s.Name)),
        RenameColumn s => new RenameColumn(s.To, s.Name),
        RetypeColumn s => new RetypeColumn(s.Name, shape.Columns.First(c => c.Name == s.Name).Type),
        ChangeKey => new ChangeKey(shape.Key),
        ReorderColumns => new ReorderColumns([.. shape.Columns.Select(c => c.Name)]),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "No such step."),
    };
}
