using System.Runtime.CompilerServices;
using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Compares values of one column over batches; chosen once a column. Nulls come first.</summary>
internal abstract class VectorComparer
{
    public abstract int Compare(ColumnVector a, int i, ColumnVector b, int j);

    public static VectorComparer Create(DataKind kind) => kind switch
    {
        DataKind.Int64 => new Of<long>(Comparer<long>.Default),
        DataKind.Double => new Of<double>(Comparer<double>.Default),
        DataKind.Decimal => new Of<decimal>(Comparer<decimal>.Default),
        DataKind.Boolean => new Of<bool>(Comparer<bool>.Default),
        DataKind.Date => new Of<DateOnly>(Comparer<DateOnly>.Default),
        DataKind.Timestamp or DataKind.TimestampTz => new Of<DateTime>(Comparer<DateTime>.Default),
        DataKind.Binary => new Of<byte[]>(Bytes),
        _ => new Text(),
    };

    /// <summary>Compares byte by byte.</summary>
    public static IComparer<byte[]> Bytes { get; } = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    private static int? CompareNulls(ColumnVector a, int i, ColumnVector b, int j)
    {
        if (a.NullCount == 0 && b.NullCount == 0) return null;
        var (left, right) = (a.IsNull(i), b.IsNull(j));
        return left || right ? right.CompareTo(left) : null;
    }

    private sealed class Of<T>(IComparer<T> comparer) : VectorComparer
    {
        public override int Compare(ColumnVector a, int i, ColumnVector b, int j)
        {
            if (CompareNulls(a, i, b, j) is { } byNull) return byNull;
            var (left, right) = (Unsafe.As<ColumnVector<T>>(a).Values[i], Unsafe.As<ColumnVector<T>>(b).Values[j]);
            // the default comparer of a value type is known to the JIT, and inlined
            return typeof(T).IsValueType ? Comparer<T>.Default.Compare(left, right) : comparer.Compare(left, right);
        }
    }

    private sealed class Text : VectorComparer
    {
        public override int Compare(ColumnVector a, int i, ColumnVector b, int j)
        {
            if (CompareNulls(a, i, b, j) is { } byNull) return byNull;
            var (left, right) = (Unsafe.As<ColumnVector<string>>(a).Values[i], Unsafe.As<ColumnVector<string>>(b).Values[j]);
            return ReferenceEquals(left, right) ? 0 : string.CompareOrdinal(left, right);
        }
    }
}
