using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace DataSync.Rows;

/// <summary>
/// Gives the same <see cref="string"/> for the same UTF-8 bytes, so that a column of few distinct texts keeps few objects. Bounded: a new text
/// takes the place of an older one where its few slots are full, so one that never repeats costs time, but no memory. Not safe for use by
/// several threads: a decoder has its own.
/// </summary>
public sealed class StringPool
{
    /// <summary>Longer texts (in bytes) are not pooled: they seldom repeat.</summary>
    public const int MaxPooledLength = 64;
    private const int Probes = 4;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Slot[] _slots;
    private readonly int _mask;

    private struct Slot
    {
        public ulong Hash;
        public string? Text;
    }

    /// <summary>Makes a pool.</summary>
    /// <param name="capacity">Most texts kept; rounded up to a power of two.</param>
    public StringPool(int capacity = 1 << 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, Probes));
        (_slots, _mask) = (new Slot[size], size - 1);
    }

    /// <summary>The text of <paramref name="utf8"/>, the pooled object where there is one.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public string GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > MaxPooledLength) return Utf8.GetString(utf8);
        var hash = XxHash3.HashToUInt64(utf8);
        for (var probe = 0; probe < Probes; probe++)
        {
            ref var slot = ref _slots[((int)hash + probe) & _mask];
            if (slot.Text is null) return Fill(ref slot, hash, utf8);
            if (slot.Hash == hash && Same(slot.Text, utf8)) return slot.Text;
        }
        return Fill(ref _slots[((int)hash + (int)(hash >> 62)) & _mask], hash, utf8);
    }

    private static string Fill(ref Slot slot, ulong hash, ReadOnlySpan<byte> utf8)
    {
        slot = new Slot { Hash = hash, Text = Utf8.GetString(utf8) };
        return slot.Text;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same(string text, ReadOnlySpan<byte> utf8) => Ascii.Equals(utf8, text) || SameBeyondAscii(text, utf8);

    private static bool SameBeyondAscii(string text, ReadOnlySpan<byte> utf8)
    {
        if (text.Length >= utf8.Length) return false;
        Span<byte> bytes = stackalloc byte[MaxPooledLength * 3];
        return Utf8.TryGetBytes(text, bytes, out var written) && bytes[..written].SequenceEqual(utf8);
    }
}
