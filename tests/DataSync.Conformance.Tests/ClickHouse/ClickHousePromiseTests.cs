using DataSync.Conformance.Tests.Faults;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Stores;
using DataSync.Stores.ClickHouse;
using Xunit;

namespace DataSync.Conformance.Tests.ClickHouse;

/// <summary>What ClickHouse tables promise, tried with a second client, with names and tables that make trouble, and with connections that are cut.</summary>
public sealed class ClickHousePromiseTests
{
    private static readonly Row A1 = new("A", "20240102", 1), B1 = new("B", "20240102", 2), A2 = new("A", "20240203", 3);

    public static TheoryData<WriteMode> Modes() => [.. Enum.GetValues<WriteMode>()];

    [Theory]
    [InlineData("`"), InlineData("'; DROP TABLE x; --"), InlineData("a\\"), InlineData("名称"), InlineData("select"), InlineData("1w"), InlineData("a.b"), InlineData("line\nbreak"), InlineData("{p0:String}"), InlineData("MixedCase")]
    public async Task Names_are_quoted(string name)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        var column = new Column(name, DataType.String) { Description = "it's \\ `this`\n" + name };
        var spec = new TargetSpec { Table = name, Mode = WriteMode.Upsert, Columns = [column, new("n", DataType.Int64)], Key = [name] };
        var (text, number) = (ColumnVector.Create(column), ColumnVector.Create(spec.Columns[1]));
        text.AppendObject(name);
        number.AppendObject(1L);
        await table.Store.WriteAsync(spec, ClickHouseStores.Slice("s", new RowBatch([text, number], 1)));
        var read = await table.Store.ReadAllAsync(name, new ReadQuery { Where = new Dictionary<string, IReadOnlyList<object?>> { [name] = [name] } });
        Assert.Equal(name, read.Single().Columns[0].GetValue(0));
        Assert.Equal([column.Description], await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT comment FROM system.columns WHERE database = currentDatabase() AND position = 1 AND table NOT LIKE 'datasync%'"));
        Assert.Equal(1, await table.Store.RemoveAsync(name, null, TimeSpan.Zero, CancellationToken.None));
        Assert.Null(await table.Store.GetStateAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task Plain_SQL_sees_the_datasets_columns_and_newest_rows()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1, B1));
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1 with { Close = 9 }));
        Assert.Equal(["A", new DateTime(2024, 1, 2), 9.0, 1L, A1.Name], (await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT * FROM daily FINAL WHERE ts_code = 'A'")).Select(v => v is DateOnly d ? d.ToDateTime(default) : v));
    }

    [Fact]
    public async Task Five_hundred_columns_and_an_empty_slice()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        Column[] columns = [.. Enumerable.Range(0, 500).Select(i => new Column($"一个很长的列名_{i}", DataType.Double))];
        var batch = new RowBatch([.. columns.Select((c, i) => Vector(c, i))], 3);
        await table.Store.WriteAsync(new TargetSpec { Table = "wide", Mode = WriteMode.Append, Columns = columns }, ClickHouseStores.Slice("s=1", batch), ClickHouseStores.Slice("s=2"));
        var read = (await table.Store.ReadAllAsync("wide")).Single();
        Assert.Equal((3, 500, 499.0), (read.RowCount, read.Columns.Count, read.Columns[499].GetValue(2)));
        var info = (await table.Store.ListTablesAsync(CancellationToken.None)).Single();
        Assert.Equal(("wide", 3L, 2L), (info.Table, info.Rows, info.Slices));
        Assert.True(info.Bytes > 0 && info.LastCommit is not null);

        static ColumnVector Vector(Column column, int value)
        {
            var vector = new ColumnVector<double>(column);
            for (var row = 0; row < 3; row++) vector.Append(value);
            return vector;
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_table_of_somebody_else_is_not_touched(WriteMode mode)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await ClickHouseStores.Server.ExecuteAsync("CREATE TABLE daily (x UInt8) ENGINE = MergeTree ORDER BY x", table.Definition.Database);
        var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OpenWriterAsync(StoreTable.Spec(mode), CancellationToken.None));
        Assert.Equal("TableExists", error.Id);
        Assert.Equal(["daily"], await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT name FROM system.tables WHERE database = currentDatabase()"));
        Assert.Null(await table.Store.GetStateAsync("daily", CancellationToken.None));
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_dropped_table_has_nothing_done(WriteMode mode)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(mode), StoreTable.Day("20240102", A1));
        await ClickHouseStores.Server.ExecuteAsync("DROP TABLE daily SYNC", table.Definition.Database);
        Assert.Null(await table.Store.GetStateAsync("daily", CancellationToken.None));
        Assert.Empty(await table.MarkersAsync());
        await table.RunAsync(StoreTable.Spec(mode), StoreTable.Day("20240102", B1));
        Assert.Equal(Row.Sorted(B1), await table.ReadAsync());
    }

    [Fact]
    public async Task A_second_writer_is_told_who_holds_the_table()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await using var other = table.OpenAgain();
        await using var first = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None);
        var error = await Assert.ThrowsAsync<DataSyncException>(() => other.OpenWriterAsync(StoreTable.Spec(WriteMode.Append) with { LockTimeout = TimeSpan.Zero }, CancellationToken.None));
        Assert.Equal("TargetLocked", error.Id);
        Assert.Contains($"plan daily, process {Environment.ProcessId} on ", error.Message);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_writer_that_was_taken_over_from_changes_nothing(WriteMode mode)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        // another workspace, as on another machine, does not know of the lease
        var folder = FileTable.NewFolder();
        try
        {
            await using var elsewhere = ClickHouseStores.Open(table.Definition, workspace: Catalog.Workspace.Create(folder));
            await using var old = await table.Store.OpenWriterAsync(StoreTable.Spec(mode), CancellationToken.None);
            await old.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await elsewhere.WriteAsync(StoreTable.Spec(mode, generation: "g2"), StoreTable.Day("20240102", B1));
            var error = await Assert.ThrowsAsync<DataSyncException>(async () => await old.CompleteAsync(CancellationToken.None));
            Assert.Contains(error.Id, (string[])["TargetLocked", "StoreFailed"]);
            Assert.Equal(Row.Sorted(B1), await table.ReadAsync());
            await elsewhere.WriteAsync(StoreTable.Spec(mode, generation: "g3"), StoreTable.Day("20240203", A2));
            Assert.Equal(mode == WriteMode.Replace ? Row.Sorted(A2) : Row.Sorted(B1, A2), await elsewhere.RowsAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_connection_cut_in_mid_insert_loses_and_doubles_nothing(WriteMode mode)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await using var proxy = new CuttingProxy(ClickHouseStores.Server.Address);
        await using var cut = ClickHouseStores.Open(table.Definition with { Server = proxy.Address }, new ClickHouseLimits { InsertBytes = 20_000, BlockRows = 64 });
        var rows = Enumerable.Range(0, 2000).Select(i => new Row($"C{i}", "20240102", i)).ToArray();
        await using (var writer = await cut.OpenWriterAsync(StoreTable.Spec(mode), CancellationToken.None))
        {
            proxy.CutAfter(30_000); // an insert is sent again
            await writer.WriteAsync(StoreTable.Day("20240102", rows), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.True(proxy.Cuts > 0);
        Assert.Equal(Row.Sorted(rows), await table.ReadAsync());
    }

    [Theory]
    [InlineData("reader", "The user lacks INSERT on "), InlineData("frozen", "the setting readonly = 0")]
    public async Task A_user_who_may_not_write_is_told_so(string user, string missing)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        await using var store = ClickHouseStores.Open(table.Definition with { User = user });
        var error = await Assert.ThrowsAsync<DataSyncException>(() => store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None));
        Assert.Equal("StoreNotWritable", error.Id);
        Assert.True(error.Message.Contains(missing, StringComparison.Ordinal), error.Message);
        Assert.True(await store.TestAsync(CancellationToken.None) is { Reachable: true, Writable: false, Version: not null, MissingRights.Count: > 0 });
        Assert.Equal(Row.Sorted(A1), await store.RowsAsync());
        Assert.Single(await store.ListTablesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_repeated_key_in_a_slice_too_large_to_be_held_is_refused()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await using var store = ClickHouseStores.Open(table.Definition, new ClickHouseLimits { BufferBytes = 1 });
        await using (var writer = await store.OpenWriterAsync(StoreTable.Spec(WriteMode.ReplaceSlice), CancellationToken.None))
        {
            Row[] rows = [.. Enumerable.Range(0, 20).Select(i => new Row($"C{i}", "20240102", i))];
            var refused = await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(StoreTable.Day("20240102", [.. rows, rows[3]]), CancellationToken.None));
            Assert.StartsWith("Row 21 has the key (ts_code, trade_date) of an earlier row", refused.Message);
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(A1), await table.ReadAsync());
    }

    [Fact]
    public async Task Names_that_are_too_long_are_refused_with_a_shorter_one()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append) with { Table = new string('表', 65) }, CancellationToken.None));
        Assert.Equal("NameTooLong", error.Id);
        Assert.Contains("-Table '表", error.Advice);
        Assert.Null(await table.Store.GetStateAsync(new string('表', 65), CancellationToken.None));
    }

    [Fact]
    public async Task A_table_that_lost_a_column_is_an_error()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        await ClickHouseStores.Server.ExecuteAsync("ALTER TABLE daily DROP COLUMN vol", table.Definition.Database);
        Assert.Equal("TableChanged", (await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None))).Id);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        await using var store = ClickHouseStores.Open(new Store { Name = "s", Kind = "ClickHouse", Server = "127.0.0.1:1", Database = "d" });
        var test = await store.TestAsync(CancellationToken.None);
        Assert.False(test.Reachable);
        Assert.Contains("127.0.0.1:1/d", test.Message);
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        test = await table.Store.TestAsync(CancellationToken.None);
        Assert.True(test is { Reachable: true, Writable: true, FreeBytes: > 0, Message: null, MissingRights: [] }, test.Message);
        Assert.StartsWith("ClickHouse 2", test.Version);
    }

    [Fact]
    public async Task Widening_is_exact_or_refused()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await using var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None);
        await writer.WriteAsync(StoreTable.Day("20240102", A1 with { Volume = (1L << 53) + 1 }), CancellationToken.None);
        var error = await Assert.ThrowsAsync<DataSyncException>(() => writer.EvolveAsync([new("vol", DataType.Double)], CancellationToken.None));
        Assert.Equal("ColumnNotWidened", error.Id);
        await writer.EvolveAsync([new("vol", DataType.String), new("extra", DataType.Boolean)], CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
        Assert.Equal([$"{A1 with { Volume = (1L << 53) + 1 }}|∅"], await table.ReadAsync());
        Assert.Equal("String", writer.State.Columns[3].Type.ToString());
    }
}
