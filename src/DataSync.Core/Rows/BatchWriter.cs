using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace DataSync.Rows;

/// <summary>Writes batches in the form that <see cref="BatchSerializer"/> describes, one by one. The stream is left open. Batches may differ in their columns.</summary>
public sealed class BatchWriter(Stream stream) : IDisposable
{
    private readonly ByteBuffer _buffer = new();
    private readonly TextDictionary _texts = new();
    private Column[]? _columns;
    private ulong _block;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a batch.</summary>
    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        if (!SameColumns(batch))
        {
            _columns = [.. batch.Columns.Select(c => c.Column)];
            BeginBlock();
            WriteSchema();
            await EndBlockAsync(BlockKind.Schema, 0, cancellationToken);
        }
        BeginBlock();
        foreach (var column in batch.Columns) WriteColumn(column);
        await EndBlockAsync(BlockKind.Rows, batch.RowCount, cancellationToken);
    }

    /// <summary>Writes the end mark, without which a reader takes the file for torn.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        BeginBlock();
        return EndBlockAsync(BlockKind.End, 0, cancellationToken);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => _buffer.Dispose();

    private void BeginBlock()
    {
        _buffer.Clear();
        _buffer.Reserve(BatchSerializer.HeaderSize);
    }

    private ValueTask EndBlockAsync(BlockKind kind, int rows, CancellationToken cancellationToken)
    {
        var block = _buffer.Written;
        BatchSerializer.WriteHeader(block.Span, kind, rows, block.Span[BatchSerializer.HeaderSize..], _block++);
        Length += block.Length;
        return stream.WriteAsync(block, cancellationToken);
    }

    private bool SameColumns(RowBatch batch)
    {
        if (_columns is null || _columns.Length != batch.Columns.Count) return false;
        for (var i = 0; i < _columns.Length; i++)
        {
            var (known, column) = (_columns[i], batch.Columns[i].Column);
            if (!ReferenceEquals(known, column) && (known.Name != column.Name || known.Type != column.Type)) return false;
        }
        return true;
    }

    private void WriteSchema()
    {
        _buffer.WriteInt(_columns!.Length);
        foreach (var column in _columns)
        {
            var name = Encoding.UTF8.GetBytes(column.Name);
            _buffer.WriteInt((int)column.Type.Kind);
            _buffer.WriteInt(column.Type.Precision);
            _buffer.WriteInt(column.Type.Scale);
            _buffer.WriteInt(name.Length);
            _buffer.Write(name);
        }
    }

    private void WriteColumn(ColumnVector column)
    {
        var nulls = column.NullMask;
        var words = Math.Min(nulls.Length, (column.Count + 63) >> 6);
        _buffer.WriteInt(words);
        _buffer.Write(MemoryMarshal.AsBytes(nulls[..words]));
        switch (column)
        {
            case ColumnVector<string> texts: _texts.Write(texts.Values, _buffer); break;
            case ColumnVector<byte[]> arrays: WriteArrays(arrays.Values); break;
            case ColumnVector<long> values: WriteValues(values.Values); break;
            case ColumnVector<double> values: WriteValues(values.Values); break;
            case ColumnVector<decimal> values: WriteValues(values.Values); break;
            case ColumnVector<bool> values: WriteValues(values.Values); break;
            case ColumnVector<DateOnly> values: WriteValues(values.Values); break;
            case ColumnVector<DateTime> values: WriteValues(values.Values); break;
            default: throw new NotSupportedException($"A column of {column.GetType()} has no binary form.");
        }
    }

    private unsafe void WriteValues<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        fixed (T* start = values) _buffer.Write(new ReadOnlySpan<byte>(start, values.Length * Unsafe.SizeOf<T>()));
    }

    private void WriteArrays(ReadOnlySpan<byte[]> arrays)
    {
        foreach (var array in arrays) _buffer.WriteInt(array?.Length ?? 0);
        foreach (var array in arrays) _buffer.Write(array ?? []);
    }
}
