namespace DataSync.Rows;

/// <summary>
/// Hashes, compares and orders values of columns of one .NET type. Null equals null and comes first; NaN equals NaN and comes next; texts and bytes
/// are in ordinal order.
/// </summary>
internal abstract class ColumnComparer
{
    /// <summary>The comparer for a type.</summary>
    public static ColumnComparer For(DataType type) => type.Kind switch
    {
        DataKind.String or DataKind.Json => new ColumnComparer<string>(StringComparer.Ordinal, StringComparer.Ordinal),
        DataKind.Binary => new ColumnComparer<byte[]>(BytesComparer.Instance, BytesComparer.Instance),
        DataKind.Int64 => Default<long>(),
        DataKind.Double => Default<double>(),
        DataKind.Decimal => Default<decimal>(),
        DataKind.Boolean => Default<bool>(),
        DataKind.Date => Default<DateOnly>(),
        _ => Default<DateTime>(),
    };

    public abstract int Hash(ColumnVector vector, int row);
    public abstract bool Equals(ColumnVector left, int leftRow, ColumnVector right, int rightRow);
    public abstract int Compare(ColumnVector left, int leftRow, ColumnVector right, int rightRow);

    private static ColumnComparer<T> Default<T>() => new(EqualityComparer<T>.Default, Comparer<T>.Default);
}

/// <summary>Compares values of <typeparamref name="T"/>.</summary>
internal sealed class ColumnComparer<T>(IEqualityComparer<T> equality, IComparer<T> order) : ColumnComparer
{
    public override int Hash(ColumnVector vector, int row) => vector.IsNull(row) ? 0 : equality.GetHashCode(((ColumnVector<T>)vector).Values[row]!);

    public override bool Equals(ColumnVector left, int leftRow, ColumnVector right, int rightRow)
    {
        var (leftNull, rightNull) = (left.IsNull(leftRow), right.IsNull(rightRow));
        return leftNull || rightNull ? leftNull == rightNull : equality.Equals(((ColumnVector<T>)left).Values[leftRow], ((ColumnVector<T>)right).Values[rightRow]);
    }

    public override int Compare(ColumnVector left, int leftRow, ColumnVector right, int rightRow)
    {
        var (leftNull, rightNull) = (left.IsNull(leftRow), right.IsNull(rightRow));
        return leftNull || rightNull ? rightNull.CompareTo(leftNull) : order.Compare(((ColumnVector<T>)left).Values[leftRow], ((ColumnVector<T>)right).Values[rightRow]);
    }
}

/// <summary>Compares byte arrays by their bytes.</summary>
internal sealed class BytesComparer : IEqualityComparer<byte[]>, IComparer<byte[]>
{
    public static readonly BytesComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

    public int GetHashCode(byte[] bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
