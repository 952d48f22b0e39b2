using Parquet;
using Parquet.Schema;

namespace DataSync.Stores.Parquet;

/// <summary>Reads values of types that others write, as the next wider one of ours.</summary>
internal sealed class ForeignColumnReader<T, TStored>(DataField field, DataType type, Func<TStored, T> convert) : ParquetColumnReader<T, TStored>(field, type) where TStored : struct
{
    protected override void Copy(ReadOnlySpan<TStored> from, Span<T> to, ParquetRowGroupReader group)
    {
        for (var i = 0; i < from.Length; i++) to[i] = convert(from[i]);
    }
}

/// <summary>Chooses readers for types that this module's own files do not have.</summary>
internal static class ForeignColumnReader
{
    private const int UInt64Digits = 20;

    /// <summary>The reader for a field; null where its type is none that is read.</summary>
    public static ParquetColumnReader? Create(DataField field) => field.ClrType switch
    {
        var t when t == typeof(int) => new ForeignColumnReader<long, int>(field, DataType.Int64, v => v),
        var t when t == typeof(uint) => new ForeignColumnReader<long, uint>(field, DataType.Int64, v => v),
        var t when t == typeof(short) => new ForeignColumnReader<long, short>(field, DataType.Int64, v => v),
        var t when t == typeof(ushort) => new ForeignColumnReader<long, ushort>(field, DataType.Int64, v => v),
        var t when t == typeof(sbyte) => new ForeignColumnReader<long, sbyte>(field, DataType.Int64, v => v),
        var t when t == typeof(byte) => new ForeignColumnReader<long, byte>(field, DataType.Int64, v => v),
        var t when t == typeof(ulong) => new ForeignColumnReader<decimal, ulong>(field, DataType.Decimal(UInt64Digits, 0), v => v),
        var t when t == typeof(float) => new ForeignColumnReader<double, float>(field, DataType.Double, Widen),
        var t when t == typeof(DateTime) => new TimeColumnReader(field, DataType.Timestamp),
        var t when t == typeof(Guid) => new ForeignColumnReader<string, Guid>(field, DataType.String, v => v.ToString()),
        var t when t == typeof(TimeSpan) => new ForeignColumnReader<string, TimeSpan>(field, DataType.String, v => v.ToString("c", System.Globalization.CultureInfo.InvariantCulture)),
        var t when t == typeof(TimeOnly) => new ForeignColumnReader<string, TimeOnly>(field, DataType.String, v => v.ToString("HH:mm:ss.FFFFFFF", System.Globalization.CultureInfo.InvariantCulture)),
        _ => null,
    };

    // by its text: the double nearest to 0.1f is not the one a reader of 0.1 means
    private static double Widen(float value) => (double)Rows.NumberConverter.ToDouble(value)!;
}
