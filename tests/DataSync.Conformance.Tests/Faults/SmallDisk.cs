using System.Diagnostics;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>A disk in memory, small enough to be filled by a test. Needs the rights of root, as the test servers do.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Mounts one at a folder, which may be that of a server's database: its owner stays.</summary>
    public static SmallDisk Mount(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        var owner = Run("stat", "-c", "%u:%g", folder).Trim();
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "tmpfs", folder);
        Run("chown", owner, folder);
        return new(folder);
    }

    /// <summary>Makes room, as an administrator does.</summary>
    public void Grow(int megabytes) => Run("mount", "-o", $"remount,size={megabytes}m", _folder);

    /// <summary>Gives the folder to a user.</summary>
    public void Give(string user) => Run("chown", user, _folder);

    public void Dispose() => Run("umount", "--lazy", _folder);

    private static string Run(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: {errors}");
    }
}
