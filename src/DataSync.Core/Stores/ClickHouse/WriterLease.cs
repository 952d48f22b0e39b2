using System.Diagnostics;
using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// The right to write a table, kept in <c>state.db</c>, as the server has no locks. It is renewed while it is held, and passes on when its holder's
/// process is gone or has not renewed it in time. It keeps writers of one workspace waiting for each other; that a writer which lost it
/// changes nothing any more, the table's record in the store sees to (<see cref="ClickHouseSession"/>).
/// </summary>
internal sealed class WriterLease : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60), Renewal = TimeSpan.FromSeconds(15), Poll = TimeSpan.FromMilliseconds(100);
    private static readonly long OwnStart = StartOf(Environment.ProcessId) ?? 0;

    private const string Ddl = """
        CREATE TABLE IF NOT EXISTS store_leases (
            name TEXT PRIMARY KEY, fence INTEGER NOT NULL, token TEXT, holder TEXT, machine TEXT, pid INTEGER, pid_started INTEGER, expires INTEGER) WITHOUT ROWID;
        """;

    private readonly StateDatabase _database;
    private readonly TimeProvider _time;
    private readonly string _name, _token;
    private readonly ITimer _timer;

    private WriterLease(StateDatabase database, TimeProvider time, string name, string token)
    {
        (_database, _time, _name, _token) = (database, time, name, token);
        _timer = time.CreateTimer(_ => Renew(), null, Renewal, Renewal);
    }

    /// <summary>Takes the lease, waiting for another's end.</summary>
    /// <param name="database">The workspace's state.</param>
    /// <param name="time">The clock.</param>
    /// <param name="name">Names the table among all stores.</param>
    /// <param name="table">The table, for the error.</param>
    /// <param name="holder">Names this writer to others that wait.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DataSyncException"><c>TargetLocked</c>.</exception>
    public static async Task<WriterLease> TakeAsync(StateDatabase database, TimeProvider time, string name, string table, string holder, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var (since, token) = (time.GetTimestamp(), Guid.NewGuid().ToString("n"));
        while (database.WithRepair(() => TryTake(database, time, name, token, holder)) is { } other)
        {
            if (time.GetElapsedTime(since) >= timeout)
                throw new DataSyncException("TargetLocked", $"Table '{table}' is being written by {other}.", "Wait for it to end, or give -LockTimeout a longer time.");
            await Task.Delay(Poll, time, cancellationToken);
        }
        return new WriterLease(database, time, name, token);
    }

    /// <summary>True while nobody else took the lease.</summary>
    public bool IsHeld()
    {
        using var connection = _database.Open(Ddl);
        return connection.Scalar("SELECT token FROM store_leases WHERE name = $1", _name) as string is not { } token || token == _token; // a state.db made anew knows nobody
    }

    public void Dispose()
    {
        _timer.Dispose();
        using var connection = _database.Open(Ddl);
        connection.Execute("UPDATE store_leases SET token = NULL WHERE name = $1 AND token = $2", _name, _token);
    }

    /// <summary>Takes the lease where it is free.</summary>
    /// <returns>Who holds it; null where it was taken.</returns>
    private static string? TryTake(StateDatabase database, TimeProvider time, string name, string token, string holder)
    {
        using var connection = database.Open(Ddl);
        string? other = null;
        connection.Transact(() =>
        {
            using (var find = connection.Prepare("SELECT holder, machine, pid, pid_started, expires FROM store_leases WHERE name = $1 AND token IS NOT NULL", 1).Bind(name))
            using (var reader = find.ExecuteReader())
            {
                if (reader.Read() && reader.GetInt64(4) > time.GetUtcNow().Ticks && IsAlive(reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3)))
                    other = $"{(reader.GetString(0) is { Length: > 0 } text ? text : "another writer")}, process {reader.GetInt32(2)} on {reader.GetString(1)}";
            }
            if (other is not null) return;
            connection.Execute("INSERT INTO store_leases (name, fence, token, holder, machine, pid, pid_started, expires) VALUES ($1, 1, $2, $3, $4, $5, $6, $7) "
                + "ON CONFLICT (name) DO UPDATE SET fence = fence + 1, token = $2, holder = $3, machine = $4, pid = $5, pid_started = $6, expires = $7",
                name, token, holder, Environment.MachineName, Environment.ProcessId, OwnStart, (time.GetUtcNow() + Length).Ticks);
        });
        return other;
    }

    private void Renew()
    {
        try
        {
            using var connection = _database.Open(Ddl);
            connection.Execute("UPDATE store_leases SET expires = $1 WHERE name = $2 AND token = $3", (_time.GetUtcNow() + Length).Ticks, _name, _token);
        }
        catch (SqliteException)
        {
            // tried again at the next tick; where it lapses, the store's record keeps this writer out
        }
    }

    /// <summary>A process of another machine counts as alive until its lease runs out.</summary>
    private static bool IsAlive(string machine, int pid, long started) => machine != Environment.MachineName || (StartOf(pid) is { } start && Math.Abs(start - started) < TimeSpan.TicksPerSecond);

    private static long? StartOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // gone, or not ours to ask about
        }
    }
}
