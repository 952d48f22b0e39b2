using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClickHouse.Driver;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>The bookkeeping tables of a database.</summary>
internal sealed class ClickHouseBook(ClickHouseServer server, ClickHouseDdl ddl)
{
    private const string SliceFields = "slice, date, rows, bytes, hash, schema, at, run, sequence";
    private const int CopiedBytes = 4 << 20;

    /// <summary>Makes the tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in ddl.Bookkeeping) await server.ExecuteAsync(statement, cancellationToken);
    }

    /// <summary>The table of a name on the server; null where there is none.</summary>
    public async Task<ServerTable?> FindTableAsync(string name, CancellationToken cancellationToken) =>
        (await server.QueryAsync("SELECT toString(uuid), engine FROM system.tables WHERE database = currentDatabase() AND name = {p0:String}", r => new ServerTable(Guid.Parse(r[0].GetString()!), r[1].GetString()!), cancellationToken, [name])).FirstOrDefault();

    /// <summary>The comments of a table's columns; the table's own under no name.</summary>
    public async Task<Dictionary<string, string>> ReadCommentsAsync(string table, CancellationToken cancellationToken) => (await server.QueryAsync(
        "SELECT name, comment FROM system.columns WHERE database = currentDatabase() AND table = {p0:String} UNION ALL SELECT '', comment FROM system.tables WHERE database = currentDatabase() AND name = {p0:String}",
        r => (r[0].GetString()!, r[1].GetString()!), cancellationToken, [table])).ToDictionary(c => c.Item1, c => c.Item2, StringComparer.Ordinal);

    /// <summary>The record of the table of a name; null where there is no such table, or it is not DataSync's.</summary>
    public async Task<TableRecord?> FindAsync(string table, CancellationToken cancellationToken)
    {
        for (ServerTable? last = null; await FindTableAsync(ddl.Local(table), cancellationToken) is { } found && found != last; last = found)
            if (await ReadAsync(found.Uuid, cancellationToken) is { } record) return record; // else another may have taken its place since
        return null;
    }

    /// <summary>The columns of a table that there is, in the server's order, with types and comments.</summary>
    public Task<List<ServerColumn>> ReadColumnsAsync(string table, CancellationToken cancellationToken) => server.QueryAsync(
        "SELECT name, type, comment FROM system.columns WHERE database = currentDatabase() AND table = {p0:String} ORDER BY position", r => new ServerColumn(r[0].GetString()!, r[1].GetString()!, r[2].GetString()!), cancellationToken, [table]);

    /// <summary>The record of a table; null where it has none, or the table is gone.</summary>
    /// <param name="uuid">The table.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="below">Only of a version below this.</param>
    public async Task<TableRecord?> ReadAsync(Guid uuid, CancellationToken cancellationToken, ulong below = ulong.MaxValue) =>
        (await KnownAsync(() => server.QueryAsync($"SELECT record, version FROM {ClickHouseNames.Target} WHERE birth = {{p0:String}} AND version < {{p1:UInt64}} "
            + "AND (SELECT count() FROM system.tables WHERE database = currentDatabase() AND uuid = {p2:UUID}) > 0 ORDER BY version DESC LIMIT 1", ReadRecord, cancellationToken,
            [uuid.ToString("n"), below.ToString(CultureInfo.InvariantCulture), uuid.ToString("d")]))).FirstOrDefault();

    /// <summary>All records of tables that there are.</summary>
    public Task<List<(TableRecord Record, string Name)>> ListAsync(CancellationToken cancellationToken) => KnownAsync(() => server.QueryAsync(
        $"SELECT argMax(r.record, r.version), max(r.version), any(t.name) FROM {ClickHouseNames.Target} r JOIN (SELECT replaceAll(toString(uuid), '-', '') AS id, name FROM system.tables WHERE database = currentDatabase()) t ON r.birth = t.id GROUP BY r.birth ORDER BY 3",
        r => (ReadRecord(r), r[2].GetString()!), cancellationToken));

    /// <summary>Writes a version of a record.</summary>
    public Task WriteAsync(TableRecord record, CancellationToken cancellationToken) => server.InsertAsync(ClickHouseNames.Target,
        JsonSerializer.SerializeToUtf8Bytes(new { birth = record.Uuid.ToString("n"), version = record.Version, name = record.Table, record = JsonSerializer.Serialize(record) }), cancellationToken);

    /// <summary>Writes the markers of a commit. Once more is the same as once.</summary>
    public async Task WriteMarkersAsync(TableRecord record, PendingCommit commit, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();
        foreach (var (marker, conditions, _) in commit.Slices) Write(lines, record.Uuid, marker with { Sequence = commit.Sequence }, conditions);
        await InsertMarkersAsync(lines, cancellationToken);
    }

    /// <summary>Gives a table the markers of another. Once more is the same as once.</summary>
    /// <param name="from">The other table.</param>
    /// <param name="to">The table.</param>
    /// <param name="translate">What its slices' conditions are in the table.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task CopyMarkersAsync(Guid from, Guid to, Func<IReadOnlyList<StoredCondition>, IReadOnlyList<StoredCondition>?> translate, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();
        var all = server.StreamAsync($"SELECT {SliceFields}, conditions, toString(committed) FROM {ClickHouseNames.Slice} FINAL WHERE birth = {{p0:String}}", r => (ReadMarker(r), ReadConditions(r[9]), r[10].GetString()), [from.ToString("n")], cancellationToken);
        await foreach (var (marker, conditions, committed) in all)
        {
            Write(lines, to, marker, conditions is null ? null : translate(conditions), committed);
            if (lines.Length < CopiedBytes) continue;
            await InsertMarkersAsync(lines, cancellationToken);
            lines.SetLength(0);
        }
        await InsertMarkersAsync(lines, cancellationToken);
    }

    /// <summary>A table's markers, oldest first.</summary>
    public async IAsyncEnumerable<SliceMarker> ReadMarkersAsync(Guid uuid, long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var markers = server.StreamAsync($"SELECT {SliceFields} FROM {ClickHouseNames.Slice} FINAL WHERE birth = {{p0:String}} AND sequence > {{p1:Int64}} ORDER BY sequence, slice", ReadMarker,
            [uuid.ToString("n"), after.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        await foreach (var marker in markers) yield return marker;
    }

    /// <summary>Of the slices given, those with markers, and the conditions that tell their rows.</summary>
    public async Task<List<PendingSlice>> FindSlicesAsync(Guid uuid, IReadOnlyCollection<string> slices, CancellationToken cancellationToken)
    {
        var wanted = slices.ToHashSet(StringComparer.Ordinal);
        var found = new List<PendingSlice>();
        await foreach (var slice in server.StreamAsync($"SELECT {SliceFields}, conditions FROM {ClickHouseNames.Slice} FINAL WHERE birth = {{p0:String}}",
            r => new PendingSlice(ReadMarker(r), ReadConditions(r[9]), r[2].GetInt64() > 0), [uuid.ToString("n")], cancellationToken))
        {
            if (wanted.Contains(slice.Marker.Slice)) found.Add(slice);
        }
        return found;
    }

    /// <summary>Takes markers back.</summary>
    public async Task DeleteMarkersAsync(Guid uuid, IEnumerable<string> slices, CancellationToken cancellationToken)
    {
        foreach (var chunk in slices.Chunk(50))
        {
            var names = string.Join(", ", chunk.Select((_, i) => $"{{p{i + 1}:String}}"));
            await server.ExecuteAsync($"DELETE FROM {ddl.LocalBook(ClickHouseNames.Slice)}{ddl.OnCluster} WHERE birth = {{p0:String}} AND slice IN ({names})", cancellationToken, [uuid.ToString("n"), .. chunk]);
        }
    }

    /// <summary>Forgets a table that is gone: its markers and its record.</summary>
    public async Task ForgetAsync(Guid uuid, CancellationToken cancellationToken)
    {
        // the record last: by it a killed forgetting is found again
        foreach (var book in (string[])[ClickHouseNames.Slice, ClickHouseNames.Target])
            await server.ExecuteAsync($"DELETE FROM {ddl.LocalBook(book)}{ddl.OnCluster} WHERE birth = {{p0:String}}", cancellationToken, [uuid.ToString("n")]);
    }

    /// <summary>Forgets the records of a name whose tables are gone.</summary>
    public async Task ForgetGoneAsync(string table, CancellationToken cancellationToken)
    {
        var gone = await server.QueryAsync($"SELECT DISTINCT birth FROM {ClickHouseNames.Target} WHERE name = {{p0:String}} AND birth NOT IN (SELECT replaceAll(toString(uuid), '-', '') FROM system.tables WHERE database = currentDatabase())",
            r => Guid.Parse(r[0].GetString()!), cancellationToken, [table]);
        foreach (var uuid in gone) await ForgetAsync(uuid, cancellationToken);
    }

    private static void Write(Stream lines, Guid birth, SliceMarker marker, IReadOnlyList<StoredCondition>? conditions, string? committed = null)
    {
        var line = new JsonObject
        {
            ["birth"] = birth.ToString("n"),
            ["slice"] = marker.Slice,
            ["sequence"] = marker.Sequence,
            ["date"] = marker.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["rows"] = marker.Rows,
            ["bytes"] = marker.Bytes,
            ["hash"] = marker.Hash,
            ["schema"] = marker.SchemaVersion,
            ["at"] = marker.At.Ticks,
            ["run"] = marker.Run,
            ["conditions"] = conditions is null ? null : JsonSerializer.Serialize(conditions),
        };
        if (committed is not null) line["committed"] = committed; // else the server says when
        JsonSerializer.Serialize(lines, line);
        lines.WriteByte((byte)'\n');
    }

    private Task InsertMarkersAsync(MemoryStream lines, CancellationToken cancellationToken) =>
        lines.Length == 0 ? Task.CompletedTask : server.InsertAsync(ClickHouseNames.Slice, lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellationToken);

    private static List<StoredCondition>? ReadConditions(JsonElement field) => field.GetString() is { } text ? JsonSerializer.Deserialize<List<StoredCondition>>(text) : null;

    private static TableRecord ReadRecord(JsonElement row) => JsonSerializer.Deserialize<TableRecord>(row[0].GetString()!)! with { Version = row[1].GetUInt64() };

    private static SliceMarker ReadMarker(JsonElement row) => new()
    {
        Slice = row[0].GetString()!,
        Date = row[1].GetString() is { } date ? DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        Rows = row[2].GetInt64(),
        Bytes = row[3].GetInt64(),
        Hash = row[4].GetString()!,
        SchemaVersion = row[5].GetInt32(),
        At = new DateTime(row[6].GetInt64(), DateTimeKind.Utc),
        Run = row[7].GetString()!,
        Sequence = row[8].GetInt64(),
    };

    /// <summary>A database without bookkeeping keeps no tables.</summary>
    private static async Task<List<T>> KnownAsync<T>(Func<Task<List<T>>> query)
    {
        try
        {
            return await query();
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ClickHouseErrors.UnknownTable)
        {
            return [];
        }
    }
}

/// <summary>A table as the server knows it.</summary>
internal sealed record ServerTable(Guid Uuid, string Engine);

/// <summary>A column as the server knows it.</summary>
internal sealed record ServerColumn(string Name, string Type, string Comment);
