namespace DataSync.Diagnostics;

/// <summary>
/// Named places where a test may kill the process, to prove that nothing is lost or doubled there. Inert unless the environment
/// names one when the process starts: <c>DATASYNC_FAILPOINT=name[:hit]</c> kills at the <c>hit</c>-th passing (default the first);
/// <c>DATASYNC_FAILPOINT=trace</c> writes the names that are passed to the error stream, to prove their order.
/// </summary>
public static class Failpoint
{
    private const string Trace = "trace";
    private static readonly string? Name = Environment.GetEnvironmentVariable("DATASYNC_FAILPOINT")?.Split(':')[0];
    private static int _left = Environment.GetEnvironmentVariable("DATASYNC_FAILPOINT")?.Split(':') is [_, var hit] ? int.Parse(hit, System.Globalization.CultureInfo.InvariantCulture) : 1;

    /// <summary>Kills the process here if the environment asks for it, as a power cut would: no handler runs, nothing is flushed.</summary>
    public static void Hit(string name)
    {
        if (Name == Trace) Console.Error.WriteLine(name);
        if (Name is null || Name != name || Interlocked.Decrement(ref _left) != 0) return;
        Console.Error.WriteLine($"failpoint {name}");
        System.Diagnostics.Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
