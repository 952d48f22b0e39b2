using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Files;

namespace DataSync.Stores.PostgreSql;

/// <summary>Which type of PostgreSQL holds a type, and how stored values become a wider one.</summary>
internal static class PostgreSqlTypes
{
    /// <summary>An index entry takes at most a third of a page.</summary>
    private const int IndexEntryBytes = 2600;

    /// <summary>The column's type; texts of keys in byte order, which is the same on every server, and the fastest.</summary>
    public static string Name(DataType type, bool isKey) => type.Kind switch
    {
        DataKind.Int64 => "bigint",
        DataKind.Double => "double precision",
        DataKind.Decimal => FormattableString.Invariant($"numeric({type.Precision},{type.Scale})"),
        DataKind.Boolean => "boolean",
        DataKind.Date => "date",
        DataKind.Timestamp => "timestamp(6)",
        DataKind.TimestampTz => "timestamp(6) with time zone",
        DataKind.Json => "json", // jsonb would reorder names, and keep one of two equal ones
        DataKind.Binary => "bytea",
        _ => isKey ? "text COLLATE \"C\"" : "text",
    };

    /// <summary>The first value that cannot be held as it is.</summary>
    public static UnrepresentableValue? FindUnrepresentable(ColumnVector vector, bool isKey, int keyTexts) => vector.Column.Type.Kind switch
    {
        DataKind.String => ValueRules.Texts(vector, allowsNul: false) ?? KeyLength(vector, isKey, keyTexts),
        DataKind.Json => ValueRules.Texts(vector, allowsNul: false) ?? ValueRules.Json(vector),
        DataKind.Binary => KeyLength(vector, isKey, keyTexts),
        DataKind.Decimal => ValueRules.Decimals(vector),
        DataKind.Timestamp or DataKind.TimestampTz => ValueRules.Times(vector),
        _ => null,
    };

    /// <summary>The expression that turns a stored value into a wider type's, as <see cref="Schema.Widening"/> does with one on its way.</summary>
    public static string Convert(string column, DataType from, DataType to)
    {
        if (to.Kind == DataKind.String) return ToText(column, from);
        var name = Name(to, isKey: false);
        return from.Kind == DataKind.Boolean ? $"{column}::integer::{name}" : $"{column}::{name}";
    }

    /// <summary>
    /// The expression that turns a stored value into a type that does not hold all values of its own, for values that have an exact form in it: what <see cref="ValueConverter"/> makes of them.
    /// </summary>
    public static string Narrow(string column, DataType from, DataType to)
    {
        var name = Name(to, isKey: false);
        var number = from.Kind switch
        {
            DataKind.String => $"(CASE lower({column}) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE {column} END)::numeric",
            DataKind.Double => $"{column}::text::numeric", // straight to numeric would keep 15 digits
            DataKind.Boolean => $"{column}::integer::numeric",
            _ => $"{column}::numeric",
        };
        return (from.Kind, to.Kind) switch
        {
            (DataKind.String, DataKind.Double) => $"(CASE lower({column}) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE {column} END)::{name}",
            (DataKind.String or DataKind.Int64 or DataKind.Double or DataKind.Decimal or DataKind.Boolean, DataKind.Int64 or DataKind.Double or DataKind.Decimal) => $"{number}::{name}",
            (DataKind.String, DataKind.Boolean) => $"{number} = 1",
            (DataKind.Int64 or DataKind.Double or DataKind.Decimal, DataKind.Boolean) => $"{column} = 1",
            (DataKind.String, DataKind.Binary) => $"decode({column}, 'base64')",
            (DataKind.Timestamp, DataKind.Date) => $"{column}::date",
            (DataKind.TimestampTz, DataKind.Date or DataKind.Timestamp) => $"({column} AT TIME ZONE 'UTC')::{name}",
            (DataKind.Date or DataKind.Timestamp, DataKind.TimestampTz) => $"{column}::timestamp AT TIME ZONE 'UTC'",
            _ => $"({ToText(column, from)})::{name}",
        };
    }

    private static string ToText(string column, DataType from) => from.Kind switch
    {
        DataKind.Double => $"replace({column}::text, 'e', 'E')",
        DataKind.Decimal => $"trim_scale({column})::text",
        DataKind.Date => $"to_char({column}, 'YYYY-MM-DD')",
        DataKind.Timestamp => $"rtrim(rtrim(to_char({column}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '0'), '.')",
        DataKind.TimestampTz => $"rtrim(rtrim(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '0'), '.') || 'Z'",
        DataKind.Binary => $"translate(encode({column}, 'base64'), chr(10), '')",
        _ => $"{column}::text",
    };

    private static UnrepresentableValue? KeyLength(ColumnVector vector, bool isKey, int keyTexts) =>
        isKey ? ValueRules.KeyLength(vector, IndexEntryBytes / Math.Max(1, keyTexts), int.MaxValue) : null;
}
