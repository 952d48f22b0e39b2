using System.Data.Common;
using DataSync.Rows;

namespace DataSync.Stores.Databases;

/// <summary>Makes the WHERE of slices' conditions and of queries; the values are parameters.</summary>
internal static class SqlConditions
{
    /// <summary>More values than this are not sent to the server; the rows are then filtered here.</summary>
    private const int MostValues = 500;

    /// <summary>Which rows a slice replaces.</summary>
    public static string ForSlice(DbCommand command, IReadOnlyList<SliceCondition> conditions, Func<string, string> quote) => string.Join(" AND ", conditions.Select(condition =>
    {
        var column = quote(condition.Column);
        var names = condition.Values.Select(value => Add(command, value)).ToList();
        return condition.Operator switch
        {
            FilterOperator.Equals or FilterOperator.In => $"{column} IN ({string.Join(", ", names)})",
            FilterOperator.From => $"{column} >= {names[0]}",
            FilterOperator.To => $"{column} <= {names[0]}",
            _ => throw new DataSyncException("SliceConditionMissing", $"An argument that filters no column of '{condition.Column}' cannot say which rows it replaces.", "Use Upsert or Append for this dataset."),
        };
    }));

    /// <summary>The part of a query that the server can judge exactly as <see cref="RowQuery"/> does.</summary>
    /// <param name="command">Gets the parameters.</param>
    /// <param name="columns">The columns read.</param>
    /// <param name="query">The query.</param>
    /// <param name="quote">Quotes a name.</param>
    /// <param name="isWhole">True where the server judges all of the conditions.</param>
    /// <returns>The condition; empty for none.</returns>
    public static string ForQuery(DbCommand command, IReadOnlyList<Column> columns, ReadQuery query, Func<string, string> quote, out bool isWhole)
    {
        var parts = new List<string>();
        isWhole = true;
        foreach (var (name, wanted) in query.Where)
        {
            var column = columns.FirstOrDefault(c => c.Name == name) ?? columns.First(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (Values(column, wanted) is not { } values)
            {
                isWhole = false;
                continue;
            }
            var found = values.OfType<object>().Select(value => Add(command, value)).ToList();
            var any = found.Count > 0 ? $"{quote(column.Name)} IN ({string.Join(", ", found)})" : "1 = 0";
            parts.Add(values.Contains(null) ? $"({any} OR {quote(column.Name)} IS NULL)" : any);
        }
        if (query.Conditions.Count > 0)
        {
            // the server may take more texts for equal than we do: the rows are looked at once more
            isWhole = false;
            parts.Add(ForSlice(command, query.Conditions, quote));
        }
        return string.Join(" AND ", parts);
    }

    /// <summary>The wanted values as the column's .NET type; null where their equality here and at the server may differ.</summary>
    private static List<object?>? Values(Column column, IReadOnlyList<object?> wanted)
    {
        if (wanted.Count > MostValues || column.Type.Kind is not (DataKind.String or DataKind.Int64 or DataKind.Boolean or DataKind.Date)) return null;
        var values = new List<object?>();
        foreach (var value in wanted)
        {
            // a date or a truth is looked for in texts of several forms
            if (column.Type.Kind == DataKind.String && value is not (null or string)) return null;
            if (!ValueConverter.TryConvert(value, column.Type, column.Format, TimeZoneInfo.Utc, out var converted)) return null;
            if (converted is string text && text.Contains('\0', StringComparison.Ordinal)) return null;
            values.Add(converted);
        }
        return values;
    }

    private static string Add(DbCommand command, object value)
    {
        command.Add(value);
        return SqlCommands.Name(command.Parameters.Count - 1);
    }
}
