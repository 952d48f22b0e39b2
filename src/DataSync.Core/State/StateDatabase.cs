using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>
/// <c>state.db</c>: an index of ledgers, and runs and limits. SQLite in WAL mode, shared by all processes of the workspace; what it holds can be rebuilt or
/// forgotten, so a damaged file is set aside and made anew.
/// </summary>
public sealed class StateDatabase(string path)
{
    private const int Full = 13, Corrupt = 11, NotADatabase = 26, NoSuchTable = 1;

    /// <summary>True where the file is there.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Opens a connection and makes sure of the caller's tables.</summary>
    /// <exception cref="DataSyncException"><c>StateTooNew</c>: a newer version made the file.</exception>
    /// <param name="schema">Idempotent DDL (<c>CREATE TABLE IF NOT EXISTS …</c>) of the tables the caller owns.</param>
    public SqliteConnection Open(string schema)
    {
        try
        {
            return Connect(schema);
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            SetAside();
            return Connect(schema);
        }
    }

    /// <summary>Reads what is there and changes nothing, the file least of all.</summary>
    /// <param name="read">Reads.</param>
    /// <param name="otherwise">What is known where there is no file, no such table in it yet, or nothing that can be read.</param>
    internal T Peek<T>(Func<SqliteConnection, T> read, T otherwise)
    {
        if (!Exists) return otherwise;
        try
        {
            // one that may write, as one that may not leaves files beside it; SQLite sees to it that it does not
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 60, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
            connection.Open();
            connection.Execute("PRAGMA query_only=ON");
            return read(connection);
        }
        catch (SqliteException e) when (IsDamage(e) || e.SqliteErrorCode == NoSuchTable)
        {
            return otherwise;
        }
    }

    /// <summary>Renames the file, so that the next opening makes it anew: for those who meet damage when they read.</summary>
    public void SetAside()
    {
        if (!File.Exists(path)) return;
        File.Move(path, $"{path}.damaged-{Guid.NewGuid():N}");
        foreach (var side in (string[])["-wal", "-shm"]) File.Delete(path + side);
    }

    /// <summary>Looks through the file.</summary>
    /// <returns>What is wrong with it; null: nothing, or there is no file yet.</returns>
    public string? FindDamage()
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var connection = Connect("");
            return connection.Scalar("PRAGMA quick_check(1)") is string answer && answer != "ok" ? $"SQLite says: {answer}" : null;
        }
        catch (SqliteException e)
        {
            return $"SQLite says: {e.Message}";
        }
    }

    /// <summary>Does something with the database; where it turns out to be damaged, once more with a new one.</summary>
    internal T WithRepair<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            SetAside();
            return work();
        }
    }

    /// <summary>True where SQLite says that the file itself is bad.</summary>
    internal static bool IsDamage(SqliteException e) => e.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>True where there is no room for the file to grow.</summary>
    internal static bool IsFull(Exception error) => error is SqliteException { SqliteErrorCode: Full };

    /// <summary>The user's form of that error.</summary>
    internal DataSyncException ExplainFull(Exception error) => new("StateFull", $"No space is left for '{path}': {error.Message}",
        "Free space there, then run the same command again: what was committed stays.", error);

    private SqliteConnection Connect(string schema)
    {
        // no pool: a pooled connection would go on writing into a file that was deleted
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 60, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=60000;";
            command.ExecuteNonQuery();
            StateUpgrade.Run(connection, path);
            command.CommandText = schema;
            if (schema.Length > 0) command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
