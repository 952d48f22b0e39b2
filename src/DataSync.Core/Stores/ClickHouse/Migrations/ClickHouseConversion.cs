using DataSync.Rows;
using DataSync.Stores.Databases.Migrations;

namespace DataSync.Stores.ClickHouse.Migrations;

/// <summary>
/// Says values and conversions of stored values in ClickHouse's words: of values that have an exact form in the other type, what <see cref="ValueConverter"/> makes of them. What has none was refused before;
/// a text that is no number after all ends the statement with an error.
/// </summary>
internal sealed class ClickHouseConversion : ICopyDialect
{
    /// <summary>Digits of the decimals that texts of numbers are read by.</summary>
    private const int TextScale = 38;

    public string Quote(string name) => ClickHouseNames.Quote(name);

    public string Literal(object? value, DataType type)
    {
        if (value is null) return "NULL";
        var text = ValueConverter.ToText(value, type);
        var quoted = ClickHouseNames.Literal(text);
        return type.Kind switch
        {
            DataKind.Int64 => $"toInt64({text})",
            DataKind.Double => $"toFloat64({text.Replace("Infinity", "inf", StringComparison.Ordinal)})",
            DataKind.Decimal => $"CAST({quoted}, {ClickHouseNames.Literal(ClickHouseTypes.Name(type, isNullable: false))})",
            DataKind.Boolean => text,
            DataKind.Date => $"toDate32({quoted})",
            DataKind.Timestamp or DataKind.TimestampTz => $"toDateTime64({quoted.Replace('T', ' ').Replace("Z", "", StringComparison.Ordinal)}, 6, 'UTC')",
            DataKind.Binary => $"base64Decode({quoted})",
            _ => quoted,
        };
    }

    public string Convert(string value, DataType from, DataType to)
    {
        var isText = from.Kind is DataKind.String or DataKind.Json;
        var isNumber = from.Kind is DataKind.Int64 or DataKind.Double or DataKind.Decimal;
        var day = Day(isText ? value : $"toString(toInt64({value}))");
        return (from.Kind, to.Kind) switch
        {
            (_, DataKind.String) => ToText(value, from),
            (DataKind.String or DataKind.Boolean or DataKind.Int64 or DataKind.Double or DataKind.Decimal, DataKind.Json) => ToText(value, from),
            (_, DataKind.Int64) when isText => $"toInt64(toDecimal256({Number(value)}, {TextScale}))",
            (_, DataKind.Int64) when isNumber || from.Kind == DataKind.Boolean => $"toInt64({value})",
            (_, DataKind.Double) when isText => $"toFloat64({Number(value)})",
            (DataKind.Decimal, DataKind.Double) => $"toFloat64(toString({value}))", // the nearest one, which a division of two doubles need not give
            (DataKind.Int64 or DataKind.Boolean, DataKind.Double) => $"toFloat64({value})",
            (_, DataKind.Decimal) when isText => Cast(Number(value), to),
            (DataKind.Double, DataKind.Decimal) => Cast($"toString({value})", to),
            (DataKind.Int64 or DataKind.Decimal or DataKind.Boolean, DataKind.Decimal) => Cast(value, to),
            (_, DataKind.Boolean) when isText => Cast($"toDecimal256({Number(value)}, {TextScale}) = 1", to),
            (_, DataKind.Boolean) when isNumber => Cast($"{value} = 1", to),
            (_, DataKind.Date) when isText || isNumber => day,
            (DataKind.Timestamp or DataKind.TimestampTz, DataKind.Date) => $"toDate32({value})",
            (_, DataKind.Timestamp) when isText => Time(value),
            (_, DataKind.Timestamp) when isNumber => $"toDateTime64({day}, 6, 'UTC')",
            (DataKind.Date, DataKind.Timestamp) => $"toDateTime64({value}, 6, 'UTC')",
            (_, DataKind.TimestampTz) when isText => Instant(value),
            (_, DataKind.Binary) when isText => $"base64Decode(replaceRegexpAll({value}, '\\\\s', ''))",
            _ when from.Kind == to.Kind => value,
            _ => $"CAST(NULL, {ClickHouseNames.Literal(ClickHouseTypes.Name(to, isNullable: true))})", // no value of one is a value of the other: where there are rows, they have none
        };
    }

    /// <summary>CAST keeps nulls where its type may be null; of a value that cannot be, the copy's column takes it as it is.</summary>
    private static string Cast(string value, DataType to) => $"CAST({value}, {ClickHouseNames.Literal(ClickHouseTypes.Name(to, isNullable: true))})";

    /// <summary>A text of a number or of a truth as a text of a number.</summary>
    private static string Number(string text) => $"multiIf(lower({text}) = 'true', '1', lower({text}) = 'false', '0', {text})";

    /// <summary>The day that a text begins with, with or without signs between.</summary>
    private static string Day(string text)
    {
        var digits = Digits(text);
        return $"makeDate32({Part(digits, 1, 4)}, {Part(digits, 5, 2)}, {Part(digits, 7, 2)})";
    }

    /// <summary>The day and time of a text without zone.</summary>
    private static string Time(string text)
    {
        var digits = Digits($"extract({text}, '^[^.]*')");
        var fraction = $"toUInt32OrZero(rightPad(extract({text}, '\\\\.(\\\\d{{1,6}})'), 6, '0'))";
        return $"makeDateTime64({Part(digits, 1, 4)}, {Part(digits, 5, 2)}, {Part(digits, 7, 2)}, {Part(digits, 9, 2)}, {Part(digits, 11, 2)}, {Part(digits, 13, 2)}, {fraction}, 6, 'UTC')";
    }

    /// <summary>The moment of a text that ends with its distance from UTC, or Z.</summary>
    private static string Instant(string text)
    {
        const string Zone = "[+-]\\\\d{1,2}:?\\\\d{2}$";
        var minutes = $"toInt32OrZero(extract({text}, '[+-](\\\\d{{1,2}}):?\\\\d{{2}}$')) * 60 + toInt32OrZero(extract({text}, '[+-]\\\\d{{1,2}}:?(\\\\d{{2}})$'))";
        return $"subtractMinutes({Time($"replaceRegexpOne({text}, '\\\\s*{Zone}', '')")}, if(match({text}, '-\\\\d{{1,2}}:?\\\\d{{2}}$'), -1, 1) * ({minutes}))";
    }

    private static string Digits(string text) => $"replaceRegexpAll({text}, '[^0-9]', '')";

    private static string Part(string digits, int at, int length) => FormattableString.Invariant($"toUInt16OrZero(substring({digits}, {at}, {length}))");

    private static string ToText(string value, DataType from) => from.Kind switch
    {
        DataKind.Double => DoubleText(value),
        DataKind.Timestamp => TimeText(value),
        DataKind.TimestampTz => $"concat({TimeText(value)}, 'Z')",
        DataKind.Binary => $"base64Encode({value})",
        DataKind.Json or DataKind.String => value,
        _ => $"toString({value})",
    };

    private static string TimeText(string value) => $"replaceRegexpOne(replaceOne(toString({value}), ' ', 'T'), '\\\\.?0+$', '')";

    /// <summary>The server writes the same digits in another form: 1e-7 where we write 1E-07. They are taken from its text, with how many of them stand before the point.</summary>
    private static string DoubleText(string value)
    {
        var number = $"assumeNotNull({value})";
        var text = $"toString(abs({number}))";
        var mantissa = $"extract({text}, '^[^e]*')";
        var raw = $"replaceOne({mantissa}, '.', '')";
        var before = $"toInt32(position(concat({mantissa}, '.'), '.')) - 1 + toInt32OrZero(extract({text}, 'e(.*)$')) - toInt32(length({raw}) - length(trim(LEADING '0' FROM {raw})))";
        const string Plain = "multiIf(n <= 0, concat('0.', repeat('0', -n), d), n >= length(d), concat(d, repeat('0', n - length(d))), concat(left(d, n), '.', substring(d, n + 1)))";
        const string Short = "concat(left(d, 1), if(length(d) > 1, '.', ''), substring(d, 2), if(n > 0, 'E+', 'E-'), if(abs(n - 1) < 10, '0', ''), toString(abs(n - 1)))";
        var digits = $"arrayMap((d, n) -> if(n > greatest(length(d), 17) OR n < -3, {Short}, {Plain}), [trim(BOTH '0' FROM {raw})], [{before}])[1]";
        return $"if(isNull({value}), NULL, multiIf(isNaN({number}), 'NaN', isInfinite({number}), if({number} > 0, 'Infinity', '-Infinity'), concat(if(toString({number}) LIKE '-%', '-', ''), if({number} = 0, '0', {digits}))))";
    }
}
