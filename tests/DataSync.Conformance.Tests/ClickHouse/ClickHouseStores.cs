using System.Data.Common;
using DataSync.Catalog;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Stores;
using DataSync.Stores.ClickHouse;

namespace DataSync.Conformance.Tests.ClickHouse;

/// <summary>ClickHouse stores with sizes, clocks and addresses that tests choose.</summary>
internal static class ClickHouseStores
{
    private static readonly Workspace Anywhere = Workspace.Create(AppContext.BaseDirectory);

    public static TestServer Server => TestServer.Get("ClickHouse");

    /// <summary>A store over a database.</summary>
    public static ClickHouseStore Open(Store definition, ClickHouseLimits? limits = null, Workspace? workspace = null, TimeProvider? time = null)
    {
        var context = new StoreContext(workspace ?? Anywhere, time ?? TimeProvider.System, new SecretResolver(Anywhere));
        return new ClickHouseStore(new ClickHouseServer(ClickHouseOptions.From(definition), context.Workspace, context.Secrets), limits ?? new(), context);
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

    /// <summary>All values of a statement's rows, as another client sees them.</summary>
    public static async Task<List<object?>> QueryAsync(string database, string sql)
    {
        await using var connection = await Server.ConnectAsync(database);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<object?>();
        while (await reader.ReadAsync())
            for (var i = 0; i < reader.FieldCount; i++)
                values.Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
        return values;
    }

    /// <summary>The rows of the tests' table, as text.</summary>
    public static async Task<List<string>> RowsAsync(this IStore store)
    {
        var rows = new List<string>();
        foreach (var batch in await store.ReadAllAsync(StoreTable.Name))
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add(string.Join("|", batch.Columns.Select(c => StoreTable.Text(c.GetValue(row)))));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
