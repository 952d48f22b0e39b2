using System.Buffers;
using DataSync.Rows;
using Parquet;
using Parquet.Schema;

namespace DataSync.Stores.Parquet;

/// <summary>Writes one column of a row group: the values that are not null, and a definition level a row (0 null, 1 not).</summary>
internal abstract class ParquetColumnWriter(DataField field)
{
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private readonly ParquetSchema _schema = new(field);

    /// <summary>The column in the file.</summary>
    public DataField Field { get; } = field;

    /// <summary>Encodes the column as a file of one row group.</summary>
    /// <param name="segments">The rows, in order.</param>
    /// <param name="column">The column's place in them.</param>
    /// <param name="rows">How many they are.</param>
    /// <param name="options">How it is encoded.</param>
    /// <param name="file">Takes the file.</param>
    public async Task<ChunkStatistics> EncodeAsync(IReadOnlyList<RowSegment> segments, int column, int rows, ParquetOptions options, ByteBuffer file)
    {
        await using var writer = await ParquetWriter.CreateAsync(_schema, new BufferStream(file), options);
        using var group = writer.CreateRowGroup();
        return await WriteAsync(group, segments, column, rows);
    }

    protected abstract Task<ChunkStatistics> WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<RowSegment> segments, int column, int rows);

    public static ParquetColumnWriter Create(Column column) => column.Type.Kind switch
    {
        DataKind.String or DataKind.Json => new TextColumnWriter(new DataField(column.Name, typeof(string), isNullable: true)),
        DataKind.Int64 => new ValueColumnWriter<long>(new DataField(column.Name, typeof(long), isNullable: true), (values, nulls) => ChunkStatistics.Of(values, nulls, BitConverter.GetBytes)),
        DataKind.Double => new ValueColumnWriter<double>(new DataField(column.Name, typeof(double), isNullable: true), ChunkStatistics.OfDoubles),
        DataKind.Decimal => new ValueColumnWriter<decimal>(new DecimalDataField(column.Name, column.Type.Precision, column.Type.Scale, isNullable: true), (values, nulls) => ChunkStatistics.Of(values, nulls, value => ChunkStatistics.Encode(value, column.Type))),
        DataKind.Boolean => new ValueColumnWriter<bool>(new DataField(column.Name, typeof(bool), isNullable: true), (values, nulls) => new(nulls, null, null)),
        DataKind.Date => new ValueColumnWriter<DateOnly>(new DataField(column.Name, typeof(DateOnly), isNullable: true), (values, nulls) => ChunkStatistics.Of(values, nulls, value => BitConverter.GetBytes(value.DayNumber - UnixEpochDay))),
        DataKind.Timestamp => new TimeColumnWriter(TimestampField(column.Name, utc: false)),
        DataKind.TimestampTz => new TimeColumnWriter(TimestampField(column.Name, utc: true)),
        DataKind.Binary => new BinaryColumnWriter(new DataField(column.Name, typeof(byte[]), isNullable: true)),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "No such kind."),
    };

    private static DateTimeDataField TimestampField(string name, bool utc) =>
        new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: utc, unit: DateTimeTimeUnit.Micros, isNullable: true);
}

/// <summary>Writes a column of <typeparamref name="T"/> as values that Parquet.Net takes for it, <typeparamref name="TStored"/>.</summary>
internal abstract class ParquetColumnWriter<T, TStored>(DataField field) : ParquetColumnWriter(field) where TStored : struct
{
    protected override async Task<ChunkStatistics> WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<RowSegment> segments, int column, int rows)
    {
        var values = ArrayPool<TStored>.Shared.Rent(rows);
        var levels = ArrayPool<int>.Shared.Rent(rows);
        try
        {
            var count = Gather(segments, column, values, levels);
            await group.WriteAllPartsAsync<TStored>(Field, values.AsMemory(0, count), levels.AsMemory(0, rows), null, CancellationToken.None);
            return Statistics(values.AsSpan(0, count), rows - count);
        }
        finally
        {
            ArrayPool<TStored>.Shared.Return(values, clearArray: System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<TStored>());
            ArrayPool<int>.Shared.Return(levels);
        }
    }

    /// <summary>Copies values, none of them null.</summary>
    protected abstract void Copy(ReadOnlySpan<T> from, Span<TStored> to);

    /// <summary>The statistics of values, none of them null.</summary>
    protected abstract ChunkStatistics Statistics(ReadOnlySpan<TStored> values, int nulls);

    private int Gather(IReadOnlyList<RowSegment> segments, int column, TStored[] values, int[] levels)
    {
        var (count, row) = (0, 0);
        foreach (var (batch, start, length) in segments)
        {
            var vector = (ColumnVector<T>)batch.Columns[column];
            levels.AsSpan(row, length).Fill(1);
            for (var at = start; at < start + length; at++)
            {
                var end = Math.Min(vector.NextNull(at), start + length);
                Copy(vector.Values[at..end], values.AsSpan(count));
                count += end - at;
                if (end < start + length) levels[row + end - start] = 0;
                at = end;
            }
            row += length;
        }
        return count;
    }
}

/// <summary>Values that are stored as they are.</summary>
internal sealed class ValueColumnWriter<T>(DataField field, Func<ReadOnlySpan<T>, int, ChunkStatistics> statistics) : ParquetColumnWriter<T, T>(field) where T : struct
{
    protected override void Copy(ReadOnlySpan<T> from, Span<T> to) => from.CopyTo(to);

    protected override ChunkStatistics Statistics(ReadOnlySpan<T> values, int nulls) => statistics(values, nulls);
}

/// <summary>Times with or without a zone; Parquet.Net would shift those that it takes for local.</summary>
internal sealed class TimeColumnWriter(DataField field) : ParquetColumnWriter<DateTime, DateTime>(field)
{
    protected override void Copy(ReadOnlySpan<DateTime> from, Span<DateTime> to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = DateTime.SpecifyKind(from[i], DateTimeKind.Utc);
    }

    protected override ChunkStatistics Statistics(ReadOnlySpan<DateTime> values, int nulls) =>
        ChunkStatistics.Of(values, nulls, value => BitConverter.GetBytes((value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond));
}

/// <summary>Texts.</summary>
internal sealed class TextColumnWriter(DataField field) : ParquetColumnWriter<string, ReadOnlyMemory<char>>(field)
{
    protected override void Copy(ReadOnlySpan<string> from, Span<ReadOnlyMemory<char>> to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = from[i].AsMemory();
    }

    protected override ChunkStatistics Statistics(ReadOnlySpan<ReadOnlyMemory<char>> values, int nulls) => ChunkStatistics.OfTexts(values, nulls);
}

/// <summary>Bytes.</summary>
internal sealed class BinaryColumnWriter(DataField field) : ParquetColumnWriter<byte[], ReadOnlyMemory<byte>>(field)
{
    protected override void Copy(ReadOnlySpan<byte[]> from, Span<ReadOnlyMemory<byte>> to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = from[i];
    }

    protected override ChunkStatistics Statistics(ReadOnlySpan<ReadOnlyMemory<byte>> values, int nulls) => new(nulls, null, null);
}
