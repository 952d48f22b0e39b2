using System.Globalization;
using DataSync.Rows;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>Makes the WHERE of slices' conditions and of queries; the values are parameters.</summary>
internal sealed class ClickHouseConditions
{
    /// <summary>More values than this are not sent to the server; the rows are then filtered here.</summary>
    private const int MostValues = 500;

    private readonly List<string> _parameters = [];

    /// <summary>The parameters' values, in order.</summary>
    public IReadOnlyList<string> Parameters => _parameters;

    /// <summary>Which rows a slice replaces.</summary>
    public string ForSlice(IReadOnlyList<StoredCondition> conditions, IReadOnlyList<Column> columns)
    {
        if (conditions.Count == 0) return "1";
        return string.Join(" AND ", conditions.Select(condition =>
        {
            var column = columns.First(c => c.Name == condition.Column);
            var values = Conform.Values(condition, column).Select(value => Add(value, column.Type)).ToList();
            var name = ClickHouseNames.Quote(column.Name);
            return condition.Operator switch
            {
                FilterOperator.From => $"{name} >= {values[0]}",
                FilterOperator.To => $"{name} <= {values[0]}",
                _ => $"{name} IN ({string.Join(", ", values)})",
            };
        }));
    }

    /// <summary>The part of a query that the server can judge exactly as <see cref="RowQuery"/> does.</summary>
    /// <param name="columns">The columns read.</param>
    /// <param name="query">The query.</param>
    /// <param name="isWhole">True where the server judges all of the conditions.</param>
    /// <returns>Conditions to be joined by AND.</returns>
    public List<string> ForQuery(IReadOnlyList<Column> columns, ReadQuery query, out bool isWhole)
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
            var found = values.OfType<object>().Select(value => Add(value, column.Type)).ToList();
            var any = found.Count > 0 ? $"{ClickHouseNames.Quote(column.Name)} IN ({string.Join(", ", found)})" : "0";
            parts.Add(values.Contains(null) ? $"({any} OR {ClickHouseNames.Quote(column.Name)} IS NULL)" : any);
        }
        if (query.Conditions.Count > 0)
        {
            isWhole = false;
            parts.Add(ForSlice([.. query.Conditions.Select(c => StoredCondition.Of(c, columns.First(x => x.Name == c.Column)))], columns));
        }
        return parts;
    }

    /// <summary>A parameter of a number.</summary>
    public string Add(long value) => Add(value.ToString(CultureInfo.InvariantCulture), "Int64");

    /// <summary>A parameter of a text.</summary>
    public string Add(string value) => Add(value, "String");

    private string Add(object value, DataType type)
    {
        var (text, name) = ClickHouseTypes.Parameter(value, type);
        return type.Kind == DataKind.Binary ? $"unhex({Add(text, name)})" : Add(text, name);
    }

    private string Add(string text, string type)
    {
        _parameters.Add(text);
        return FormattableString.Invariant($"{{p{_parameters.Count - 1}:{type}}}");
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
            if (converted is DateOnly day && (day < ClickHouseTypes.FirstDay || day > ClickHouseTypes.LastDay)) return null;
            values.Add(converted);
        }
        return values;
    }
}
