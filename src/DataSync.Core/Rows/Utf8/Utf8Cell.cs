using System.Runtime.Intrinsics;

namespace DataSync.Rows.Utf8;

/// <summary>Writes the values of one column as UTF-8, one at a time. Made once a file, bound to the column's vector once a batch.</summary>
internal abstract class Utf8Cell
{
    /// <summary>Takes the values of the next batch.</summary>
    public abstract void Bind(ColumnVector vector);

    /// <summary>Writes what comes before the value (a delimiter, a name), and the value.</summary>
    public abstract void Write(int row, ByteBuffer buffer);
}

/// <summary>A cell of values whose length in UTF-8 is bounded.</summary>
/// <param name="prefix">What comes before each value.</param>
/// <param name="null">What stands for null.</param>
internal sealed class BoundedCell<T, TForm>(byte[] prefix, byte[] @null) : Utf8Cell where TForm : struct, IUtf8Form<T>
{
    private readonly Vector256<byte> _shortPrefix = Pad(prefix);
    private readonly int _reserve = Math.Max(prefix.Length, Vector256<byte>.Count) + Math.Max(@null.Length, TForm.MaxLength);
    private ColumnVector<T> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<T>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        var free = buffer.Free(_reserve);
        // a store of fixed length takes a fraction of the time of a copy of any length; what it writes too much is written over
        if (prefix.Length <= Vector256<byte>.Count) _shortPrefix.CopyTo(free);
        else prefix.CopyTo(free);
        free = free[prefix.Length..];
        if (!_vector.IsNull(row)) buffer.Advance(prefix.Length + TForm.Write(_vector.Values[row], free));
        else
        {
            @null.CopyTo(free);
            buffer.Advance(prefix.Length + @null.Length);
        }
    }

    private static Vector256<byte> Pad(byte[] prefix)
    {
        Span<byte> bytes = stackalloc byte[Vector256<byte>.Count];
        prefix.AsSpan(0, Math.Min(prefix.Length, bytes.Length)).CopyTo(bytes);
        return Vector256.Create<byte>(bytes);
    }
}
