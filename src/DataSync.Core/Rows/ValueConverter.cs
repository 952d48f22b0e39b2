using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.Rows;

/// <summary>
/// The one table of coercions that lose nothing: what a user's argument, a vendor's answer and a stored value may look like and still be the
/// same value. What is not in it is a change of type.
/// <list type="table">
/// <listheader><term>To</term><description>From (besides the type itself)</description></listheader>
/// <item><term>String</term><description>anything, as <see cref="ToText"/> writes it; dates and times by the format where one is given</description></item>
/// <item><term>Int64</term><description>any integral number in range (1.0 too), its text without superfluous leading zeros (<c>000001</c> is a code, no number); <c>true</c> and <c>false</c> as 1 and 0</description></item>
/// <item><term>Double</term><description>the same; any number and its text, integers only where a double holds them exactly; <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c></description></item>
/// <item><term>Decimal(p,s)</term><description>the same; any number and its text that has at most s digits after the point and p in all, trailing zeros apart</description></item>
/// <item><term>Boolean</term><description>0 and 1 as any number or text, <c>true</c> and <c>false</c> in any case</description></item>
/// <item><term>Date</term><description>the format where one is given, else yyyyMMdd as text or number, yyyy-MM-dd, yyyy/MM/dd; a date and time at midnight</description></item>
/// <item><term>Timestamp</term><description>the format, else ISO 8601 and its forms with a space, slashes or digits alone; a date; an instant only where a zone is given</description></item>
/// <item><term>TimestampTz</term><description>the same with offset or <c>Z</c>; without one it is a time of the zone, and refused where none is given</description></item>
/// <item><term>Json</term><description>any valid JSON text; numbers, true, false; JSON nodes</description></item>
/// <item><term>Binary</term><description>Base64 text</description></item>
/// </list>
/// </summary>
public static class ValueConverter
{
    /// <summary>Converts a value, or a text of one, to a type. Null stays null.</summary>
    /// <param name="value">A .NET value, a text, a JSON scalar, or null.</param>
    /// <param name="type">The wanted type.</param>
    /// <param name="format">How a date or time is written, as a .NET format such as <c>yyyyMMdd</c>; null: recognized by itself.</param>
    /// <param name="zone">The zone of times that have none; null: unknown.</param>
    /// <param name="result">The value as the type's .NET type, or null.</param>
    /// <returns>False where the value cannot become one of the type without loss.</returns>
    public static bool TryConvert(object? value, DataType type, string? format, TimeZoneInfo? zone, out object? result)
    {
        result = null;
        if (value is JsonNode or JsonElement) value = type.Kind == DataKind.Json ? JsonText(value) : Scalar(value);
        if (value is null) return true;
        if (type.Kind is DataKind.Int64 or DataKind.Double or DataKind.Decimal && value is string word && bool.TryParse(word, out var truth)) value = truth;
        result = type.Kind switch
        {
            DataKind.String => ToFreeText(value, format),
            DataKind.Int64 => NumberConverter.ToInt64(value),
            DataKind.Double => NumberConverter.ToDouble(value),
            DataKind.Decimal => NumberConverter.ToDecimal(value, type),
            DataKind.Boolean => ToBoolean(value),
            DataKind.Date => TimeConverter.ToDate(value, format),
            DataKind.Timestamp => TimeConverter.ToTimestamp(value, format, zone),
            DataKind.TimestampTz => TimeConverter.ToInstant(value, format, zone),
            DataKind.Json => ToJson(value),
            DataKind.Binary => ToBinary(value),
            _ => null,
        };
        return result is not null;
    }

    /// <summary>The one text of a value, the same in every culture, which <see cref="TryConvert"/> reads back: numbers in their shortest exact form, dates and times as ISO 8601.</summary>
    /// <param name="value">A value of the type's .NET type.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="InvalidCastException">The value is of another .NET type.</exception>
    public static string ToText(object value, DataType type) => type.Kind switch
    {
        DataKind.String or DataKind.Json => (string)value,
        DataKind.Int64 => ((long)value).ToString(CultureInfo.InvariantCulture),
        DataKind.Double => ((double)value).ToString("R", CultureInfo.InvariantCulture),
        DataKind.Decimal => NumberConverter.ToText((decimal)value),
        DataKind.Boolean => (bool)value ? "true" : "false",
        DataKind.Date => ((DateOnly)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DataKind.Timestamp => ((DateTime)value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DataKind.TimestampTz => ((DateTime)value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        DataKind.Binary => Convert.ToBase64String((byte[])value),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such kind."),
    };

    private static string? ToFreeText(object value, string? format) => value switch
    {
        string text => text,
        char character => character.ToString(),
        bool boolean => ToText(boolean, DataType.Boolean),
        DateOnly date => format is null ? ToText(date, DataType.Date) : date.ToString(format, CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Unspecified, TimeOfDay.Ticks: 0 } day => ToFreeText(DateOnly.FromDateTime(day), format),
        DateTime time when format is not null => time.ToString(format, CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Unspecified } time => ToText(time, DataType.Timestamp),
        DateTime instant => ToText(instant.ToUniversalTime(), DataType.TimestampTz),
        DateTimeOffset instant => ToFreeText(instant.UtcDateTime, format),
        byte[] bytes => ToText(bytes, DataType.Binary),
        decimal number => NumberConverter.ToText(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static object? ToBoolean(object value) => value switch
    {
        bool => value,
        string text when bool.TryParse(text, out var boolean) => boolean,
        _ => NumberConverter.ToInt64(value) switch { 0L => false, 1L => true, _ => null },
    };

    private static object? ToJson(object value)
    {
        if (value is string text) return IsJson(text) ? text : null;
        if (value is bool boolean) return boolean ? "true" : "false";
        return NumberConverter.ToDouble(value) is double number && double.IsFinite(number) ? ToFreeText(value, format: null) : null;
    }

    /// <summary>True where a text is one JSON value and nothing else.</summary>
    internal static bool IsJson(string text)
    {
        try
        {
            using (JsonDocument.Parse(text)) return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static object? ToBinary(object value)
    {
        if (value is byte[]) return value;
        if (value is not string text) return null;
        var bytes = new byte[text.Length * 3L / 4 + 3];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }

    private static object? Scalar(object json) => json is JsonValue simple && simple.TryGetValue(out string? word) ? word : Element(json) switch
    {
        { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var other => other.GetRawText(),
    };

    // most nodes were read from text, and hold the element itself
    private static JsonElement Element(object json) => json switch
    {
        JsonValue value when value.TryGetValue(out JsonElement element) => element,
        JsonNode node => JsonSerializer.SerializeToElement(node),
        _ => (JsonElement)json,
    };

    private static string? JsonText(object json) => json is JsonNode node ? node.ToJsonString() : ((JsonElement)json) is { ValueKind: not JsonValueKind.Undefined } element ? element.GetRawText() : null;
}
