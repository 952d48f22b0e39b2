using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataSync.Rows;

/// <summary>A hash of one column's values, and of the runs of rows that have one: the same however the rows are cut into batches.</summary>
internal sealed class ColumnHash(DataType type)
{
    private readonly XxHash128 _values = new();
    private readonly XxHash128 _runs = new();
    private readonly byte[] _scratch = new byte[1 << 12];
    private (long Start, long End) _run;

    public DataType Type { get; } = type;

    /// <summary>True where there was a value that is not null.</summary>
    public bool Any => _run.End > 0;

    /// <summary>Adds the values of a batch whose first row is the slice's <paramref name="firstRow"/>-th.</summary>
    public void Append(ColumnVector vector, long firstRow)
    {
        for (var at = 0; at < vector.Count; at++)
        {
            var start = at;
            at = vector.NextNull(at);
            if (at > start) AppendRun(vector, start, at - start, firstRow);
        }
    }

    public void AppendTo(XxHash128 hash)
    {
        hash.Append(_values.GetCurrentHash());
        hash.Append(_runs.GetCurrentHash());
        AppendRun(hash);
    }

    private void AppendRun(ColumnVector vector, int start, int count, long firstRow)
    {
        if (firstRow + start != _run.End)
        {
            if (Any) AppendRun(_runs);
            _run.Start = firstRow + start;
        }
        _run.End = firstRow + start + count;
        switch (vector)
        {
            case ColumnVector<string> texts: AppendTexts(texts.Values.Slice(start, count)); break;
            case ColumnVector<byte[]> arrays: AppendArrays(arrays.Values.Slice(start, count)); break;
            case ColumnVector<long> values: AppendValues(values.Values.Slice(start, count)); break;
            case ColumnVector<double> values: AppendValues(values.Values.Slice(start, count)); break;
            case ColumnVector<decimal> values: AppendValues(values.Values.Slice(start, count)); break;
            case ColumnVector<bool> values: AppendValues(values.Values.Slice(start, count)); break;
            case ColumnVector<DateOnly> values: AppendValues(values.Values.Slice(start, count)); break;
            case ColumnVector<DateTime> values: AppendValues(values.Values.Slice(start, count)); break;
            default: throw new NotSupportedException($"A column of {vector.GetType()} has no hash.");
        }
    }

    private void AppendRun(XxHash128 hash)
    {
        ReadOnlySpan<long> run = [_run.Start, _run.End];
        hash.Append(MemoryMarshal.AsBytes(run));
    }

    private unsafe void AppendValues<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        fixed (T* start = values) _values.Append(new ReadOnlySpan<byte>(start, values.Length * Unsafe.SizeOf<T>()));
    }

    private void AppendTexts(ReadOnlySpan<string> texts)
    {
        var used = 0;
        foreach (var text in texts) Append(MemoryMarshal.AsBytes(text.AsSpan()), ref used);
        _values.Append(_scratch.AsSpan(0, used));
    }

    private void AppendArrays(ReadOnlySpan<byte[]> arrays)
    {
        var used = 0;
        foreach (var array in arrays) Append(array, ref used);
        _values.Append(_scratch.AsSpan(0, used));
    }

    /// <summary>Gathers short values: hashing each by itself would cost several times as much.</summary>
    private void Append(ReadOnlySpan<byte> bytes, ref int used)
    {
        if (_scratch.Length - used < sizeof(int) + bytes.Length)
        {
            _values.Append(_scratch.AsSpan(0, used));
            used = 0;
        }
        MemoryMarshal.Write(_scratch.AsSpan(used), bytes.Length);
        used += sizeof(int);
        if (bytes.Length <= _scratch.Length - used)
        {
            bytes.CopyTo(_scratch.AsSpan(used));
            used += bytes.Length;
            return;
        }
        _values.Append(_scratch.AsSpan(0, used));
        _values.Append(bytes);
        used = 0;
    }
}
