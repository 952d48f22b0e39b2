using System.Data.Common;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores.Databases;
using DataSync.Stores.Databases.Migrations;
using MySqlConnector;

namespace DataSync.Stores.MySql;

/// <summary>
/// Migrations in MySQL and MariaDB, where no change of a table can be taken back: a copy is made and filled aside, and one RENAME puts it into the table's place. The books say what is on its way; whether it happened,
/// the tables say: what the copy took away stands under a name of its own until the books have followed.
/// </summary>
internal sealed class MySqlDialect(MySqlServer server) : SqlDialect, ICopyDialect
{
    public override string Template => "migration-mysql";
    public override bool HasBackslashes => true;

    public override void Refuse(TargetRecord record, TableShape before, SchemaStep step, TableShape after)
    {
        if (step is RetypeColumn { Type.Kind: DataKind.TimestampTz } retype && before.Columns.First(c => c.Name == retype.Name).Type.Kind == DataKind.String)
            throw new DataSyncException("MigrationNotSupported", $"'{step}' cannot be done: MySQL reads no texts with a time zone.", "Add a column of that type under another name, and fill it with Invoke-DsSync -Backfill.");
    }

    public override async Task<IReadOnlyDictionary<string, object?>> DescribeAsync(DbConnection connection, TargetRecord record, TableShape before, IReadOnlyList<SchemaStep> steps, IReadOnlyList<string> physical, CancellationToken cancellationToken)
    {
        var after = before.Apply(steps);
        IReadOnlyList<string> key = after.Mode == WriteMode.Append ? [] : after.Key;
        var texts = after.Columns.Count(c => key.Contains(c.Name) && c.Type.Kind is DataKind.String or DataKind.Json or DataKind.Binary);
        var known = await TypesAsync(connection, record.Table, cancellationToken);
        return MigrationRules.Facts(("aside", Aside(record.Table)), ("before", Before(record.Table)), ("key", key.Select(server.Quote)), ("columns", CopyPlan.Of(this, before, steps, physical).Select(c => (object?)MigrationRules.Facts(
            ("name", server.Quote(c.Name)), ("expression", c.Expression),
            ("type", c.Type is { } type ? MySqlTypes.Name(type, key.Contains(c.Name), texts, server.Collation) : known.GetValueOrDefault(c.Origin!, "longtext")),
            ("is_key", key.Contains(c.Name)))).ToList()));
    }

    public override async Task RunAsync(DbConnection connection, TableSession session, IReadOnlyList<string> statements, PendingMigration pending, Action<IReadOnlyList<string>> check, CancellationToken cancellationToken)
    {
        var (table, aside) = (server.Table(session.Table), Aside(session.Table));
        await connection.ExecuteAsync($"DROP TABLE IF EXISTS {aside}", cancellationToken);
        try
        {
            foreach (var statement in statements) await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Migrate, () => ExecuteAsync(connection, session.Table, statement, cancellationToken));
            var copied = await server.FindColumnsOfAsync(connection, aside, cancellationToken);
            check(copied ?? await server.FindColumnsOfAsync(connection, table, cancellationToken) ?? []);
            if (copied is null)
            {
                await server.BeginAsync(connection, cancellationToken);
                await new MigrationBook(server, connection).FinishAsync(session.Record, pending, cancellationToken);
                await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Migrated, () => connection.ExecuteAsync("COMMIT", CancellationToken.None));
                return;
            }
        }
        catch
        {
            if (connection.State == System.Data.ConnectionState.Open) await connection.ExecuteAsync($"DROP TABLE IF EXISTS {aside}", CancellationToken.None);
            throw;
        }
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Swap, async () =>
        {
            await session.UpdateAsync(session.Record with { Pending = pending }, CancellationToken.None);
            await connection.ExecuteAsync($"RENAME TABLE {table} TO {Before(session.Table)}, {aside} TO {table}", CancellationToken.None);
        });
        await FinishAsync(connection, session.Record, CancellationToken.None);
    }

    public override async Task FinishAsync(DbConnection connection, TargetRecord record, CancellationToken cancellationToken)
    {
        var book = new MigrationBook(server, connection);
        if (!await IsSwappedAsync(connection, record.Table, cancellationToken))
        {
            await connection.ExecuteAsync($"DROP TABLE IF EXISTS {Aside(record.Table)}", cancellationToken);
            await book.ForgetPendingAsync(record.Table, cancellationToken);
            return;
        }
        await server.BeginAsync(connection, cancellationToken);
        await book.FinishAsync(record, record.Pending!, cancellationToken);
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Migrated, () => connection.ExecuteAsync("COMMIT", cancellationToken));
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Clean, () => connection.ExecuteAsync($"DROP TABLE {Before(record.Table)}", cancellationToken));
    }

    public override Task CleanAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"DROP TABLE IF EXISTS {Before(table)}, {Aside(table)}", cancellationToken);

    /// <summary>The record as the tables in place say.</summary>
    public async Task<TargetRecord> ResolveAsync(DbConnection connection, TargetRecord record, CancellationToken cancellationToken) =>
        record.Pending is { } pending && await IsSwappedAsync(connection, record.Table, cancellationToken) ? pending.Apply(record) : record;

    public string Quote(string name) => server.Quote(name);

    public string Literal(object? value, DataType type)
    {
        if (value is null) return "NULL";
        var text = ValueConverter.ToText(value, type);
        var quoted = $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
        return type.Kind switch
        {
            DataKind.Int64 or DataKind.Decimal or DataKind.Boolean => text,
            DataKind.Timestamp or DataKind.TimestampTz => $"CAST({quoted.Replace('T', ' ').Replace("Z", "", StringComparison.Ordinal)} AS DATETIME(6))",
            DataKind.Date => $"CAST({quoted} AS DATE)",
            DataKind.Double => $"CAST({quoted} AS DOUBLE)",
            DataKind.Binary => $"FROM_BASE64({quoted})",
            _ => quoted,
        };
    }

    public string Convert(string expression, DataType from, DataType to) => MySqlConversion.Convert(expression, from, to);

    private string Aside(string table) => server.Quote($"datasync_aside_{MySqlTables.Id(table)}");

    private string Before(string table) => server.Quote($"datasync_before_{MySqlTables.Id(table)}");

    private async Task<bool> IsSwappedAsync(DbConnection connection, string table, CancellationToken cancellationToken) => await server.FindColumnsOfAsync(connection, Before(table), cancellationToken) is not null;

    private static async Task<Dictionary<string, string>> TypesAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = connection.Command("SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @p0", table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) types[reader.GetString(0)] = reader.IsDBNull(2) ? reader.GetString(1) : $"{reader.GetString(1)} CHARACTER SET {reader.GetString(2)} COLLATE {reader.GetString(3)}";
        return types;
    }

    private static async Task ExecuteAsync(DbConnection connection, string table, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(statement, cancellationToken);
        }
        catch (MySqlException e) when (e.ErrorCode is not (MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryInterrupted))
        {
            throw new DataSyncException("MigrationFailed", $"Table '{table}' was not migrated: {e.Message} in: {statement}", "The table itself is as it was, unless the script changes it in place. Correct the script, then run it again.", e);
        }
    }
}
