using System.Buffers;
using DataSync.Rows;
using DataSync.Schema;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace DataSync.Stores.Parquet;

/// <summary>Reads one column of a row group, by the type it has in the file.</summary>
internal abstract class ParquetColumnReader(DataField field, DataType type)
{
    protected DataField Field { get; } = field;

    /// <summary>The name in the file.</summary>
    public string Name => Field.Name;

    /// <summary>The type that the file's values have.</summary>
    public DataType Type => type;

    /// <summary>Reads the column as <paramref name="column"/>'s type, which may have been widened since the file was written.</summary>
    /// <exception cref="SliceRejectedException">A value has no exact form in that type.</exception>
    public async ValueTask<ColumnVector> ReadAsync(ParquetRowGroupReader group, Column column, int rows, CancellationToken cancellationToken)
    {
        var same = type.Kind == column.Type.Kind || (type.IsText && column.Type.IsText);
        var vector = await ReadStoredAsync(group, same ? column : column with { Type = type }, rows, cancellationToken);
        return same ? vector : Widening.Convert(vector, column);
    }

    protected abstract ValueTask<ColumnVector> ReadStoredAsync(ParquetRowGroupReader group, Column column, int rows, CancellationToken cancellationToken);

    public static ParquetColumnReader Create(DataField field) => field switch
    {
        DecimalDataField number => new ValueColumnReader<decimal>(field, DataType.Decimal(number.Precision, number.Scale)),
        DateTimeDataField { IsAdjustedToUTC: true } => new TimeColumnReader(field, DataType.TimestampTz),
        DateTimeDataField => new TimeColumnReader(field, DataType.Timestamp),
        _ when field.ClrType == typeof(ReadOnlyMemory<char>) => new TextColumnReader(field),
        _ when field.ClrType == typeof(long) => new ValueColumnReader<long>(field, DataType.Int64),
        _ when field.ClrType == typeof(double) => new ValueColumnReader<double>(field, DataType.Double),
        _ when field.ClrType == typeof(bool) => new ValueColumnReader<bool>(field, DataType.Boolean),
        _ when field.ClrType == typeof(DateOnly) => new ValueColumnReader<DateOnly>(field, DataType.Date),
        _ when field.ClrType == typeof(ReadOnlyMemory<byte>) => new BinaryColumnReader(field),
        _ when ForeignColumnReader.Create(field) is { } foreign => foreign,
        _ => throw new DataSyncException("FileDamaged", $"Column {field.Name} of a Parquet file is of type {field.ClrType.Name}, which this store does not write.", "Remove the file, or synchronize its slices again."),
    };
}

/// <summary>Reads values that Parquet.Net gives as <typeparamref name="TStored"/> into a column of <typeparamref name="T"/>.</summary>
internal abstract class ParquetColumnReader<T, TStored>(DataField field, DataType type) : ParquetColumnReader(field, type) where TStored : struct
{
    protected override async ValueTask<ColumnVector> ReadStoredAsync(ParquetRowGroupReader group, Column column, int rows, CancellationToken cancellationToken)
    {
        var stored = ArrayPool<TStored>.Shared.Rent(rows);
        var levels = ArrayPool<int>.Shared.Rent(rows);
        try
        {
            await group.ReadRawAsync(Field, stored.AsMemory(0, rows), Field.IsNullable ? levels.AsMemory(0, rows) : null, null, cancellationToken);
            var values = new T[rows];
            var count = Field.IsNullable ? rows - levels.AsSpan(0, rows).Count(0) : rows;
            Copy(stored.AsSpan(0, count), values, group);
            if (count == rows) return new ColumnVector<T>(column, values, null);
            var nulls = Nulls(levels.AsSpan(0, rows));
            Spread(values, count, nulls);
            return new ColumnVector<T>(column, values, nulls);
        }
        finally
        {
            ArrayPool<TStored>.Shared.Return(stored, clearArray: System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<TStored>());
            ArrayPool<int>.Shared.Return(levels);
        }
    }

    /// <summary>Copies values, none of them null.</summary>
    protected abstract void Copy(ReadOnlySpan<TStored> from, Span<T> to, ParquetRowGroupReader group);

    private static ulong[] Nulls(ReadOnlySpan<int> levels)
    {
        var nulls = new ulong[(levels.Length + 63) >> 6];
        for (var row = 0; row < levels.Length; row++)
            if (levels[row] == 0) nulls[row >> 6] |= 1UL << (row & 63);
        return nulls;
    }

    /// <summary>Moves the values, which stand together at the start, to their rows.</summary>
    private static void Spread(T[] values, int count, ulong[] nulls)
    {
        for (var row = values.Length - 1; row >= 0; row--)
            values[row] = (nulls[row >> 6] >> (row & 63) & 1) != 0 ? default! : values[--count];
    }
}

/// <summary>Values that are stored as they are.</summary>
internal sealed class ValueColumnReader<T>(DataField field, DataType type) : ParquetColumnReader<T, T>(field, type) where T : struct
{
    protected override void Copy(ReadOnlySpan<T> from, Span<T> to, ParquetRowGroupReader group) => from.CopyTo(to);
}

/// <summary>Times; of Parquet.Net's kinds only UTC is ours.</summary>
internal sealed class TimeColumnReader(DataField field, DataType type) : ParquetColumnReader<DateTime, DateTime>(field, type)
{
    private readonly DateTimeKind _kind = type == DataType.TimestampTz ? DateTimeKind.Utc : DateTimeKind.Unspecified;

    protected override void Copy(ReadOnlySpan<DateTime> from, Span<DateTime> to, ParquetRowGroupReader group)
    {
        for (var i = 0; i < from.Length; i++) to[i] = DateTime.SpecifyKind(from[i], _kind);
    }
}

/// <summary>Texts: one object for each entry of the dictionary, where the column has one.</summary>
internal sealed class TextColumnReader(DataField field) : ParquetColumnReader<string, ReadOnlyMemory<char>>(field, DataType.String)
{
    protected override void Copy(ReadOnlySpan<ReadOnlyMemory<char>> from, Span<string> to, ParquetRowGroupReader group)
    {
        if (group.GetMetadata(Field)?.MetaData?.Encodings.Any(e => e is Encoding.PLAIN_DICTIONARY or Encoding.RLE_DICTIONARY) is not true)
        {
            for (var i = 0; i < from.Length; i++) to[i] = from[i].ToString();
            return;
        }
        // equal memories are the same place of the same array, so this compares no characters
        var texts = new Dictionary<ReadOnlyMemory<char>, string>();
        for (var i = 0; i < from.Length; i++)
        {
            ref var text = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(texts, from[i], out var known);
            to[i] = known ? text! : text = from[i].ToString();
        }
    }
}

/// <summary>Bytes.</summary>
internal sealed class BinaryColumnReader(DataField field) : ParquetColumnReader<byte[], ReadOnlyMemory<byte>>(field, DataType.Binary)
{
    protected override void Copy(ReadOnlySpan<ReadOnlyMemory<byte>> from, Span<byte[]> to, ParquetRowGroupReader group)
    {
        for (var i = 0; i < from.Length; i++) to[i] = from[i].ToArray();
    }
}
