using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>Leaves every value to the table of coercions.</summary>
internal readonly struct AnyForm<T> : ICellForm<T>
{
    public bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default!;
        return false;
    }
    public int Scan(ReadOnlySpan<byte> json, int at, out T value)
    {
        value = default!;
        return -1;
    }
}

/// <summary>Texts; numbers and nested values as the text they have in the answer.</summary>
internal readonly struct TextForm(StringPool pool) : ICellForm<string>
{
    public bool TryRead(ref Utf8JsonReader reader, out string value)
    {
        value = reader.TokenType switch
        {
            JsonTokenType.String => reader.ValueIsEscaped ? reader.GetString()! : pool.GetOrAdd(reader.ValueSpan),
            JsonTokenType.Null => null!,
            JsonTokenType.StartObject or JsonTokenType.StartArray => CellReader.RawText(ref reader),
            _ => Encoding.UTF8.GetString(reader.ValueSpan),
        };
        return value is not null;
    }

    public int Scan(ReadOnlySpan<byte> json, int at, out string value)
    {
        value = null!;
        if (Plain.Text(json, at) is not (>= 0 and var end)) return -1;
        value = pool.GetOrAdd(json[(at + 1)..(end - 1)]);
        return end;
    }
}

/// <summary>Any value, as its JSON.</summary>
internal readonly struct JsonForm : ICellForm<string>
{
    public bool TryRead(ref Utf8JsonReader reader, out string value)
    {
        value = reader.TokenType == JsonTokenType.Null ? null! : CellReader.RawText(ref reader);
        return value is not null;
    }

    public int Scan(ReadOnlySpan<byte> json, int at, out string value)
    {
        value = default!;
        return -1;
    }
}

/// <summary>Integers.</summary>
internal readonly struct Int64Form : ICellForm<long>
{
    public bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && Utf8Parser.TryParse(reader.ValueSpan, out value, out int consumed) && consumed == reader.ValueSpan.Length;
    }

    public int Scan(ReadOnlySpan<byte> json, int at, out long value) => Plain.Integer(json, at, out value);
}

/// <summary>Numbers as doubles.</summary>
internal readonly struct DoubleForm : ICellForm<double>
{
    public bool TryRead(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && FastDouble.TryParse(reader.ValueSpan, out value);
    }

    public int Scan(ReadOnlySpan<byte> json, int at, out double value) => FastDouble.Scan(json, at, out value);
}

/// <summary>Truth values, 0 and 1 among them.</summary>
internal readonly struct BooleanForm : ICellForm<bool>
{
    public bool TryRead(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.SequenceEqual("1"u8));
        return value || reader.TokenType == JsonTokenType.False || (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.SequenceEqual("0"u8));
    }

    public int Scan(ReadOnlySpan<byte> json, int at, out bool value)
    {
        value = default!;
        return -1;
    }
}

/// <summary>Days, usually as yyyyMMdd or yyyy-MM-dd.</summary>
internal readonly struct DateForm(string? format) : ICellForm<DateOnly>
{
    private readonly FixedTimeForms _forms = new(format);

    public bool TryRead(ref Utf8JsonReader reader, out DateOnly value)
    {
        value = default;
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Number && _forms.TryParseDate(reader.ValueSpan, out value);
    }

    public int Scan(ReadOnlySpan<byte> json, int at, out DateOnly value)
    {
        value = default;
        return Plain.Text(json, at) is >= 0 and var end && _forms.TryParseDate(json[(at + 1)..(end - 1)], out value) ? end : -1;
    }
}

/// <summary>Times without zone, usually as yyyy-MM-dd HH:mm:ss.</summary>
internal readonly struct TimestampForm(string? format) : ICellForm<DateTime>
{
    private readonly FixedTimeForms _forms = new(format);

    public bool TryRead(ref Utf8JsonReader reader, out DateTime value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && _forms.TryParseTimestamp(reader.ValueSpan, out value);
    }

    public int Scan(ReadOnlySpan<byte> json, int at, out DateTime value)
    {
        value = default;
        return Plain.Text(json, at) is >= 0 and var end && _forms.TryParseTimestamp(json[(at + 1)..(end - 1)], out value) ? end : -1;
    }
}
