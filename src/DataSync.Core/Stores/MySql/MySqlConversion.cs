namespace DataSync.Stores.MySql;

/// <summary>Turns stored values into another type's, where they have an exact form in it: what <see cref="Rows.ValueConverter"/> makes of them.</summary>
internal static class MySqlConversion
{
    public static string Convert(string value, DataType from, DataType to)
    {
        var name = Target(to);
        var number = from.Kind == DataKind.String ? $"(CASE LOWER({value}) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE {value} END)" : from.Kind == DataKind.Double && to.Kind == DataKind.Decimal ? $"CAST({value} AS CHAR)" : value;
        return (from.Kind, to.Kind) switch
        {
            (_, DataKind.String) => ToText(value, from),
            (DataKind.String, DataKind.Int64) => $"CAST(CAST({number} AS DECIMAL(38,10)) AS SIGNED)",
            (DataKind.String, DataKind.Boolean) => $"CAST({number} AS DECIMAL(38,10)) = 1",
            (DataKind.Int64 or DataKind.Double or DataKind.Decimal, DataKind.Boolean) => $"{value} = 1",
            (DataKind.String, DataKind.Json) => value,
            (DataKind.String, DataKind.Binary) => $"FROM_BASE64({value})",
            (DataKind.String, DataKind.Timestamp) => $"CAST(REPLACE({value}, 'T', ' ') AS {name})",
            (DataKind.Int64, DataKind.Date or DataKind.Timestamp) => $"CAST(CAST({value} AS CHAR) AS {name})",
            _ => $"CAST({number} AS {name})",
        };
    }

    private static string Target(DataType type) => type.Kind switch
    {
        DataKind.Int64 or DataKind.Boolean => "SIGNED",
        DataKind.Double => "DOUBLE",
        DataKind.Decimal => FormattableString.Invariant($"DECIMAL({type.Precision},{type.Scale})"),
        DataKind.Date => "DATE",
        DataKind.Timestamp or DataKind.TimestampTz => "DATETIME(6)",
        DataKind.Binary => "BINARY",
        _ => "CHAR",
    };

    private static string ToText(string value, DataType from) => from.Kind switch
    {
        DataKind.Boolean => $"CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
        DataKind.Decimal when from.Scale > 0 => $"TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST({value} AS CHAR)))",
        DataKind.Double => Exponent($"CAST({value} AS CHAR)"),
        DataKind.Timestamp => TimeText(value),
        DataKind.TimestampTz => $"CONCAT({TimeText(value)}, 'Z')",
        DataKind.Binary => $"REPLACE(TO_BASE64({value}), CHAR(10 USING utf8mb4), '')",
        DataKind.Json or DataKind.String => value,
        _ => $"CAST({value} AS CHAR)",
    };

    private static string TimeText(string value) => $"TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM DATE_FORMAT({value}, '%Y-%m-%dT%H:%i:%s.%f')))";

    /// <summary>The server writes 1e20 and 1e-7 where we write 1E+20 and 1E-07.</summary>
    private static string Exponent(string text)
    {
        var (minus, plus) = ($"SUBSTRING_INDEX({text}, 'e-', -1)", $"SUBSTRING_INDEX({text}, 'e', -1)");
        return $"CASE WHEN {text} LIKE '%e-%' THEN CONCAT(SUBSTRING_INDEX({text}, 'e-', 1), 'E-', LPAD({minus}, GREATEST(2, CHAR_LENGTH({minus})), '0')) WHEN {text} LIKE '%e%' THEN CONCAT(SUBSTRING_INDEX({text}, 'e', 1), 'E+', LPAD({plus}, GREATEST(2, CHAR_LENGTH({plus})), '0')) ELSE {text} END";
    }
}
