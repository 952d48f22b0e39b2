using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>What a migration makes of what slices say: the columns their conditions name, the folders their rows are in.</summary>
/// <param name="Steps">The steps, as text.</param>
/// <param name="Columns">The columns before them.</param>
/// <param name="FieldFrom">The field of partitions' folders before; null without partitioning.</param>
/// <param name="FieldTo">The same after.</param>
internal sealed record SliceTranslation(IReadOnlyList<string> Steps, IReadOnlyList<StoredColumn> Columns, string? FieldFrom, string? FieldTo)
{
    private SchemaStep[]? _read;

    /// <summary>A slice that was committed before the migration, as it is after.</summary>
    public SliceEntry Translate(SliceEntry slice) => slice with
    {
        Partitions = slice.Partitions is { } partitions ? [.. partitions.Select(TranslatePartition)] : null,
        Conditions = slice.Conditions is { } conditions ? Translate(conditions) : null,
    };

    /// <summary>A partition's folder after the migration.</summary>
    public string TranslatePartition(string partition) => FieldFrom is null || FieldFrom == FieldTo ? partition : FieldTo + partition[FieldFrom.Length..];

    /// <summary>A slice's conditions; null where one cannot be told any more: which rows are the slice's is not known then.</summary>
    public IReadOnlyList<StoredCondition>? Translate(IReadOnlyList<StoredCondition> conditions)
    {
        var translated = new List<StoredCondition>();
        foreach (var condition in conditions)
        {
            if (Translate(condition) is not { } found) return null;
            translated.Add(found);
        }
        return translated;
    }

    private StoredCondition? Translate(StoredCondition condition)
    {
        var column = Columns.Where(c => c.Name == condition.Column).Select(c => new Column(c.Name, c.Type)).FirstOrDefault();
        foreach (var step in _read ??= [.. Steps.Select(s => StepText.Read(s))])
        {
            switch (step)
            {
                case DropColumn drop when drop.Name == column?.Name: return null;
                case RenameColumn rename when rename.Name == column?.Name:
                    condition = condition with { Column = rename.To };
                    column = column with { Name = rename.To };
                    break;
                case RetypeColumn retype when retype.Name == column?.Name:
                    if (Retype(condition, column, retype.Type) is not { } retyped) return null;
                    (condition, column) = (retyped, column with { Type = retype.Type });
                    break;
            }
        }
        return condition;
    }

    private static StoredCondition? Retype(StoredCondition condition, Column from, DataType to)
    {
        try
        {
            var values = ColumnVector.Create(from);
            foreach (var value in Conform.Values(condition, from)) values.AppendObject(value);
            var column = new Column(from.Name, to);
            var retyped = Widening.Convert(values, column);
            return StoredCondition.Of(new SliceCondition(column.Name, condition.Operator, [.. Enumerable.Range(0, retyped.Count).Select(i => retyped.GetValue(i)!)]), column);
        }
        catch (SliceRejectedException)
        {
            return null; // a value that no row has
        }
    }
}
