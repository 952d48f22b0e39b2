using DataSync.Diagnostics;

namespace DataSync.Stores.Files;

/// <summary>The places where a kill test may end the process: before and after each flush, rename, log record and removal.</summary>
internal static class FileFailpoints
{
    public const string Lock = "files.lock";
    public const string PartFlush = "files.part-flush";
    public const string DeltaFlush = "files.delta-flush";
    public const string FolderFlush = "files.folder-flush";
    public const string LogRecord = "files.log-record";
    public const string LogFlush = "files.log-flush";
    public const string LogTail = "files.log-tail";
    public const string LogRename = "files.log-rename";
    public const string Rename = "files.rename";
    public const string Remove = "files.remove";
    public const string Clean = "files.clean";
    public const string Exchange = "files.exchange";

    /// <summary>Every failpoint's full name, on a writer's way.</summary>
    public static readonly string[] All = [.. Sides(Lock, PartFlush, DeltaFlush, FolderFlush, LogRecord, LogFlush, LogTail, LogRename, Rename, Remove, Clean)];

    /// <summary>Those on the way of what tidies a table up.</summary>
    public static readonly string[] Tidying = [.. All, .. Sides(Exchange)];

    /// <summary>Does a step between its two failpoints.</summary>
    public static void Around(string step, Action action)
    {
        Failpoint.Hit(step + ".before");
        action();
        Failpoint.Hit(step + ".after");
    }

    private static IEnumerable<string> Sides(params IEnumerable<string> steps) => steps.SelectMany(step => new[] { step + ".before", step + ".after" });
}
