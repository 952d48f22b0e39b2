using System.Buffers;
using System.Text;
using DataSync.Rows;
using DataSync.Rows.Utf8;
using DataSync.Stores.Files;

namespace DataSync.Stores.Csv;

/// <summary>Writes batches straight from their typed columns.</summary>
internal sealed class CsvFormatWriter : IRowWriter
{
    private readonly Utf8RowWriter _rows;

    public CsvFormatWriter(Stream stream, IReadOnlyList<Column> columns, CsvFormatOptions options)
    {
        _rows = new Utf8RowWriter(stream, () => columns.Select((c, i) => CreateCell(c, i, options)), separator: [], rowStart: [], rowEnd: "\n"u8.ToArray());
        if (options.Bom) _rows.Write(Encoding.UTF8.Preamble);
        WriteHeader(columns, options.Delimiter);
    }

    public long Length => _rows.Length;

    public ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken) => _rows.WriteAsync(batch, cancellationToken);

    public ValueTask FinishAsync(CancellationToken cancellationToken) => _rows.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _rows.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Utf8Cell CreateCell(Column column, int index, CsvFormatOptions options)
    {
        byte[] prefix = index == 0 ? [] : [(byte)options.Delimiter];
        var none = Encoding.UTF8.GetBytes(options.Null);
        return column.Type.Kind switch
        {
            DataKind.Int64 => new BoundedCell<long, Int64Form>(prefix, none),
            DataKind.Double => new BoundedCell<double, DoubleForm>(prefix, none),
            DataKind.Decimal => new BoundedCell<decimal, DecimalForm>(prefix, none),
            DataKind.Boolean => new BoundedCell<bool, BooleanForm>(prefix, none),
            DataKind.Date => new BoundedCell<DateOnly, DateForm>(prefix, none),
            DataKind.Timestamp => new BoundedCell<DateTime, TimestampForm>(prefix, none),
            DataKind.TimestampTz => new BoundedCell<DateTime, InstantForm>(prefix, none),
            DataKind.Binary => new CsvBinaryCell(prefix, none),
            _ => new CsvTextCell(prefix, none, options.Delimiter),
        };
    }

    private void WriteHeader(IReadOnlyList<Column> columns, char delimiter)
    {
        if (columns.Count == 0) return;
        using var header = new ByteBuffer(1 << 12);
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0) header.Write([(byte)delimiter]);
            CsvTextCell.Write(columns[i].Name, CsvTextCell.QuotedCharacters(delimiter), header);
        }
        header.Write("\n"u8);
        _rows.Write(header.Written.Span);
    }
}

/// <summary>Texts, quoted where they hold a delimiter, a quote or a line break, or could be taken for null.</summary>
internal sealed class CsvTextCell(byte[] prefix, byte[] @null, char delimiter) : Utf8Cell
{
    private readonly SearchValues<char> _quoted = QuotedCharacters(delimiter);
    private ColumnVector<string> _vector = null!;

    public static SearchValues<char> QuotedCharacters(char delimiter) => SearchValues.Create([delimiter, '"', '\r', '\n']);

    public static void Write(string text, SearchValues<char> quoted, ByteBuffer buffer)
    {
        if (text is not ("" or "NULL" or "\\N") && !text.AsSpan().ContainsAny(quoted)) WriteUtf8(text, buffer);
        else
        {
            buffer.Write("\""u8);
            WriteUtf8(text.Replace("\"", "\"\"", StringComparison.Ordinal), buffer);
            buffer.Write("\""u8);
        }
    }

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<string>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        buffer.Write(prefix);
        if (_vector.Values[row] is { } text) Write(text, _quoted, buffer);
        else buffer.Write(@null);
    }

    private static void WriteUtf8(string text, ByteBuffer buffer) => buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.Free(Encoding.UTF8.GetMaxByteCount(text.Length))));
}

/// <summary>Bytes as Base64; between quotes no bytes, and the three whose form is <c>NULL</c>.</summary>
internal sealed class CsvBinaryCell(byte[] prefix, byte[] @null) : Utf8Cell
{
    private static readonly byte[] NullBytes = Convert.FromBase64String("NULL");
    private ColumnVector<byte[]> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<byte[]>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        buffer.Write(prefix);
        if (_vector.Values[row] is not { } bytes)
        {
            buffer.Write(@null);
            return;
        }
        var quote = bytes.Length == 0 || bytes.AsSpan().SequenceEqual(NullBytes) ? "\""u8 : [];
        buffer.Write(quote);
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, buffer.Free(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        buffer.Advance(written);
        buffer.Write(quote);
    }
}
