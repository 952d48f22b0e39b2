namespace DataSync.Limits;

/// <summary>The tables of <c>state.db</c> that keep limits. Times are UTC ticks.</summary>
internal static class LimitSchema
{
    public const string Ddl = """
        CREATE TABLE IF NOT EXISTS rate_requests (scope TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, done INTEGER, PRIMARY KEY (scope, number)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rate_flights (source TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (source, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rate_blocks (scope TEXT NOT NULL PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rate_learned (scope TEXT NOT NULL, per INTEGER NOT NULL, requests INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, per)) WITHOUT ROWID;
        """;
}
