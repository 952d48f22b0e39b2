namespace DataSync.Diagnostics;

/// <summary>
/// Gives back the memory that batches leave behind. Their arrays live just long enough to be promoted, and the collector lets the dead ones of its oldest
/// generation gather to several times what lives, the more the longer a run takes. A full collection of the little that lives takes some ten milliseconds.
/// </summary>
internal static class HeapTrim
{
    /// <summary>Bytes that may gather. In a host that holds much itself it is a quarter of that, as collecting takes longer there.</summary>
    private const long Slack = 14 << 20;
    private const int HostShare = 4;

    private static long _lived = GC.GetTotalMemory(forceFullCollection: false);
    private static int _collecting;

    /// <summary>Collects where much has gathered since the last time; else costs next to nothing.</summary>
    public static void Check()
    {
        var lived = Volatile.Read(ref _lived);
        if (GC.GetTotalMemory(forceFullCollection: false) - lived < Math.Max(Slack, lived / HostShare) || Interlocked.Exchange(ref _collecting, 1) == 1) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        Volatile.Write(ref _lived, GC.GetTotalMemory(forceFullCollection: false));
        Volatile.Write(ref _collecting, 0);
    }
}
