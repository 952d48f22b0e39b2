using System.Globalization;

namespace DataSync.Stores.Files;

/// <summary>What one slice replaces, as the log keeps it: stored rows of an ordinal below <paramref name="Ordinal"/> for which all conditions hold.</summary>
/// <param name="Ordinal">The slice's number among the slices that wait to be merged.</param>
/// <param name="Conditions">The conditions.</param>
internal sealed record StoredConditions(long Ordinal, IReadOnlyList<StoredCondition> Conditions)
{
    /// <summary>False where a partition, by its name, can hold none of the rows.</summary>
    public bool MayTouch(string partition, Partitioner partitioner, string? partitionColumn, IReadOnlyList<Column> columns) => Conditions.All(condition =>
    {
        if (condition.Column != partitionColumn) return true;
        var names = Conform.Values(condition, columns.First(c => c.Name == condition.Column)).Select(partitioner.NameFor);
        return condition.Operator switch
        {
            FilterOperator.Equals or FilterOperator.In => names.Any(n => n is null || n == partition),
            FilterOperator.From when partitioner.IsOrdered => names.All(n => string.CompareOrdinal(partition, n) >= 0),
            FilterOperator.To when partitioner.IsOrdered => names.All(n => string.CompareOrdinal(partition, n) <= 0),
            _ => true,
        };
    });
}

/// <summary>A condition, its values as text.</summary>
internal sealed record StoredCondition(string Column, FilterOperator Operator, DataKind Kind, IReadOnlyList<string> Values)
{
    public static StoredCondition Of(SliceCondition condition, Column column)
    {
        if (condition.Operator == FilterOperator.None)
        {
            throw new DataSyncException("SliceConditionMissing", $"An argument that filters no column of '{column.Name}' cannot say which rows it replaces.", "Use Upsert or Append for this dataset.");
        }
        return new(column.Name, condition.Operator, column.Type.Kind, [.. condition.Values.Select(ToText)]);
    }

    /// <summary>The conditions of a slice of ReplaceSlice. One without conditions is refused: it would replace all rows.</summary>
    /// <exception cref="SliceRejectedException">It does not say which rows it replaces.</exception>
    /// <exception cref="DataSyncException"><c>ColumnNotFound</c>.</exception>
    public static IReadOnlyList<StoredCondition> Of(SliceRows slice, IReadOnlyList<Column> columns, string table)
    {
        if (slice.Conditions.Count == 0)
        {
            throw new SliceRejectedException(new Failure(FailureCategory.Store, $"Slice {slice.Marker.Slice} does not say which rows it replaces.")
            {
                Advice = "Declare what the dataset's parameters filter, or use Upsert or Append.",
            });
        }
        return [.. slice.Conditions.Select(c => Of(c, columns.FirstOrDefault(x => x.Name == c.Column)
            ?? throw new DataSyncException("ColumnNotFound", $"Table '{table}' has no column '{c.Column}', which a parameter is declared to filter.", $"Columns: {string.Join(", ", columns.Select(x => x.Name))}.")))];
    }

    /// <summary>The values, of the .NET type of <see cref="Kind"/>.</summary>
    public IEnumerable<object> ReadValues() => Values.Select(Parse);

    private static string ToText(object value) => value switch
    {
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private object Parse(string text) => Kind switch
    {
        DataKind.Int64 => long.Parse(text, CultureInfo.InvariantCulture),
        DataKind.Double => double.Parse(text, CultureInfo.InvariantCulture),
        DataKind.Decimal => decimal.Parse(text, CultureInfo.InvariantCulture),
        DataKind.Boolean => bool.Parse(text),
        DataKind.Date => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture),
        DataKind.Timestamp or DataKind.TimestampTz => DateTime.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        DataKind.Binary => Convert.FromBase64String(text),
        _ => text,
    };
}
