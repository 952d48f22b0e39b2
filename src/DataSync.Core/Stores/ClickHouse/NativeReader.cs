using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.ClickHouse;

/// <summary>Reads batches of ClickHouse's Native format: numbers go from the answer's bytes into the columns' arrays as they are.</summary>
internal sealed class NativeReader(Stream stream, IReadOnlyList<Column> columns, IReadOnlyList<string>? types = null) : IDisposable
{
    private const string Nullable = "Nullable(";

    private readonly StringPool[] _pools = [.. columns.Select(c => c.Type.IsText ? new StringPool(1 << 12) : null!)];
    private readonly NativeInput _input = new(stream);

    /// <summary>The next block; null at the end.</summary>
    /// <exception cref="IOException">The answer ends within a block, or is none.</exception>
    /// <exception cref="DataSyncException"><c>TableChanged</c>: a column is of another type.</exception>
    public async ValueTask<RowBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _input.HasMoreAsync(cancellationToken))
        {
            var count = await _input.ReadVarintAsync(cancellationToken);
            var rows = (int)await _input.ReadVarintAsync(cancellationToken);
            // what a server sends that fails within its answer is its error, as text
            if (count != (ulong)columns.Count) throw new IOException("the server ended its answer with an error");
            var vectors = new ColumnVector[columns.Count];
            for (var i = 0; i < vectors.Length; i++)
            {
                await _input.SkipTextAsync(cancellationToken);
                var type = await _input.ReadTextAsync(cancellationToken);
                var isNullable = type.StartsWith(Nullable, StringComparison.Ordinal);
                if (types is not null && types[i] != (isNullable ? type[Nullable.Length..^1] : type)) throw Changed(columns[i].Name, type, types[i]);
                vectors[i] = await ReadAsync(i, isNullable, rows, cancellationToken);
            }
            if (rows > 0) return new RowBatch(vectors, rows);
        }
        return null;
    }

    public void Dispose() => _input.Dispose();

    private static DataSyncException Changed(string column, string type, string wanted) => new("TableChanged", $"Column '{column}' is of type {type} at the server; DataSync made it {wanted}.",
        "Give it its type back (ALTER TABLE … MODIFY COLUMN), or remove the table (Remove-DsData) and synchronize it anew.");

    private async ValueTask<ColumnVector> ReadAsync(int index, bool isNullable, int rows, CancellationToken cancellationToken)
    {
        var column = columns[index];
        var nulls = isNullable ? await ReadNullsAsync(rows, cancellationToken) : null;
        return column.Type.Kind switch
        {
            DataKind.Int64 => new ColumnVector<long>(column, await ReadAsync<long>(rows, cancellationToken), nulls),
            DataKind.Double => new ColumnVector<double>(column, await ReadAsync<double>(rows, cancellationToken), nulls),
            DataKind.Boolean => new ColumnVector<bool>(column, await ReadAsync<bool>(rows, cancellationToken), nulls),
            DataKind.Date => new ColumnVector<DateOnly>(column, Days(await ReadAsync<int>(rows, cancellationToken), nulls), nulls),
            DataKind.Timestamp => new ColumnVector<DateTime>(column, Times(await ReadAsync<long>(rows, cancellationToken), nulls, DateTimeKind.Unspecified), nulls),
            DataKind.TimestampTz => new ColumnVector<DateTime>(column, Times(await ReadAsync<long>(rows, cancellationToken), nulls, DateTimeKind.Utc), nulls),
            DataKind.Decimal => new ColumnVector<decimal>(column, await ReadDecimalsAsync(column.Type, rows, cancellationToken), nulls),
            DataKind.Binary => new ColumnVector<byte[]>(column, await ReadTextsAsync(rows, nulls, bytes => bytes.ToArray(), cancellationToken), nulls),
            _ => new ColumnVector<string>(column, await ReadTextsAsync(rows, nulls, _pools[index].GetOrAdd, cancellationToken), nulls),
        };
    }

    private async ValueTask<T[]> ReadAsync<T>(int rows, CancellationToken cancellationToken) where T : unmanaged
    {
        var values = new T[rows];
        for (var done = 0; done < Length(values);)
        {
            await _input.NeedAsync(1, cancellationToken);
            done += _input.Take(MemoryMarshal.AsBytes(values.AsSpan())[done..]);
        }
        return values;

        static int Length(T[] values) => MemoryMarshal.AsBytes(values.AsSpan()).Length;
    }

    private async ValueTask<ulong[]?> ReadNullsAsync(int rows, CancellationToken cancellationToken)
    {
        var flags = await ReadAsync<byte>(rows, cancellationToken);
        ulong[]? nulls = null;
        for (var row = flags.AsSpan().IndexOf((byte)1); row >= 0 && row < rows; row++)
        {
            if (flags[row] == 0) continue;
            nulls ??= new ulong[(rows + 63) >> 6];
            nulls[row >> 6] |= 1UL << (row & 63);
        }
        return nulls;
    }

    private async ValueTask<decimal[]> ReadDecimalsAsync(DataType type, int rows, CancellationToken cancellationToken)
    {
        var values = new decimal[rows];
        if (type.Precision <= 9)
        {
            var units = await ReadAsync<int>(rows, cancellationToken);
            for (var row = 0; row < rows; row++) values[row] = Decimal(units[row], type.Scale);
        }
        else if (type.Precision <= 18)
        {
            var units = await ReadAsync<long>(rows, cancellationToken);
            for (var row = 0; row < rows; row++) values[row] = Decimal(units[row], type.Scale);
        }
        else
        {
            var bytes = await ReadAsync<byte>(checked(rows * 16), cancellationToken);
            for (var row = 0; row < rows; row++) values[row] = Decimal(BinaryPrimitives.ReadInt128LittleEndian(bytes.AsSpan(row * 16)), type.Scale);
        }
        return values;
    }

    private static decimal Decimal(Int128 units, int scale)
    {
        var absolute = (UInt128)Int128.Abs(units);
        return new decimal((int)(uint)absolute, (int)(uint)(absolute >> 32), (int)(uint)(absolute >> 64), units < 0, (byte)scale);
    }

    private static DateOnly[] Days(int[] days, ulong[]? nulls)
    {
        var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var values = new DateOnly[days.Length];
        for (var row = 0; row < values.Length; row++)
            if (!IsNull(nulls, row)) values[row] = DateOnly.FromDayNumber(days[row] + epoch);
        return values;
    }

    private static DateTime[] Times(long[] times, ulong[]? nulls, DateTimeKind kind)
    {
        var values = new DateTime[times.Length];
        for (var row = 0; row < values.Length; row++)
            if (!IsNull(nulls, row)) values[row] = new DateTime(DateTime.UnixEpoch.Ticks + times[row] * TimeSpan.TicksPerMicrosecond, kind);
        return values;
    }

    private static bool IsNull(ulong[]? nulls, int row) => nulls is not null && (nulls[row >> 6] >> (row & 63) & 1) != 0;

    private async ValueTask<T[]> ReadTextsAsync<T>(int rows, ulong[]? nulls, NativeInput.Make<T> make, CancellationToken cancellationToken) where T : class
    {
        var values = new T[rows];
        for (var row = 0; row < rows;)
        {
            row = _input.TakeTexts(values, row, make);
            if (row < rows) await _input.NeedTextAsync(cancellationToken);
        }
        if (nulls is not null)
            for (var row = 0; row < rows; row++)
                if (IsNull(nulls, row)) values[row] = null!;
        return values;
    }
}

/// <summary>An answer's bytes, read ahead.</summary>
internal sealed class NativeInput(Stream stream) : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private byte[] _bytes = new byte[1 << 17];
    private int _start, _end;

    public delegate T Make<T>(ReadOnlySpan<byte> bytes);

    public async ValueTask<bool> HasMoreAsync(CancellationToken cancellationToken) => _end > _start || await FillAsync(cancellationToken);

    /// <summary>Reads until so many bytes are here.</summary>
    public async ValueTask NeedAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (_bytes.Length - _start < count) MakeRoom(count);
            if (!await FillAsync(cancellationToken)) throw new EndOfStreamException("the server's answer ended too early");
        }
    }

    /// <summary>Takes what is here of the bytes wanted.</summary>
    public int Take(Span<byte> target)
    {
        var count = Math.Min(target.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(target);
        _start += count;
        return count;
    }

    /// <summary>Takes texts as long as they are wholly here.</summary>
    /// <returns>The first row that is not.</returns>
    public int TakeTexts<T>(T[] values, int row, Make<T> make)
    {
        for (; row < values.Length && TryLength(out var header, out var length) && _end - _start - header >= length; row++)
        {
            values[row] = make(_bytes.AsSpan(_start + header, length));
            _start += header + length;
        }
        return row;
    }

    /// <summary>Reads until the next text is wholly here.</summary>
    public async ValueTask NeedTextAsync(CancellationToken cancellationToken)
    {
        int header, length;
        while (!TryLength(out header, out length)) await NeedAsync(_end - _start + 1, cancellationToken);
        await NeedAsync(checked(header + length), cancellationToken);
    }

    public async ValueTask<ulong> ReadVarintAsync(CancellationToken cancellationToken)
    {
        for (ulong value = 0, shift = 0; ; shift += 7)
        {
            await NeedAsync(1, cancellationToken);
            var part = _bytes[_start++];
            value |= (ulong)(part & 0x7F) << (int)shift;
            if (part < 0x80) return value;
        }
    }

    public async ValueTask SkipTextAsync(CancellationToken cancellationToken) => await ReadTextAsync(cancellationToken);

    public async ValueTask<string> ReadTextAsync(CancellationToken cancellationToken)
    {
        await NeedTextAsync(cancellationToken);
        var texts = new string[1];
        TakeTexts(texts, 0, bytes => Utf8.GetString(bytes));
        return texts[0];
    }

    public void Dispose() => stream.Dispose();

    private bool TryLength(out int header, out int length)
    {
        (header, length) = (0, 0);
        for (var shift = 0; _start + header < _end; shift += 7)
        {
            var part = _bytes[_start + header++];
            length |= (part & 0x7F) << shift;
            if (part < 0x80) return true;
        }
        return false;
    }

    private void MakeRoom(int count)
    {
        var target = count > _bytes.Length ? new byte[Math.Max(count, _bytes.Length * 2)] : _bytes;
        _bytes.AsSpan(_start, _end - _start).CopyTo(target);
        (_bytes, _start, _end) = (target, 0, _end - _start);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end) (_start, _end) = (0, 0);
        else if (_end == _bytes.Length) MakeRoom(_end - _start + 1);
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
