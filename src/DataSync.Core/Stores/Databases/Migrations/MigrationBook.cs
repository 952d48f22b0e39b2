using System.Data.Common;
using System.Text.Json;
using DataSync.Schema;

namespace DataSync.Stores.Databases.Migrations;

/// <summary>Reads and writes what a database says of its tables' migrations, and what they change in its books.</summary>
internal sealed class MigrationBook(DatabaseServer server, DbConnection connection)
{
    /// <summary>The migrations of a table that are done, oldest first.</summary>
    public async Task<IReadOnlyList<AppliedMigration>> ReadAsync(string table, CancellationToken cancellationToken)
    {
        var found = new List<AppliedMigration>();
        if (!await server.HasMigrationsAsync(connection, cancellationToken)) return found;
        await using var command = connection.Command($"SELECT id, checksum, applied_at, applied_by FROM {server.MigrationTable} WHERE space = @p0 AND name = @p1 ORDER BY applied_at, id", server.Space, table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new(reader.GetString(0), reader.GetString(1), DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc), reader.GetString(3)));
        return found;
    }

    /// <summary>Writes what a migration comes to, as part of the transaction that is open: the table's columns and what it fixes, the slices' conditions, and that the table has taken it.</summary>
    public async Task FinishAsync(TargetRecord record, PendingMigration pending, CancellationToken cancellationToken)
    {
        await RenameConditionsAsync(record.Birth, pending.Renames, cancellationToken);
        await connection.ExecuteAsync($"UPDATE {server.TargetTable} SET {server.Quote("columns")} = @p0, key_columns = @p1, partitioning = @p2, version_column = @p3, next_columns = NULL WHERE space = @p4 AND name = @p5", cancellationToken,
            pending.Columns, JsonSerializer.Serialize(pending.Key), pending.Partitioning, pending.VersionColumn, server.Space, record.Table);
        await connection.ExecuteAsync($"INSERT INTO {server.MigrationTable} (space, name, id, checksum, script, applied_at, applied_by) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)", cancellationToken,
            server.Space, record.Table, pending.Id, pending.Checksum, pending.Script, DateTime.SpecifyKind(pending.At, DateTimeKind.Utc), pending.By);
    }

    /// <summary>Forgets a migration that did not come to its end.</summary>
    public Task ForgetPendingAsync(string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"UPDATE {server.TargetTable} SET next_columns = NULL WHERE space = @p0 AND name = @p1", cancellationToken, server.Space, table);

    /// <summary>Gives the conditions of stored slices the columns' new names.</summary>
    private async Task RenameConditionsAsync(string birth, IReadOnlyDictionary<string, string> renames, CancellationToken cancellationToken)
    {
        if (renames.Count == 0) return;
        var stored = new List<(string Id, string Conditions)>();
        await using (var command = connection.Command($"SELECT id, conditions FROM {server.SliceTable} WHERE birth = @p0 AND conditions IS NOT NULL", birth))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken)) stored.Add((reader.GetString(0), reader.GetString(1)));
        foreach (var (id, conditions) in stored)
        {
            var old = JsonSerializer.Deserialize<List<Files.StoredCondition>>(conditions)!;
            var now = old.Select(c => renames.TryGetValue(c.Column, out var to) ? c with { Column = to } : c).ToList();
            if (!now.SequenceEqual(old))
                await connection.ExecuteAsync($"UPDATE {server.SliceTable} SET conditions = @p0 WHERE birth = @p1 AND id = @p2", cancellationToken, JsonSerializer.Serialize(now), birth, id);
        }
    }
}
