using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace DataSync;

/// <summary>What a column holds, independent of any store.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DataKind>))]
public enum DataKind
{
    /// <summary>Unicode text.</summary>
    String,
    /// <summary>A 64-bit signed integer.</summary>
    Int64,
    /// <summary>An IEEE 754 double, NaN and infinities included.</summary>
    Double,
    /// <summary>A decimal of fixed precision and scale, up to 28 digits.</summary>
    Decimal,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>A calendar day without time or zone; <see cref="DateOnly"/>.</summary>
    Date,
    /// <summary>A local date and time without zone; <see cref="DateTime"/> of kind Unspecified.</summary>
    Timestamp,
    /// <summary>An instant; <see cref="DateTime"/> of kind Utc.</summary>
    TimestampTz,
    /// <summary>A JSON value kept as its text.</summary>
    Json,
    /// <summary>Bytes.</summary>
    Binary,
}

/// <summary>A column's type: a kind and, for decimals, precision and scale. Its text form is <c>Int64</c> or <c>Decimal(18,4)</c>.</summary>
/// <param name="Kind">What the values are.</param>
/// <param name="Precision">Total digits of a decimal, 1 to 28; 0 for other kinds.</param>
/// <param name="Scale">Digits after the point of a decimal; 0 for other kinds.</param>
[JsonConverter(typeof(DataTypeJsonConverter))]
public readonly partial record struct DataType(DataKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>Unicode text.</summary>
    public static DataType String => new(DataKind.String);
    /// <summary>A 64-bit signed integer.</summary>
    public static DataType Int64 => new(DataKind.Int64);
    /// <summary>An IEEE 754 double.</summary>
    public static DataType Double => new(DataKind.Double);
    /// <summary>True or false.</summary>
    public static DataType Boolean => new(DataKind.Boolean);
    /// <summary>A calendar day.</summary>
    public static DataType Date => new(DataKind.Date);
    /// <summary>A date and time without zone.</summary>
    public static DataType Timestamp => new(DataKind.Timestamp);
    /// <summary>An instant, kept as UTC.</summary>
    public static DataType TimestampTz => new(DataKind.TimestampTz);
    /// <summary>JSON text.</summary>
    public static DataType Json => new(DataKind.Json);
    /// <summary>Bytes.</summary>
    public static DataType Binary => new(DataKind.Binary);
    /// <summary>A decimal of <paramref name="precision"/> digits, <paramref name="scale"/> of them after the point.</summary>
    public static DataType Decimal(int precision, int scale) => new(DataKind.Decimal, precision, scale);

    /// <summary>True where the .NET value is a string.</summary>
    [JsonIgnore]
    public bool IsText => Kind is DataKind.String or DataKind.Json;

    /// <summary>Reads <c>Int64</c>, <c>decimal(18,4)</c> and the like, in any case.</summary>
    /// <exception cref="FormatException">The text names no type; the message lists the types.</exception>
    public static DataType Parse(string text) => TryParse(text, out var type)
        ? type
        : throw new FormatException($"'{text}' is no column type. Types: {string.Join(", ", Enum.GetNames<DataKind>())}, decimals as Decimal(18,4).");

    /// <summary>Reads a type's text form; false where it is none.</summary>
    public static bool TryParse(string? text, out DataType type)
    {
        type = default;
        var match = Form().Match(text ?? "");
        if (!match.Success || !Enum.TryParse<DataKind>(match.Groups[1].Value, ignoreCase: true, out var kind) || !Enum.IsDefined(kind)) return false;
        if (kind != DataKind.Decimal)
        {
            type = new(kind);
            return !match.Groups[2].Success;
        }
        var precision = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) : 28;
        var scale = match.Groups[3].Success ? int.Parse(match.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture) : match.Groups[2].Success ? 0 : 10;
        type = Decimal(precision, scale);
        return precision is >= 1 and <= 28 && scale <= precision;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == DataKind.Decimal ? $"Decimal({Precision},{Scale})" : Kind.ToString();

    [GeneratedRegex(@"^\s*([A-Za-z][A-Za-z0-9]*)\s*(?:\(\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?\))?\s*$")]
    private static partial Regex Form();
}

/// <summary>Writes a <see cref="DataType"/> as its text form.</summary>
public sealed class DataTypeJsonConverter : JsonConverter<DataType>
{
    /// <inheritdoc/>
    public override DataType Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options)
    {
        var text = reader.TokenType == System.Text.Json.JsonTokenType.String ? reader.GetString()! : "";
        return DataType.TryParse(text, out var type) ? type : throw new System.Text.Json.JsonException(
            $"'{text}' is no column type. Types: {string.Join(", ", Enum.GetNames<DataKind>())}, decimals as Decimal(18,4).");
    }

    /// <inheritdoc/>
    public override void Write(System.Text.Json.Utf8JsonWriter writer, DataType value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
