using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using DataSync.Rows;
using DataSync.Rows.Utf8;

namespace DataSync.Stores.Json;

/// <summary>Reads the value at the reader's token into a column; chosen once for each column.</summary>
internal static class JsonCellReaders
{
    /// <summary>Reads one value that is not null; false where the bytes end within it.</summary>
    /// <param name="reader">Stands on the value's first token.</param>
    /// <param name="bytes">What the reader reads.</param>
    /// <param name="vector">Takes the value.</param>
    public delegate bool Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, ColumnVector vector);

    public static Read[] Create(IReadOnlyList<Column> columns)
    {
        var pool = new StringPool();
        return [.. columns.Select(column => Create(column.Type, pool))];
    }

    private static Read Create(DataType type, StringPool pool) => type.Kind switch
    {
        DataKind.String => (ref reader, bytes, vector) => ReadText(ref reader, bytes, (ColumnVector<string>)vector, pool),
        DataKind.Json => ReadRaw,
        DataKind.Int64 => (ref reader, bytes, vector) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? Append(vector, value) : Convert(ref reader, vector),
        DataKind.Double => (ref reader, bytes, vector) =>
            reader.TokenType == JsonTokenType.Number && DoubleForm.TryParse(reader.ValueSpan, out var value) ? Append(vector, value) : Convert(ref reader, vector),
        DataKind.Decimal => (ref reader, bytes, vector) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var value) ? Append(vector, value) : Convert(ref reader, vector),
        DataKind.Boolean => (ref reader, bytes, vector) =>
            reader.TokenType is JsonTokenType.True or JsonTokenType.False ? Append(vector, reader.GetBoolean()) : Convert(ref reader, vector),
        DataKind.Date => (ref reader, bytes, vector) => Utf8Dates.TryParse(Text(ref reader), out DateOnly value) ? Append(vector, value) : Convert(ref reader, vector),
        DataKind.Timestamp => (ref reader, bytes, vector) => Utf8Dates.TryParse(Text(ref reader), out DateTime value) ? Append(vector, value) : Convert(ref reader, vector),
        DataKind.TimestampTz => (ref reader, bytes, vector) => Utf8Dates.TryParseInstant(Text(ref reader), out var value) ? Append(vector, value) : Convert(ref reader, vector),
        DataKind.Binary => (ref reader, bytes, vector) => Append(vector, reader.GetBytesFromBase64()),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such kind."),
    };

    private static ReadOnlySpan<byte> Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? reader.ValueSpan : [];

    private static bool ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, ColumnVector<string> vector, StringPool pool)
    {
        // a column that was of another type when the file was written: its value's own text
        if (reader.TokenType != JsonTokenType.String) return ReadRaw(ref reader, bytes, vector);
        vector.Append(reader.ValueIsEscaped ? reader.GetString() : pool.GetOrAdd(reader.ValueSpan));
        return true;
    }

    private static bool ReadRaw(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, ColumnVector vector)
    {
        var start = (int)reader.TokenStartIndex;
        return reader.TrySkip() && Append(vector, Encoding.UTF8.GetString(bytes[start..(int)reader.BytesConsumed]));
    }

    private static bool Append<T>(ColumnVector vector, T value)
    {
        ((ColumnVector<T>)vector).Append(value);
        return true;
    }

    /// <summary>For values in another form than this format writes: <c>"NaN"</c>, of an older type of the column, or edited by hand.</summary>
    private static bool Convert(ref Utf8JsonReader reader, ColumnVector vector)
    {
        object? value = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw new JsonException($"column {vector.Column.Name} holds a {reader.TokenType}."),
        };
        if (!ValueConverter.TryConvert(value, vector.Column.Type, vector.Column.Format, TimeZoneInfo.Utc, out var converted))
            throw new JsonException($"column {vector.Column.Name}: '{value}' is no {vector.Column.Type}.");
        vector.AppendObject(converted);
        return true;
    }
}
