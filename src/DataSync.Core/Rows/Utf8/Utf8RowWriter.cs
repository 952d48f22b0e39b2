namespace DataSync.Rows.Utf8;

/// <summary>Writes rows as UTF-8 text, cell by cell, through one buffer.</summary>
/// <param name="stream">Where the text goes; left open.</param>
/// <param name="cells">A cell for each column.</param>
/// <param name="separator">What stands between rows.</param>
/// <param name="rowStart">What begins a row.</param>
/// <param name="rowEnd">What ends a row.</param>
internal sealed class Utf8RowWriter(Stream stream, Utf8Cell[] cells, byte[] separator, byte[] rowStart, byte[] rowEnd) : IDisposable
{
    private const int FlushSize = 1 << 17;
    private readonly ByteBuffer _buffer = new(FlushSize + (1 << 14));
    private long _flushed;
    private bool _any;

    public long Length => _flushed + _buffer.Length;

    /// <summary>Writes text as it is.</summary>
    public void Write(ReadOnlySpan<byte> text) => _buffer.Write(text);

    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < cells.Length; i++) cells[i].Bind(batch.Columns[i]);
        for (var row = 0; row < batch.RowCount;)
        {
            row = Fill(row, batch.RowCount);
            if (_buffer.Length >= FlushSize) await FlushAsync(cancellationToken);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_buffer.Written, cancellationToken);
        _flushed += _buffer.Length;
        _buffer.Clear();
    }

    public void Dispose() => _buffer.Dispose();

    private int Fill(int row, int rows)
    {
        for (; row < rows && _buffer.Length < FlushSize; row++)
        {
            if (_any) _buffer.Write(separator);
            _any = true;
            _buffer.Write(rowStart);
            foreach (var cell in cells) cell.Write(row, _buffer);
            _buffer.Write(rowEnd);
        }
        return row;
    }
}
