using System.Data;
using System.Data.Common;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DataSync.Stores.Files;

namespace DataSync.Stores.Databases;

/// <summary>Reads and writes what the database says of its tables and their slices.</summary>
internal sealed class Bookkeeping(DatabaseServer server, DbConnection connection)
{
    private const string TargetFields = "name, birth, sequence, mode, key_columns, partitioning, columns, next_columns, generation, generation_birth, generation_sequence, generation_columns, version_column";
    private const string SliceFields = "slice, slice_date, row_count, byte_count, content_hash, schema_version, fetched_at, run, sequence";
    private const int MarkersPerStatement = 200;

    /// <summary>What is written of a table, as it is meant; null for nothing.</summary>
    public async Task<TargetRecord?> FindAsync(string table, CancellationToken cancellationToken) =>
        await FindStoredAsync(table, cancellationToken) is { } record ? await server.ResolveAsync(connection, record, cancellationToken) : null;

    /// <summary>A table's row as it stands there; null where it has none.</summary>
    public async Task<TargetRecord?> FindStoredAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {TargetFields} FROM {server.TargetTable} WHERE space = @p0 AND name = @p1", server.Space, table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>All tables of this store.</summary>
    public async Task<IReadOnlyList<TargetRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<TargetRecord>();
        await using (var command = connection.Command($"SELECT {TargetFields} FROM {server.TargetTable} WHERE space = @p0 ORDER BY name", server.Space))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken)) found.Add(Read(reader));
        for (var i = 0; i < found.Count; i++) found[i] = await server.ResolveAsync(connection, found[i], cancellationToken);
        return found;
    }

    /// <summary>Writes a new table's row.</summary>
    public Task AddAsync(TargetRecord record, string holder, CancellationToken cancellationToken) => connection.ExecuteAsync(
        $"INSERT INTO {server.TargetTable} (space, name, birth, sequence, mode, key_columns, partitioning, columns, holder, updated_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)", cancellationToken,
        server.Space, record.Table, record.Birth, record.Sequence, record.Mode.ToString(), JsonSerializer.Serialize(record.Key), record.Partitioning, TargetRecord.ToJson(record.Columns), holder, DateTime.UtcNow);

    /// <summary>Removes a table's row and its markers.</summary>
    public async Task RemoveAsync(TargetRecord record, CancellationToken cancellationToken)
    {
        await ForgetAsync(record.Birth, cancellationToken);
        if (record.Generation is { } generation) await ForgetAsync(generation.Birth, cancellationToken);
        await connection.ExecuteAsync($"DELETE FROM {server.MigrationTable} WHERE space = @p0 AND name = @p1", cancellationToken, server.Space, record.Table);
        await connection.ExecuteAsync($"DELETE FROM {server.TargetTable} WHERE space = @p0 AND name = @p1", cancellationToken, server.Space, record.Table);
    }

    /// <summary>Removes all markers of a birth id.</summary>
    public Task ForgetAsync(string birth, CancellationToken cancellationToken) => connection.ExecuteAsync($"DELETE FROM {server.SliceTable} WHERE birth = @p0", cancellationToken, birth);

    /// <summary>Brings a table's row from one state to the next.</summary>
    /// <exception cref="DataSyncException"><c>TargetChanged</c>: it is not in the state that this writer left it in.</exception>
    public async Task UpdateAsync(TargetRecord from, TargetRecord to, CancellationToken cancellationToken)
    {
        var (was, generation) = (from.Generation, to.Generation);
        var touched = await connection.ExecuteAsync(
            $"""
            UPDATE {server.TargetTable} SET birth = @p0, sequence = @p1, columns = @p2, next_columns = @p3, generation = @p4, generation_birth = @p5, generation_sequence = @p6, generation_columns = @p7, updated_at = @p8
            WHERE space = @p9 AND name = @p10 AND birth = @p11 AND sequence = @p12 AND COALESCE(generation_birth, '') = @p13 AND COALESCE(generation_sequence, 0) = @p14
            """, cancellationToken,
            to.Birth, to.Sequence, TargetRecord.ToJson(to.Columns), to.Pending is not null ? JsonSerializer.Serialize(to.Pending) : to.NextColumns is null ? null : TargetRecord.ToJson(to.NextColumns),
            generation?.Id, generation?.Birth, generation is null ? new SqlNull(DbType.Int64) : generation.Sequence, generation is null ? null : TargetRecord.ToJson(generation.Columns), DateTime.UtcNow,
            server.Space, from.Table, from.Birth, from.Sequence, was?.Birth ?? "", was?.Sequence ?? 0);
        if (touched != 1)
        {
            throw new DataSyncException("TargetChanged", $"Table '{from.Table}' in '{server.Place}' was changed by another writer while this one held its lock.",
                "Nothing of this commit was stored. See that nobody edits DataSync's own tables, then run the same command again.");
        }
    }

    /// <summary>Says who writes a table.</summary>
    public Task HoldAsync(string table, string holder, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"UPDATE {server.TargetTable} SET holder = @p0 WHERE space = @p1 AND name = @p2", cancellationToken, holder, server.Space, table);

    /// <summary>Notes the version column that a table is written with.</summary>
    public Task SetVersionAsync(string table, string? column, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"UPDATE {server.TargetTable} SET version_column = @p0 WHERE space = @p1 AND name = @p2", cancellationToken, column, server.Space, table);

    /// <summary>Who wrote a table last, or does so now.</summary>
    public async Task<string?> FindHolderAsync(string table, CancellationToken cancellationToken) =>
        await connection.ScalarAsync($"SELECT holder FROM {server.TargetTable} WHERE space = @p0 AND name = @p1", cancellationToken, server.Space, table) as string;

    /// <summary>Writes the markers of a commit; a slice's earlier one goes.</summary>
    public async Task MarkAsync(string birth, long sequence, IReadOnlyList<TakenSlice> slices, CancellationToken cancellationToken)
    {
        for (var start = 0; start < slices.Count; start += MarkersPerStatement)
        {
            // of a slice that came twice the later marker holds
            var chunk = slices.Skip(start).Take(MarkersPerStatement).Select((s, i) => (Slice: s, Place: start + i)).GroupBy(s => s.Slice.Marker.Slice).Select(g => g.Last()).ToList();
            await DeleteAsync(birth, chunk.Select(s => s.Slice.Marker.Slice), cancellationToken);
            await using var command = connection.Command("");
            var rows = new StringBuilder();
            foreach (var ((marker, conditions), place) in chunk)
            {
                var at = command.Parameters.Count;
                rows.Append(at == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(at, 14).Select(SqlCommands.Name)).Append(')');
                foreach (var value in new object?[]
                {
                    birth, Identity(marker.Slice), sequence, place, marker.Slice, marker.Date is { } date ? date : new SqlNull(DbType.Date), marker.Rows, marker.Bytes, marker.Hash, marker.SchemaVersion,
                    DateTime.SpecifyKind(marker.At, DateTimeKind.Utc), marker.Run, DateTime.UtcNow, conditions is null ? new SqlNull(DbType.String) : JsonSerializer.Serialize(conditions),
                }) command.Add(value);
            }
            command.CommandText = $"INSERT INTO {server.SliceTable} (birth, id, sequence, place, slice, slice_date, row_count, byte_count, content_hash, schema_version, fetched_at, run, stored_at, conditions) VALUES {rows}";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Removes the markers of some slices.</summary>
    public Task DeleteAsync(string birth, IEnumerable<string> slices, CancellationToken cancellationToken)
    {
        object?[] values = [birth, .. slices.Select(Identity)];
        return connection.ExecuteAsync($"DELETE FROM {server.SliceTable} WHERE birth = @p0 AND id IN ({string.Join(", ", Enumerable.Range(1, values.Length - 1).Select(SqlCommands.Name))})", cancellationToken, values);
    }

    /// <summary>The markers of a birth id, oldest first.</summary>
    public async IAsyncEnumerable<SliceMarker> ReadMarkersAsync(string birth, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {SliceFields} FROM {server.SliceTable} WHERE birth = @p0 AND sequence > @p1 ORDER BY sequence, place", birth, after);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new SliceMarker
            {
                Slice = reader.GetString(0),
                Date = reader.IsDBNull(1) ? null : reader.GetFieldValue<DateOnly>(1),
                Rows = reader.GetInt64(2),
                Bytes = reader.GetInt64(3),
                Hash = reader.GetString(4),
                SchemaVersion = reader.GetInt32(5),
                At = DateTime.SpecifyKind(reader.GetDateTime(6), DateTimeKind.Utc),
                Run = reader.GetString(7),
                Sequence = reader.GetInt64(8),
            };
        }
    }

    /// <summary>The conditions that some slices were stored with.</summary>
    public async Task<IReadOnlyList<(string Slice, long Rows, IReadOnlyList<StoredCondition>? Conditions)>> ReadConditionsAsync(string birth, IReadOnlyCollection<string> slices, CancellationToken cancellationToken)
    {
        var found = new List<(string, long, IReadOnlyList<StoredCondition>?)>();
        foreach (var chunk in slices.Chunk(MarkersPerStatement))
        {
            object?[] values = [birth, .. chunk.Select(Identity)];
            await using var command = connection.Command($"SELECT slice, row_count, conditions FROM {server.SliceTable} WHERE birth = @p0 AND id IN ({string.Join(", ", Enumerable.Range(1, chunk.Length).Select(SqlCommands.Name))})", values);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                found.Add((reader.GetString(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : JsonSerializer.Deserialize<List<StoredCondition>>(reader.GetString(2))));
        }
        return found;
    }

    /// <summary>Gives all markers of a birth id another.</summary>
    public Task RenameAsync(string birth, string to, CancellationToken cancellationToken) => connection.ExecuteAsync($"UPDATE {server.SliceTable} SET birth = @p1 WHERE birth = @p0", cancellationToken, birth, to);

    /// <summary>Slices, rows and the newest time of a birth id.</summary>
    public async Task<(long Slices, long Rows, DateTime? Last)> SumAsync(string birth, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT COUNT(*), COALESCE(SUM(row_count), 0), MAX(stored_at) FROM {server.SliceTable} WHERE birth = @p0", birth);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), Convert.ToInt64(reader.GetValue(1), System.Globalization.CultureInfo.InvariantCulture), reader.IsDBNull(2) ? null : DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc));
    }

    /// <summary>A new birth id.</summary>
    public static string NewBirth() => Guid.NewGuid().ToString("n");

    private static string Identity(string slice) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(slice)));

    private static TargetRecord Read(DbDataReader reader) => new()
    {
        Table = reader.GetString(0),
        Birth = reader.GetString(1),
        Sequence = reader.GetInt64(2),
        Mode = Enum.Parse<WriteMode>(reader.GetString(3)),
        Key = JsonSerializer.Deserialize<string[]>(reader.GetString(4))!,
        Partitioning = reader.IsDBNull(5) ? null : reader.GetString(5),
        Columns = TargetRecord.FromJson(reader.GetString(6)),
        // one place for what is on its way: a list of columns, or a migration
        NextColumns = reader.IsDBNull(7) || reader.GetString(7)[0] == '{' ? null : TargetRecord.FromJson(reader.GetString(7)),
        Pending = !reader.IsDBNull(7) && reader.GetString(7)[0] == '{' ? JsonSerializer.Deserialize<Migrations.PendingMigration>(reader.GetString(7)) : null,
        VersionColumn = reader.IsDBNull(12) ? null : reader.GetString(12),
        Generation = reader.IsDBNull(8) ? null : new GenerationRecord(reader.GetString(8), reader.GetString(9), reader.GetInt64(10), TargetRecord.FromJson(reader.GetString(11))),
    };
}

/// <summary>A slice that a commit will hold.</summary>
internal sealed record TakenSlice(SliceMarker Marker, IReadOnlyList<StoredCondition>? Conditions);
