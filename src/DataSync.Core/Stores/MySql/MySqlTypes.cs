using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Files;

namespace DataSync.Stores.MySql;

/// <summary>Which type of MySQL and MariaDB holds a type.</summary>
internal static class MySqlTypes
{
    /// <summary>An index entry takes 3,072 bytes, and a character up to four of them.</summary>
    private const int IndexCharacters = 740, MostKeyCharacters = 255;

    /// <summary>The column's type. Texts compare by their bytes, so that no collation takes two keys for one.</summary>
    public static string Name(DataType type, bool isKey, int keyTexts, string collation) => type.Kind switch
    {
        DataKind.Int64 => "bigint",
        DataKind.Double => "double",
        DataKind.Decimal => FormattableString.Invariant($"decimal({type.Precision},{type.Scale})"),
        DataKind.Boolean => "tinyint(1)",
        DataKind.Date => "date",
        DataKind.Timestamp or DataKind.TimestampTz => "datetime(6)", // timestamp ends in 2038, and its text depends on the session's zone
        DataKind.Binary => isKey ? FormattableString.Invariant($"varbinary({KeyCharacters(keyTexts)})") : "longblob",
        DataKind.String when isKey => FormattableString.Invariant($"varchar({KeyCharacters(keyTexts)}) CHARACTER SET utf8mb4 COLLATE {collation}"),
        _ => $"longtext CHARACTER SET utf8mb4 COLLATE {collation}", // json would write its texts anew
    };

    /// <summary>The first value that cannot be held as it is.</summary>
    public static UnrepresentableValue? FindUnrepresentable(ColumnVector vector, bool isKey, int keyTexts) => vector.Column.Type.Kind switch
    {
        DataKind.String => ValueRules.Texts(vector, allowsNul: true) ?? KeyLength(vector, isKey, keyTexts),
        DataKind.Json => ValueRules.Texts(vector, allowsNul: true) ?? ValueRules.Json(vector),
        DataKind.Binary => KeyLength(vector, isKey, keyTexts),
        DataKind.Double => ValueRules.First<double>(vector, value => double.IsFinite(value) && !(value == 0 && double.IsNegative(value)) ? null : $"MySQL has no {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}"),
        DataKind.Decimal => ValueRules.Decimals(vector),
        DataKind.Timestamp or DataKind.TimestampTz => ValueRules.Times(vector),
        _ => null,
    };

    /// <summary>Puts a column's values, which the server has turned to text, into the form that <see cref="Schema.Widening"/> gives them; done twice it changes nothing. Null where they have it.</summary>
    public static string? TextForm(string column, DataType from) => from.Kind switch
    {
        DataKind.Boolean => $"{column} = CASE {column} WHEN '1' THEN 'true' WHEN '0' THEN 'false' ELSE {column} END",
        DataKind.Decimal => $"{column} = IF({column} LIKE '%.%', TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {column})), {column})",
        DataKind.Timestamp => TimeForm(column, ""),
        DataKind.TimestampTz => TimeForm(column, "Z"),
        _ => null,
    };

    private static string TimeForm(string column, string zone) =>
        $"{column} = IF({column} LIKE '____-__-__ %', CONCAT(REPLACE(TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {column})), ' ', 'T'), '{zone}'), {column})";

    private static int KeyCharacters(int keyTexts) => Math.Min(MostKeyCharacters, IndexCharacters / Math.Max(1, keyTexts));

    private static UnrepresentableValue? KeyLength(ColumnVector vector, bool isKey, int keyTexts) =>
        !isKey ? null : ValueRules.KeyLength(vector, vector is ColumnVector<byte[]> ? KeyCharacters(keyTexts) : int.MaxValue, KeyCharacters(keyTexts));
}
