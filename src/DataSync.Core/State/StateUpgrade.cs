using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>
/// Brings a <c>state.db</c> of an earlier version up to this one: step by step, each in a transaction with the version that it leads to (<c>PRAGMA user_version</c>), so that a kill leaves a whole
/// version, and of several processes one does each step. Tables that are new need no step: who owns them makes them.
/// </summary>
internal static class StateUpgrade
{
    /// <summary>The steps there are: the first leads from version 0, which had no number, to version 1, and so on.</summary>
    private static readonly IReadOnlyList<Action<SqliteConnection>> Steps = [_ => { }];

    /// <exception cref="DataSyncException"><c>StateTooNew</c>: the file is of a version that this program does not know.</exception>
    public static void Run(SqliteConnection connection, string path) => Run(connection, path, Steps);

    /// <inheritdoc cref="Run(SqliteConnection, string)"/>
    public static void Run(SqliteConnection connection, string path, IReadOnlyList<Action<SqliteConnection>> steps)
    {
        var version = Version(connection);
        if (version > steps.Count)
            throw new DataSyncException("StateTooNew", $"'{path}' is of version {version}, made by a newer DataSync; this one knows version {steps.Count}.", "Update the module; or move the file away: what is done is read from the stores again, and only the history of runs is lost.");
        for (var next = (int)version; next < steps.Count; next++)
        {
            connection.Transact(() =>
            {
                if (Version(connection) != next) return; // another process was faster
                steps[next](connection);
                connection.Execute($"PRAGMA user_version={next + 1}");
            });
        }
    }

    private static long Version(SqliteConnection connection) => (long)connection.Scalar("PRAGMA user_version")!;
}
