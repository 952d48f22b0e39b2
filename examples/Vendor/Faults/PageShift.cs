using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Faults;

/// <summary>Decides which pages come from rows that have moved: a function of the page's number and the seed.</summary>
public sealed class PageShift(VendorOptions options)
{
    private long _pages = -1;

    /// <summary>Where a page begins that was asked for at an offset.</summary>
    public int Of(int offset)
    {
        if (options.ShiftRate <= 0 || offset == 0) return offset;
        var hash = SplitMix.Next((ulong)Interlocked.Increment(ref _pages) * 0x9E3779B97F4A7C15UL + (ulong)options.FaultSeed + 1);
        if ((hash >> 11) * (1.0 / (1UL << 53)) >= options.ShiftRate) return offset;
        return (hash & 1) == 0 ? offset - 1 : offset + 1;
    }
}
