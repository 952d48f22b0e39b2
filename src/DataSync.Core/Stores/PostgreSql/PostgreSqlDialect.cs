using System.Data.Common;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores.Databases;
using DataSync.Stores.Databases.Migrations;
using Npgsql;

namespace DataSync.Stores.PostgreSql;

/// <summary>Migrations in PostgreSQL: one transaction for statements, books and the note that it is done.</summary>
internal sealed class PostgreSqlDialect(PostgreSqlServer server) : SqlDialect
{
    public override string Template => "migration-postgresql";
    public override bool HasBackslashes => false;

    public override void Refuse(TargetRecord record, TableShape before, SchemaStep step, TableShape after)
    {
        if (step is ChangeKey && after is { Mode: not WriteMode.Append, Partitioning: { } text, Key.Count: > 0 } && Partitioning.Parse(text).Column is var partition && !after.Key.Contains(partition))
        {
            throw new DataSyncException("MigrationNotSupported", $"'{step}' cannot be done: PostgreSQL keeps a key unique only where the partition's column is part of it, and '{partition}' is not.",
                $"Add '{partition}' to the key, or copy the table into another without partitions (Copy-DsData -DestinationTable).");
        }
    }

    public override IReadOnlyDictionary<string, object?> Describe(TargetRecord record, TableShape before, SchemaStep step, TableShape after, IReadOnlyList<string> physical) => step switch
    {
        AddColumn s => MigrationRules.Facts(("column", server.Quote(s.Column.Name)), ("type", PostgreSqlTypes.Name(s.Column.Type, isKey: false)), ("default", s.Default is { } value ? Literal(value, s.Column.Type) : null)),
        DropColumn s => MigrationRules.Facts(("column", server.Quote(s.Name)), ("archive", s.Archive ? server.Quote(ArchiveName(s.Name, physical)) : null)),
        RestoreColumn s => MigrationRules.Facts(("column", server.Quote(s.Column.Name)), ("archive", server.Quote(FindArchive(s.Column.Name, physical) ?? throw NoArchive(step, s.Column.Name)))),
        RenameColumn s => MigrationRules.Facts(("column", server.Quote(s.Name)), ("to", server.Quote(s.To))),
        RetypeColumn s => Retype(s, before),
        ChangeKey => Key(record, before, after),
        _ => MigrationRules.Facts(),
    };

    public override async Task RunAsync(DbConnection connection, TableSession session, IReadOnlyList<string> statements, PendingMigration pending, Action<IReadOnlyList<string>> check, CancellationToken cancellationToken)
    {
        await server.BeginAsync(connection, cancellationToken);
        try
        {
            foreach (var statement in statements) await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Migrate, () => ExecuteAsync(connection, session.Table, statement, cancellationToken));
            check(await server.FindColumnsAsync(connection, session.Table, cancellationToken) ?? []);
            await new MigrationBook(server, connection).FinishAsync(session.Record, pending, cancellationToken);
        }
        catch
        {
            if (connection.State == System.Data.ConnectionState.Open) await connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
            throw;
        }
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Migrated, () => connection.ExecuteAsync("COMMIT", CancellationToken.None));
    }

    private static async Task ExecuteAsync(DbConnection connection, string table, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(statement, cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new DataSyncException("MigrationFailed", $"Table '{table}' was not migrated, and nothing was changed: {e.MessageText} (SQLSTATE {e.SqlState}){(e.Detail is { Length: > 0 } detail ? $": {detail}" : "")} in: {statement}",
                e.SqlState is PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.DependentObjectsStillExist ? "Views and rules that use the column stand in the way: let the script drop them first and make them again after." : "Correct the script, then run it again.", e);
        }
    }

    private Dictionary<string, object?> Retype(RetypeColumn step, TableShape before)
    {
        var (old, column) = (before.Columns.First(c => c.Name == step.Name), server.Quote(step.Name));
        var isKey = before.Mode != WriteMode.Append && before.Key.Contains(step.Name);
        var expression = Widening.Holds(step.Type, old.Type) ? PostgreSqlTypes.Convert(column, old.Type, step.Type) : PostgreSqlTypes.Narrow(column, old.Type, step.Type);
        return MigrationRules.Facts(("column", column), ("type", PostgreSqlTypes.Name(step.Type, isKey)), ("using", expression));
    }

    private Dictionary<string, object?> Key(TargetRecord record, TableShape before, TableShape after)
    {
        // texts of keys are in byte order
        var texts = after.Columns.Where(c => after.Key.Contains(c.Name) && !before.Key.Contains(c.Name) && c.Type.Kind == DataKind.String);
        return MigrationRules.Facts(("is_kept", before.Mode != WriteMode.Append), ("had_key", before.Key.Count > 0), ("constraint", server.Quote(PostgreSqlTables.KeyName(record.Birth))), ("key", after.Key.Select(server.Quote)),
            ("released", before.Key.Where(k => !after.Key.Contains(k)).Select(server.Quote)), ("texts", texts.Select(c => server.Quote(c.Name))));
    }

    private static string Literal(object value, DataType type)
    {
        var text = ValueConverter.ToText(value, type);
        if (type.Kind is DataKind.Int64 or DataKind.Decimal or DataKind.Boolean) return text;
        var quoted = $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return type.Kind == DataKind.Binary ? $"decode({quoted}, 'base64')" : $"{quoted}::{PostgreSqlTypes.Name(type, isKey: false)}";
    }
}
