using System.Text;
using System.Text.Json;
using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>Reads the values of one column into a vector. A value that the type cannot hold without loss becomes null and is remembered.</summary>
internal abstract class ColumnReader : CellReader
{
    /// <summary>The values.</summary>
    public abstract ColumnVector Vector { get; }
    /// <summary>The first value that did not fit; null where all did.</summary>
    public virtual string? Misfit { get; protected set; }

    /// <inheritdoc/>
    public override void FillTo(int count)
    {
        while (Vector.Count < count) Vector.AppendNull();
    }

    /// <inheritdoc/>
    public override void Rewind(int count) => Vector.Truncate(count);
}

/// <summary>
/// Reads the values of one column as <typeparamref name="T"/>: the usual forms straight from the bytes, others by <see cref="ValueConverter"/>'s table.
/// </summary>
/// <param name="column">The column.</param>
/// <param name="form">The usual forms.</param>
/// <param name="zone">The zone of times that have none.</param>
/// <param name="capacity">Rows expected.</param>
internal sealed class ColumnReader<T, TForm>(Column column, TForm form, TimeZoneInfo zone, int capacity) : ColumnReader where TForm : struct, ICellForm<T>
{
    private readonly ColumnVector<T> _vector = new(column, capacity);

    /// <inheritdoc/>
    public override ColumnVector Vector => _vector;

    /// <inheritdoc/>
    public override void Read(ref Utf8JsonReader reader)
    {
        if (form.TryRead(ref reader, out var value)) _vector.Append(value);
        else if (reader.TokenType == JsonTokenType.Null) _vector.AppendNull();
        else Convert(ref reader);
    }

    /// <inheritdoc/>
    public override int Scan(ReadOnlySpan<byte> json, int at)
    {
        if (form.Scan(json, at, out var value) is >= 0 and var end)
        {
            _vector.Append(value);
            return end;
        }
        if (!json[at..].StartsWith("null"u8)) return base.Scan(json, at);
        _vector.AppendNull();
        return at + "null"u8.Length;
    }

    private void Convert(ref Utf8JsonReader reader)
    {
        object? value = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        };
        // vendors write a missing number or date as ""
        if (value is "") _vector.AppendNull();
        else if (value is not null && ValueConverter.TryConvert(value, column.Type, column.Format, zone, out var converted)) _vector.AppendObject(converted);
        else
        {
            Misfit ??= Sample(ref reader);
            reader.Skip();
            _vector.AppendNull();
        }
    }
}
