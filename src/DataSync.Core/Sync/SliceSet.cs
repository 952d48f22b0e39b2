using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace DataSync.Sync;

/// <summary>The slices that were met: 128-bit hashes of their keys, as a million keys would take a hundred megabytes.</summary>
internal sealed class SliceSet
{
    private readonly HashSet<UInt128> _hashes = [];

    /// <summary>Adds a slice; false where it was there.</summary>
    public bool Add(string key) => _hashes.Add(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(key.AsSpan())));
}
