using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>
/// The slices that a generator named in one run. Each run keeps a set of its own, so that runs at the same time do not mix theirs; the newest complete set is what a
/// plan counts as planned. The set also says which slices a generator repeats.
/// </summary>
public sealed class Enumeration
{
    private readonly SqliteConnection _connection;
    private readonly string _plan;

    /// <summary>Begins a set.</summary>
    public Enumeration(LedgerIndex index, string plan, string run)
    {
        (_connection, _plan) = (index.Connection, plan);
        Id = (long)_connection.Scalar("INSERT INTO ledger_enumerations (plan, run) VALUES ($1, $2) RETURNING id", plan, run)!;
    }

    /// <summary>The set's number.</summary>
    public long Id { get; }

    /// <summary>Adds slices, in one transaction.</summary>
    /// <returns>For each, true where the set did not have it.</returns>
    public bool[] Add(IReadOnlyList<string> slices)
    {
        var added = new bool[slices.Count];
        using var command = _connection.Prepare("INSERT INTO ledger_planned (enumeration, slice) VALUES ($1, $2) ON CONFLICT DO NOTHING", 2);
        _connection.Transact(() =>
        {
            for (var i = 0; i < added.Length; i++) added[i] = command.Bind(Id, slices[i]).ExecuteNonQuery() > 0;
        });
        return added;
    }

    /// <summary>Ends the set. A complete one takes the place of the plan's earlier ones; a cut one counts only while there is no other. Without a plan's name it is for the run alone.</summary>
    public void End(bool complete, DateTime at) => _connection.Transact(() =>
    {
        _connection.Execute("UPDATE ledger_enumerations SET ended_at = $1, complete = $2 WHERE id = $3", at.Ticks, complete, Id);
        if (_plan.Length > 0 && (complete || Latest(_connection, _plan, except: Id) is null))
            // sets of runs that are still under way are theirs
            Delete("plan = $1 AND id <> $2 AND run NOT IN (SELECT id FROM runs WHERE status = 'Running')", _plan, Id);
        else Delete("id = $1", Id);
    });

    /// <summary>The set that counts for a plan, and when it ended; null where there is none.</summary>
    public static (long Id, DateTime At)? Latest(LedgerIndex index, string plan) => Latest(index.Connection, plan, except: 0);

    private static (long, DateTime)? Latest(SqliteConnection connection, string plan, long except)
    {
        using var command = connection.Prepare("SELECT id, ended_at FROM ledger_enumerations WHERE plan = $1 AND id <> $2 AND ended_at IS NOT NULL ORDER BY complete DESC, id DESC LIMIT 1", 2).Bind(plan, except);
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), new DateTime(reader.GetInt64(1), DateTimeKind.Utc)) : null;
    }

    private void Delete(string condition, params ReadOnlySpan<object?> values)
    {
        _connection.Execute($"DELETE FROM ledger_planned WHERE enumeration IN (SELECT id FROM ledger_enumerations WHERE {condition})", values);
        _connection.Execute($"DELETE FROM ledger_enumerations WHERE {condition}", values);
    }
}
