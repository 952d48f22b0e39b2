namespace DataSync.Examples.Vendor.Data;

/// <summary>The finalizer of SplitMix64: spreads a counter over all 64 bits, the same on every machine.</summary>
public static class SplitMix
{
    /// <summary>The number that belongs to <paramref name="z"/>.</summary>
    public static ulong Next(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
