using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataSync.Rows;

/// <summary>A growing buffer of pooled bytes: what writers fill before they write it to a stream.</summary>
internal sealed class ByteBuffer(int capacity = 1 << 16) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public Memory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Forgets what was written past <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>At least <paramref name="count"/> bytes after those written, which count as written once <see cref="Advance"/> says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Free(int count)
    {
        if (_bytes.Length - Length < count) Grow(count);
        return _bytes.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => Length += count;

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller before anything else is written.</summary>
    public Span<byte> Reserve(int count)
    {
        var span = Free(count)[..count];
        Length += count;
        return span;
    }

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Writes a number in groups of seven bits, the lowest first, as ClickHouse and Thrift have them (LEB128).</summary>
    public void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) Reserve(1)[0] = (byte)(value | 0x80);
        Reserve(1)[0] = (byte)value;
    }

    public void WriteInt(int value) => MemoryMarshal.Write(Reserve(sizeof(int)), value);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)Length + count, _bytes.Length * 2L)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
