using System.Reflection;
using System.Runtime.InteropServices;
using DataSync.Commands;
using DataSync.Scheduling;

namespace DataSync.Jobs;

/// <summary>A program on this machine that can run jobs: its absolute path, and what comes before our own arguments.</summary>
/// <param name="Runner">Which of them.</param>
/// <param name="Path">The program.</param>
/// <param name="Prefix">Its first arguments, such as the assembly that <c>dotnet</c> is to run.</param>
/// <param name="DotnetRoot">Where .NET is, for a program that does not bring it; null where it finds it by itself.</param>
internal sealed record RunnerProgram(JobRunner Runner, string Path, IReadOnlyList<string> Prefix, string? DotnetRoot)
{
    private const string Console = "DataSync.Console", Pwsh = "pwsh", JobScript = "Invoke-ScheduledJob.ps1";

    /// <summary>The program of a runner; null where the machine lacks it.</summary>
    public static RunnerProgram? Find(JobRunner runner, Machine machine)
    {
        var name = runner == JobRunner.Pwsh ? Pwsh : Console;
        if (OfThisProcess(runner, name) is { } own) return own;
        // a published console stands beside the module's folder
        var beside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ModuleFolder)!, machine.Platform == PlatformID.Win32NT ? $"{name}.exe" : name);
        var path = runner == JobRunner.Console && File.Exists(beside) ? beside : machine.FindProgram(name);
        return path is null ? null : new(runner, System.IO.Path.GetFullPath(path), [], runner == JobRunner.Console ? Root(System.IO.Path.GetDirectoryName(path)!) : null);
    }

    /// <summary>The arguments that do what a job is for: run a plan if it is due, or all that are, or follow the columns of a vendor.</summary>
    public IReadOnlyList<string> Arguments(string workspace, JobNote note)
    {
        string[] what = note.SchemaCheck is { } name ? ["-SchemaCheck", name, "-Policy", note.Policy!] : note.Plan is { } plan ? ["-Plan", plan] : [];
        if (note.SchemaCheck is not null && Runner == JobRunner.Console) return [.. Prefix, "-Workspace", workspace, .. what];
        return Runner == JobRunner.Pwsh
            ? [.. Prefix, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", System.IO.Path.Combine(ModuleFolder, JobScript), "-Workspace", workspace, .. what]
            : [.. Prefix, "-Workspace", workspace, .. what, "-Due"];
    }

    private static RunnerProgram? OfThisProcess(JobRunner runner, string name)
    {
        var process = Environment.ProcessPath!;
        // not the name without its extension: that of DataSync.Console is DataSync
        if (((string[])[name, $"{name}.exe"]).Contains(System.IO.Path.GetFileName(process), StringComparer.OrdinalIgnoreCase)) return new(runner, process, [], Root(AppContext.BaseDirectory));
        return Assembly.GetEntryAssembly() is { } entry && entry.GetName().Name == name && entry.Location.Length > 0 ? new(runner, process, [entry.Location], null) : null;
    }

    private static string? Root(string programFolder)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        return File.Exists(System.IO.Path.Combine(programFolder, $"{Console}.runtimeconfig.json")) && !runtime.StartsWith(programFolder, StringComparison.Ordinal)
            ? System.IO.Path.GetFullPath(System.IO.Path.Combine(runtime, "..", "..", ".."))
            : null;
    }

    /// <summary>The module's folder: where its assembly lies, or below a console that carries it.</summary>
    private static string ModuleFolder
    {
        get
        {
            var folder = typeof(DsCommand).Assembly.Location is { Length: > 0 } path ? System.IO.Path.GetDirectoryName(path)! : System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
            var below = System.IO.Path.Combine(folder, "DataSync");
            return File.Exists(System.IO.Path.Combine(below, "DataSync.psd1")) ? below : folder;
        }
    }
}
