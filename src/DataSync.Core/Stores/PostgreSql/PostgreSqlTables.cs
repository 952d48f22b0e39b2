using System.Data.Common;
using DataSync.Stores.Databases;

namespace DataSync.Stores.PostgreSql;

/// <summary>Makes and changes tables. What belongs together is one transaction.</summary>
internal sealed class PostgreSqlTables(PostgreSqlServer server)
{
    private const string Stage = "datasync_stage";
    private const int IdLength = 12;

    /// <summary>The name of a table's key.</summary>
    public static string KeyName(string birth) => $"pk_{birth[..IdLength]}";

    public async Task CreateAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> columns, string birth, CancellationToken cancellationToken)
    {
        var key = record.Mode == WriteMode.Append ? [] : record.Key;
        var definitions = columns.Select(c => $"{server.Quote(c.Name)} {PostgreSqlTypes.Name(c.Type, key.Contains(c.Name))}").ToList();
        // each of a table's generations has indexes of its own names, so that a swap needs not rename them
        if (key.Count > 0) definitions.Add($"CONSTRAINT {server.Quote(KeyName(birth))} PRIMARY KEY ({string.Join(", ", key.Select(server.Quote))})");
        var partitioning = record.Partitioning is null ? null : Partitioning.Parse(record.Partitioning);
        await server.BeginAsync(connection, cancellationToken);
        await connection.ExecuteAsync($"CREATE TABLE {table} ({string.Join(", ", definitions)}){(partitioning is null ? "" : PostgreSqlPartitions.Clause(partitioning, server.Quote))}", cancellationToken);
        await connection.ExecuteAsync("COMMIT", cancellationToken);
    }

    public async Task EvolveAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> from, IReadOnlyList<Column> to, Func<IReadOnlyList<Column>?, Task> book, CancellationToken cancellationToken)
    {
        var steps = new List<string>();
        await server.BeginAsync(connection, cancellationToken);
        foreach (var column in to)
        {
            var (name, isKey) = (server.Quote(column.Name), record.Mode != WriteMode.Append && record.Key.Contains(column.Name));
            if (from.FirstOrDefault(c => c.Name == column.Name) is not { } old) steps.Add($"ADD COLUMN {name} {PostgreSqlTypes.Name(column.Type, isKey)}");
            else if (old.Type != column.Type)
            {
                await RefuseLossAsync(connection, table, old, column, cancellationToken);
                steps.Add($"ALTER COLUMN {name} TYPE {PostgreSqlTypes.Name(column.Type, isKey)} USING {PostgreSqlTypes.Convert(name, old.Type, column.Type)}");
            }
        }
        if (steps.Count > 0) await connection.ExecuteAsync($"ALTER TABLE {table} {string.Join(", ", steps)}", cancellationToken);
        foreach (var column in to.Where(c => !string.IsNullOrWhiteSpace(c.Description) && from.All(f => f.Name != c.Name)))
            await PostgreSqlComments.SetAsync(connection, $"COLUMN {table}.{server.Quote(column.Name)}", column.Description!, cancellationToken);
        await book(null);
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Commit, () => connection.ExecuteAsync("COMMIT", cancellationToken));
    }

    public Task IndexAsync(DbConnection connection, string table, IReadOnlyList<string> columns, string birth, CancellationToken cancellationToken)
    {
        var id = System.IO.Hashing.XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', columns)));
        return connection.ExecuteAsync($"CREATE INDEX IF NOT EXISTS {server.Quote($"ix_{birth[..IdLength]}_{id:x16}")} ON {table} ({string.Join(", ", columns.Select(server.Quote))})", cancellationToken);
    }

    public async Task<string> CreateStageAsync(DbConnection connection, TargetRecord record, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        const string Table = $"pg_temp.{Stage}";
        await connection.ExecuteAsync(
            $"DROP TABLE IF EXISTS {Table}; CREATE TEMPORARY TABLE {Stage} ({string.Join(", ", columns.Select(c => $"{server.Quote(c.Name)} {PostgreSqlTypes.Name(c.Type, record.Key.Contains(c.Name))}"))}) ON COMMIT DELETE ROWS", cancellationToken);
        // sorts of a whole commit's rows; the session's own, so nobody else is short of it
        await connection.ExecuteAsync("SET work_mem = '128MB'; SET temp_buffers = '32MB'", cancellationToken);
        return Table;
    }

    public async Task SwapAsync(DbConnection connection, TargetRecord record, GenerationRecord generation, Func<Task> book, CancellationToken cancellationToken)
    {
        var (live, made) = (server.Table(record.Table), server.GenerationTable(record.Table, generation.Birth));
        await server.BeginAsync(connection, cancellationToken);
        foreach (var grant in await GrantsAsync(connection, live, cancellationToken)) await connection.ExecuteAsync(grant, cancellationToken);
        await connection.ExecuteAsync($"DROP TABLE {live}", cancellationToken);
        await connection.ExecuteAsync($"ALTER TABLE {made} SET SCHEMA {server.Quote(server.Schema)}", cancellationToken);
        await connection.ExecuteAsync($"ALTER TABLE {server.Table(PostgreSqlServer.GenerationName(generation.Birth))} RENAME TO {server.Quote(record.Table)}", cancellationToken);
        await book();
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Commit, () => connection.ExecuteAsync("COMMIT", cancellationToken));

        // whoever could read the old table can read the new one
        Task<List<string>> GrantsAsync(DbConnection on, string from, CancellationToken token) => on.TextsAsync(
            """
            SELECT format('GRANT %s ON %s TO %s%s', a.privilege_type, @p1, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = to_regclass(@p0) AND a.grantee <> c.relowner
            """, token, from, made);
    }

    /// <summary>A text as a literal that the server itself has quoted, for statements that take no parameters.</summary>
    public static async Task<string> QuoteLiteralAsync(DbConnection connection, string text, CancellationToken cancellationToken) =>
        (string)(await connection.ScalarAsync("SELECT quote_literal(@p0)", cancellationToken, text))!;

    private async Task RefuseLossAsync(DbConnection connection, string table, Column old, Column column, CancellationToken cancellationToken)
    {
        const long MostExact = 1L << 53;
        if (old.Type.Kind != DataKind.Int64 || column.Type.Kind != DataKind.Double) return;
        var name = server.Quote(old.Name);
        if (await connection.ScalarAsync(FormattableString.Invariant($"SELECT {name} FROM {table} WHERE ({name} > {MostExact} OR {name} < -{MostExact}) AND {name}::double precision::numeric <> {name} LIMIT 1"), cancellationToken) is { } value)
        {
            throw new DataSyncException("ColumnNotWidened", $"Table '{table}': column '{old.Name}' cannot become {column.Type}, which does not hold its value {value} exactly; nothing was changed.",
                "Set the column's type to Decimal or String (Set-DsDataset).");
        }
    }
}
