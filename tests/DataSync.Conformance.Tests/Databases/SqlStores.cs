using DataSync.Catalog;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Stores;
using DataSync.Stores.Databases;
using DataSync.Stores.MySql;
using DataSync.Stores.PostgreSql;

namespace DataSync.Conformance.Tests.Databases;

/// <summary>The kinds that share one writer, with sizes that tests choose.</summary>
internal static class SqlStores
{
    public static readonly IReadOnlyList<string> Kinds = ["PostgreSql", "MySql"];

    private static readonly Workspace Anywhere = Workspace.Create(AppContext.BaseDirectory);

    /// <summary>A store with small sizes over a database.</summary>
    public static DatabaseStore Open(Store definition, DatabaseLimits limits)
    {
        var context = new StoreContext(Anywhere, TimeProvider.System, new SecretResolver(Anywhere));
        DatabaseServer server = definition.Kind == "MySql" ? new MySqlServer(MySqlStoreKind.ReadOptions(definition), context) : new PostgreSqlServer(PostgreSqlOptions.From(definition), context);
        return new DatabaseStore(server, limits, context);
    }

    public static SliceRows Slice(string slice, params IEnumerable<RowBatch> batches)
    {
        var all = batches.ToList();
        return new() { Marker = new SliceMarker { Slice = slice, Rows = all.Sum(b => b.RowCount), Hash = "h", SchemaVersion = 1, Run = "r", At = DateTime.UnixEpoch }, Rows = all.ToAsyncEnumerable() };
    }

    public static async Task WriteAsync(this IStore store, TargetSpec spec, params SliceRows[] slices)
    {
        await using var writer = await store.OpenWriterAsync(spec, CancellationToken.None);
        foreach (var slice in slices) await writer.WriteAsync(slice, CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
    }

    public static async Task<List<RowBatch>> ReadAllAsync(this IStore store, string table, ReadQuery? query = null) => await store.ReadAsync(table, query ?? new(), CancellationToken.None).ToListAsync();

    /// <summary>All values of a statement's first row, as another client sees them.</summary>
    public static async Task<List<object?>> QueryAsync(string kind, string database, string sql)
    {
        await using var connection = await TestServer.Get(kind).ConnectAsync(database);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<object?>();
        while (await reader.ReadAsync())
            for (var i = 0; i < reader.FieldCount; i++)
                values.Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
        return values;
    }
}
