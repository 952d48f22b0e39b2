using System.Diagnostics;

namespace DataSync.State;

/// <summary>A process by number and start, as its number alone may belong to another one by now.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Id">Its number.</param>
/// <param name="Started">When it began, UTC ticks.</param>
internal readonly record struct ProcessIdentity(string Machine, int Id, long Started)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Own { get; } = new(Environment.MachineName, Environment.ProcessId, Start(Environment.ProcessId) ?? 0);

    /// <summary>True where it can be told from here that the process is gone.</summary>
    public bool IsGone => Machine == Environment.MachineName && !(Start(Id) is { } start && Math.Abs(start - Started) < TimeSpan.TicksPerSecond);

    private static long? Start(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // gone, or not ours to ask about
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"process {Id} on {Machine}";
}
