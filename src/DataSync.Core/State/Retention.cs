using DataSync.Catalog;
using DataSync.Sync.Refusals;

namespace DataSync.State;

/// <summary>Prunes what is past, as <c>datasync.json</c> says: runs, logs, archived files. The ledger stays whole, always.</summary>
internal static class Retention
{
    private const string Mark = "retention";
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Prunes, where that was not done within the last day.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What was done, for people; null: nothing.</returns>
    public static string? Prune(Workspace workspace, TimeProvider time)
    {
        var (database, now) = (new StateDatabase(workspace.StatePath), time.GetUtcNow().UtcDateTime);
        if (!database.WithRepair(() => TakeTurn(database, now))) return null;
        var settings = workspace.Settings.Retention;
        var runs = settings.Runs == Timeout.InfiniteTimeSpan ? 0 : new RunLog(database, time).Prune(now - settings.Runs);
        var logs = Delete(Path.Combine(workspace.Root, Scheduling.JobDefinition.LogFolder), "*", settings.Logs, now);
        var archived = Delete(Path.Combine(workspace.Root, "archive"), "*", settings.Archive, now) + Delete(Path.Combine(workspace.Root, RefusedAnswers.FolderName), "*", settings.Archive, now) + Delete(workspace.Root, $"{Path.GetFileName(workspace.StatePath)}.damaged-*", settings.Archive, now, recurse: false);
        return runs + logs + archived == 0 ? null : $"Pruned {runs} runs, {logs} files of logs and {archived} archived files, as datasync.json says.";
    }

    /// <summary>True for the one process whose turn it is.</summary>
    private static bool TakeTurn(StateDatabase database, DateTime now)
    {
        using var connection = database.Open(StateSchema.Ddl);
        return connection.Execute("INSERT INTO marks (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE at <= $3 OR at > $2", Mark, now.Ticks, (now - Interval).Ticks) > 0;
    }

    private static int Delete(string folder, string pattern, TimeSpan age, DateTime now, bool recurse = true)
    {
        if (age == Timeout.InfiniteTimeSpan || !Directory.Exists(folder)) return 0;
        var gone = 0;
        // links are left alone: what they lead to is somebody else's
        var options = new EnumerationOptions { RecurseSubdirectories = recurse, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var file in Directory.EnumerateFiles(folder, pattern, options))
        {
            if (File.GetLastWriteTimeUtc(file) > now - age) continue;
            try
            {
                File.Delete(file);
                gone++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // in use, or another user's: the next day tries again
            }
        }
        if (recurse) foreach (var empty in Directory.EnumerateDirectories(folder, "*", options).OrderByDescending(d => d.Length).Where(d => !Directory.EnumerateFileSystemEntries(d).Any()).ToList()) Directory.Delete(empty);
        return gone;
    }
}
