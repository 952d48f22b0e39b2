using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Sources.Answers;

/// <summary>
/// Brings rows that came with types of their own (a file's, a database's, objects') to the dataset's columns, by the same table of lossless coercions and the same schema policy as
/// answers of JSON. What has the dataset's type already is taken as it is.
/// </summary>
/// <param name="schema">The columns of the fetch.</param>
/// <param name="zone">The zone of times that have none.</param>
internal sealed class BatchShaper(AnswerSchema schema, TimeZoneInfo zone)
{
    private const int SampleLength = 100;

    /// <summary>Shapes one batch.</summary>
    /// <param name="arrived">The columns as they came, each name once.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <exception cref="AnswerFormatException">Two columns stand for the same one.</exception>
    public DecodedRows Shape(IEnumerable<TextColumn> arrived, int rows)
    {
        var typed = new List<ArrivedColumn>();
        foreach (var column in arrived)
        {
            if (column.Take() is { } taken) typed.Add(taken);
            else schema.SawUntyped(column.Name);
        }
        return Shape(typed, rows);
    }

    /// <summary>Shapes one batch.</summary>
    /// <param name="arrived">The columns as they came, each name once.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <exception cref="AnswerFormatException">Two columns stand for the same one.</exception>
    public DecodedRows Shape(IReadOnlyList<ArrivedColumn> arrived, int rows)
    {
        var shaped = new Dictionary<string, ColumnVector>(StringComparer.Ordinal);
        foreach (var column in arrived)
        {
            if (schema.Find(column.Name) is not { } known)
            {
                if (Take(column) is { } refused) return new(null, refused);
                if (schema.Policy == SchemaPolicy.Evolve) shaped.Add(column.Name, column.Vector);
                continue;
            }
            var (vector, misfit) = Fit(column, known);
            if (misfit is not null && Misfit(known, column, misfit) is { } result) return result;
            if (!shaped.TryAdd(known.Name, vector)) throw new AnswerFormatException($"the column '{column.Name}' comes twice");
        }
        schema.Saw(shaped.Keys);
        return new(new RowBatch([.. schema.Columns.Where(c => shaped.ContainsKey(c.Name)).Select(c => shaped[c.Name])], rows), null);
    }

    /// <summary>The values as a column's type; a value that it cannot hold without loss is null, and the first of them is the misfit.</summary>
    public (ColumnVector Vector, string? Misfit) Fit(ArrivedColumn arrived, Column column)
    {
        var from = arrived.Vector;
        if (from.Column == column) return (from, arrived.Misfit);
        if (from.Column.Type == column.Type)
        {
            var same = from.NewLike(column, from.Count);
            same.AppendRange(from, 0, from.Count);
            return (same, arrived.Misfit);
        }
        var result = ColumnVector.Create(column, from.Count);
        var misfit = arrived.Misfit;
        for (var row = 0; row < from.Count; row++)
        {
            var value = from.GetValue(row);
            // an empty text is a missing number or date, as with vendors
            if (value is null || (value is "" && !column.Type.IsText)) result.AppendNull();
            else if (TryConvert(value, from.Column.Type, column, out var converted)) result.AppendObject(converted);
            else
            {
                misfit ??= Sample(ValueConverter.ToText(value, from.Column.Type));
                result.AppendNull();
            }
        }
        return (result, misfit);
    }

    private bool TryConvert(object value, DataType from, Column column, out object? converted)
    {
        if (ValueConverter.TryConvert(value, column.Type, column.Format, zone, out converted)) return true;
        // a JSON value is its text too
        return column.Type.Kind == DataKind.String && from.Kind == DataKind.Json && (converted = value) is not null;
    }

    private Failure? Take(ArrivedColumn arrived)
    {
        var column = arrived.Vector.Column;
        var change = new SchemaChange(SchemaChangeKind.Added, column.Name, null, column.Type, First(arrived.Vector));
        if (schema.Policy == SchemaPolicy.Freeze) return RowDecoder.Refuse(change, $"there is a column '{column.Name}' that the dataset lacks");
        if (schema.Policy == SchemaPolicy.Evolve) schema.Add(column);
        schema.Report(change);
        return null;
    }

    /// <summary>What comes of a value that its column cannot hold; null where it is dropped.</summary>
    private DecodedRows? Misfit(Column column, ArrivedColumn arrived, string sample)
    {
        var wider = Wider(column, arrived.Vector.Column.Type, sample);
        if (schema.IsAdded(column) && schema.Policy == SchemaPolicy.Evolve)
        {
            schema.Add(column with { Type = wider });
            schema.Report(new SchemaChange(SchemaChangeKind.Added, column.Name, null, wider, sample));
            return new(null, null, Restart: true);
        }
        var change = new SchemaChange(SchemaChangeKind.Retyped, column.Name, column.Type, wider, sample);
        schema.Report(change);
        return schema.Policy == SchemaPolicy.Discard ? null : new(null, RowDecoder.Refuse(change, $"column '{column.Name}' is {column.Type}, but there is '{sample}'"));
    }

    private DataType Wider(Column column, DataType arrived, string sample)
    {
        if (!arrived.IsText && arrived != column.Type) return Widening.Join(column.Type, arrived);
        foreach (var type in Widening.WiderThan(column.Type))
            if (ValueConverter.TryConvert(sample, type, column.Format, zone, out _)) return type;
        return DataType.String;
    }

    private static string? First(ColumnVector vector)
    {
        for (var row = 0; row < vector.Count; row++)
            if (vector.GetValue(row) is { } value) return Sample(ValueConverter.ToText(value, vector.Column.Type));
        return null;
    }

    /// <summary>The beginning of a value, for people.</summary>
    public static string Sample(string text) => text.Length <= SampleLength ? text : text[..SampleLength] + "…";
}
