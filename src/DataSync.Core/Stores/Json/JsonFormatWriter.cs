using System.Text.Encodings.Web;
using System.Text.Json;
using DataSync.Rows;
using DataSync.Rows.Utf8;
using DataSync.Stores.Files;

namespace DataSync.Stores.Json;

/// <summary>Writes batches straight from their typed columns, property names encoded once.</summary>
internal sealed class JsonFormatWriter : IRowWriter
{
    private readonly Utf8RowWriter _rows;
    private readonly bool _array;

    public JsonFormatWriter(Stream stream, IReadOnlyList<Column> columns, JsonFormatOptions options)
    {
        _array = options.Format == JsonLayout.Array;
        _rows = new Utf8RowWriter(stream, () => columns.Select(CreateCell), separator: _array ? ",\n"u8.ToArray() : [], rowStart: "{"u8.ToArray(), rowEnd: _array ? "}"u8.ToArray() : "}\n"u8.ToArray());
        if (_array) _rows.Write("[\n"u8);
    }

    public long Length => _rows.Length;

    public ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken) => _rows.WriteAsync(batch, cancellationToken);

    public ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_array) _rows.Write("\n]\n"u8);
        return _rows.FlushAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _rows.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Utf8Cell CreateCell(Column column, int index)
    {
        var name = JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        byte[] prefix = [.. index == 0 ? ""u8 : ","u8, (byte)'"', .. name, (byte)'"', (byte)':'];
        var none = "null"u8.ToArray();
        return column.Type.Kind switch
        {
            DataKind.Int64 => new BoundedCell<long, Int64Form>(prefix, none),
            DataKind.Double => new BoundedCell<double, JsonDoubleForm>(prefix, none),
            DataKind.Decimal => new BoundedCell<decimal, DecimalForm>(prefix, none),
            DataKind.Boolean => new BoundedCell<bool, BooleanForm>(prefix, none),
            DataKind.Date => new BoundedCell<DateOnly, Quoted<DateOnly, DateForm>>(prefix, none),
            DataKind.Timestamp => new BoundedCell<DateTime, Quoted<DateTime, TimestampForm>>(prefix, none),
            DataKind.TimestampTz => new BoundedCell<DateTime, Quoted<DateTime, InstantForm>>(prefix, none),
            DataKind.Binary => new JsonBinaryCell(prefix),
            DataKind.Json => new JsonRawCell(prefix),
            _ => new JsonTextCell(prefix),
        };
    }
}
