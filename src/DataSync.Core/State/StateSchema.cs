using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>The tables of <c>state.db</c> that index ledgers, and keep runs, leases and what was told of plans. Times are UTC ticks, dates day numbers.</summary>
internal static class StateSchema
{
    private static readonly string[] Later = ["short", "first_at", "changed_at"];

    /// <summary>Adds the columns that a file of an earlier version lacks.</summary>
    public static void Upgrade(SqliteConnection connection)
    {
        if (HasAll()) return;
        connection.Transact(() =>
        {
            foreach (var column in Later)
                if (!Has(column)) connection.Execute($"ALTER TABLE ledger_slices ADD COLUMN {column} INTEGER");
        });

        bool HasAll() => Array.TrueForAll(Later, Has);
        bool Has(string column) => connection.Scalar("SELECT 1 FROM pragma_table_info('ledger_slices') WHERE name = $1", column) is not null;
    }

    public const string Ddl = """
        CREATE TABLE IF NOT EXISTS ledger_targets (
            id INTEGER PRIMARY KEY, store TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL, birth TEXT NOT NULL, sequence INTEGER NOT NULL, UNIQUE (store, name));
        CREATE TABLE IF NOT EXISTS ledger_slices (
            target INTEGER NOT NULL, slice TEXT NOT NULL, date INTEGER, rows INTEGER, bytes INTEGER, hash TEXT, schema INTEGER, at INTEGER, run TEXT,
            failed_at INTEGER, reason TEXT, short INTEGER, first_at INTEGER, changed_at INTEGER, PRIMARY KEY (target, slice)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ledger_versions (target INTEGER NOT NULL, slice TEXT NOT NULL, at INTEGER NOT NULL, version TEXT NOT NULL, PRIMARY KEY (target, slice)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ledger_enumerations (
            id INTEGER PRIMARY KEY AUTOINCREMENT, plan TEXT NOT NULL COLLATE NOCASE, run TEXT NOT NULL, ended_at INTEGER, complete INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX IF NOT EXISTS ledger_enumerations_plan ON ledger_enumerations (plan);
        CREATE TABLE IF NOT EXISTS ledger_planned (enumeration INTEGER NOT NULL, slice TEXT NOT NULL, PRIMARY KEY (enumeration, slice)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS runs (
            id TEXT PRIMARY KEY, plan TEXT NOT NULL COLLATE NOCASE, status TEXT NOT NULL, machine TEXT NOT NULL, pid INTEGER NOT NULL, pid_started INTEGER NOT NULL, run TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS notification_states (
            notification TEXT NOT NULL COLLATE NOCASE, plan TEXT NOT NULL COLLATE NOCASE, topic TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (notification, plan, topic)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS plan_leases (
            plan TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, run TEXT NOT NULL, machine TEXT NOT NULL, pid INTEGER NOT NULL, pid_started INTEGER NOT NULL, heartbeat INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS marks (name TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
        """;
}
