using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Faults;

/// <summary>Decides which requests fail: a function of the request's number and the seed.</summary>
public sealed class FaultPlan(VendorOptions options)
{
    private long _requests = -1;
    private int _faults;

    /// <summary>The fault of the next request, or null.</summary>
    /// <param name="request">API and arguments.</param>
    public Fault? Next(string request)
    {
        if (options.FaultRate <= 0 || options.FaultKinds.Count == 0) return null;
        if (options.FaultMatch is { } text && !request.Contains(text, StringComparison.Ordinal)) return null;
        var hash = SplitMix.Next((ulong)Interlocked.Increment(ref _requests) * 0x9E3779B97F4A7C15UL + (ulong)options.FaultSeed);
        if ((hash >> 11) * (1.0 / (1UL << 53)) >= options.FaultRate) return null;
        if (options.FaultLimit is { } limit && Interlocked.Increment(ref _faults) > limit) return null;
        return options.FaultKinds[(int)(SplitMix.Next(hash) % (ulong)options.FaultKinds.Count)];
    }
}
