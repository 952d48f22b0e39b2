using System.Numerics;
using System.Runtime.CompilerServices;

namespace DataSync.Rows;

/// <summary>The values of one column: a typed array and a null mask. Grows at its end; what is in it does not change.</summary>
public abstract class ColumnVector(Column column)
{
    private ulong[]? _nulls;

    /// <summary>The column these are values of.</summary>
    public Column Column { get; } = column;
    /// <summary>How many values there are, nulls included.</summary>
    public int Count { get; protected set; }
    /// <summary>How many of them are null.</summary>
    public int NullCount { get; private set; }
    /// <summary>A rough size in memory, in bytes.</summary>
    public abstract long ByteSize { get; }

    /// <summary>One bit a value, set where it is null, in words of 64; shorter than the values need where the last ones are not null.</summary>
    public ReadOnlySpan<ulong> NullMask => NullCount == 0 ? [] : _nulls;

    /// <summary>True where the value is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => NullCount > 0 && row >> 6 < _nulls!.Length && (_nulls[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The row of the first null at or after <paramref name="row"/>; <see cref="Count"/> where there is none.</summary>
    public int NextNull(int row)
    {
        if (NullCount == 0) return Count;
        var word = row >> 6;
        if (word >= _nulls!.Length) return Count;
        for (var bits = _nulls[word] & (ulong.MaxValue << (row & 63)); ; bits = _nulls[word])
        {
            if (bits != 0) return Math.Min(Count, (word << 6) + BitOperations.TrailingZeroCount(bits));
            if (++word == _nulls.Length) return Count;
        }
    }

    /// <summary>The value as an object, null where it is null.</summary>
    public abstract object? GetValue(int row);
    /// <summary>Adds a null.</summary>
    public abstract void AppendNull();
    /// <summary>Adds a value of the column's .NET type, or null.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public abstract void AppendObject(object? value);
    /// <summary>Adds value <paramref name="row"/> of a vector of the same .NET type.</summary>
    public abstract void AppendFrom(ColumnVector source, int row);
    /// <summary>Adds a run of values of a vector of the same .NET type.</summary>
    public abstract void AppendRange(ColumnVector source, int start, int count);
    /// <summary>The values at <paramref name="rows"/>, in that order, as a new vector.</summary>
    public abstract ColumnVector Gather(ReadOnlySpan<int> rows);
    /// <summary>An empty vector of the same type for <paramref name="column"/>.</summary>
    public abstract ColumnVector NewLike(Column column, int capacity = 0);
    /// <summary>Forgets the values past <paramref name="count"/>.</summary>
    public abstract void Truncate(int count);

    /// <summary>An empty vector for a column.</summary>
    public static ColumnVector Create(Column column, int capacity = 0) => column.Type.Kind switch
    {
        DataKind.String or DataKind.Json => new ColumnVector<string>(column, capacity),
        DataKind.Int64 => new ColumnVector<long>(column, capacity),
        DataKind.Double => new ColumnVector<double>(column, capacity),
        DataKind.Decimal => new ColumnVector<decimal>(column, capacity),
        DataKind.Boolean => new ColumnVector<bool>(column, capacity),
        DataKind.Date => new ColumnVector<DateOnly>(column, capacity),
        DataKind.Timestamp or DataKind.TimestampTz => new ColumnVector<DateTime>(column, capacity),
        DataKind.Binary => new ColumnVector<byte[]>(column, capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "No such kind."),
    };

    /// <summary>A vector of <paramref name="count"/> nulls.</summary>
    public static ColumnVector Nulls(Column column, int count)
    {
        var vector = Create(column, count);
        for (var i = 0; i < count; i++) vector.AppendNull();
        return vector;
    }

    /// <summary>Takes over a null mask of exactly the values there are.</summary>
    private protected void AdoptNulls(ulong[]? nulls)
    {
        _nulls = nulls;
        NullCount = 0;
        foreach (var word in nulls ?? []) NullCount += BitOperations.PopCount(word);
    }

    /// <summary>Marks the value at <paramref name="row"/> null.</summary>
    protected void MarkNull(int row)
    {
        var words = (row >> 6) + 1;
        if (_nulls is null) _nulls = new ulong[Math.Max(words, 4)];
        else if (_nulls.Length < words) Array.Resize(ref _nulls, Math.Max(words, _nulls.Length * 2));
        _nulls[row >> 6] |= 1UL << (row & 63);
        NullCount++;
    }

    /// <summary>Clears the null marks past <paramref name="count"/>.</summary>
    protected void TruncateNulls(int count)
    {
        if (_nulls is null) return;
        for (var row = count; row < Count; row++)
        {
            if (!IsNull(row)) continue;
            _nulls[row >> 6] &= ~(1UL << (row & 63));
            NullCount--;
        }
    }
}

/// <summary>The values of one column as <typeparamref name="T"/>; the value under a null mark is the type's default.</summary>
public sealed class ColumnVector<T>(Column column, int capacity = 0) : ColumnVector(column)
{
    private T[] _values = capacity == 0 ? [] : new T[capacity];
    private int _measured;
    private long _heapBytes;

    /// <summary>A vector over arrays made elsewhere, which become its own.</summary>
    /// <param name="column">The column.</param>
    /// <param name="values">The values, with the type's default under a null mark.</param>
    /// <param name="nulls">One bit a value, set where it is null; null where none is.</param>
    internal ColumnVector(Column column, T[] values, ulong[]? nulls) : this(column)
    {
        (_values, Count) = (values, values.Length);
        AdoptNulls(nulls);
    }

    /// <summary>The values, with the type's default under a null mark.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, Count);
    /// <summary>The values as memory.</summary>
    public ReadOnlyMemory<T> Memory => _values.AsMemory(0, Count);

    /// <inheritdoc/>
    public override long ByteSize => (long)_values.Length * Unsafe.SizeOf<T>() + HeapBytes();

    /// <summary>Adds a value. A null reference counts as null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T? value)
    {
        if (value is null) { AppendNull(); return; }
        if (Count == _values.Length) Grow(Count + 1);
        _values[Count++] = value;
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        if (Count == _values.Length) Grow(Count + 1);
        MarkNull(Count);
        _values[Count++] = default!;
    }

    /// <inheritdoc/>
    public override void AppendObject(object? value)
    {
        if (value is null) AppendNull();
        else Append((T)value);
    }

    /// <inheritdoc/>
    public override object? GetValue(int row) => IsNull(row) ? null : _values[row];

    /// <inheritdoc/>
    public override void AppendFrom(ColumnVector source, int row)
    {
        var typed = (ColumnVector<T>)source;
        if (typed.IsNull(row)) AppendNull();
        else Append(typed._values[row]);
    }

    /// <inheritdoc/>
    public override void AppendRange(ColumnVector source, int start, int count)
    {
        var typed = (ColumnVector<T>)source;
        if (Count + count > _values.Length) Grow(Count + count);
        typed._values.AsSpan(start, count).CopyTo(_values.AsSpan(Count));
        if (typed.NullCount > 0)
            for (var i = 0; i < count; i++)
                if (typed.IsNull(start + i)) MarkNull(Count + i);
        Count += count;
    }

    /// <inheritdoc/>
    public override ColumnVector Gather(ReadOnlySpan<int> rows)
    {
        var result = new ColumnVector<T>(Column, rows.Length);
        var (from, to) = (_values, result._values);
        for (var i = 0; i < rows.Length; i++) to[i] = from[rows[i]];
        if (NullCount > 0)
            for (var i = 0; i < rows.Length; i++)
                if (IsNull(rows[i])) result.MarkNull(i);
        result.Count = rows.Length;
        return result;
    }

    /// <inheritdoc/>
    public override ColumnVector NewLike(Column column, int capacity = 0) => new ColumnVector<T>(column, capacity);

    /// <inheritdoc/>
    public override void Truncate(int count)
    {
        TruncateNulls(count);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) _values.AsSpan(count, Count - count).Clear();
        Count = count;
        (_measured, _heapBytes) = (0, 0);
    }

    /// <summary>What texts and byte arrays take on the heap: as though only neighbours shared one, so rather too much. Measures what is new since the last call.</summary>
    private long HeapBytes()
    {
        const int Header = 24;
        if (_values is string[] texts)
            for (; _measured < Count; _measured++)
            {
                var text = texts[_measured];
                if (text is not null && (_measured == 0 || !ReferenceEquals(text, texts[_measured - 1]))) _heapBytes += Header + 2L * text.Length;
            }
        else if (_values is byte[][] arrays)
            for (; _measured < Count; _measured++) _heapBytes += arrays[_measured] is { } bytes ? Header + bytes.Length : 0;
        return _heapBytes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed) => Array.Resize(ref _values, Math.Max(needed, Math.Max(16, _values.Length * 2)));
}
