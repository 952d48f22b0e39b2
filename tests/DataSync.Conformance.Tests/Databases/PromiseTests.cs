using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Stores;
using DataSync.Stores.Databases;
using DataSync.Tests.Rows;
using Xunit;

namespace DataSync.Conformance.Tests.Databases;

/// <summary>What the databases promise besides the modes: names, strangers' tables, locks, cut connections, rights, columns that change.</summary>
public sealed class PromiseTests
{
    private static readonly Row A1 = new("A", "20240102", 1), A2 = new("A", "20240103", 2), B2 = new("B", "20240203", 4);

    public static TheoryData<string> Kinds() => [.. SqlStores.Kinds];

    public static TheoryData<string, WriteMode> Modes()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in SqlStores.Kinds)
            foreach (var mode in Enum.GetValues<WriteMode>()) data.Add(kind, mode);
        return data;
    }

    private static TargetSpec Spec(WriteMode mode, string? generation = "g1") => StoreTable.Spec(mode, partitioning: null, generation: generation);

    [Theory, MemberData(nameof(Modes))]
    public async Task Names_of_any_kind_are_only_names(string kind, WriteMode mode)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        foreach (var name in new[] { "select", "日线 行情", "a\"b`c'd", "1w", "MixedCase", "x; DROP TABLE y; --", "%s @p0 $1 {0}", "%L", new string('n', 60), "datasync_ordinal" })
        {
            Column[] columns = [new(name, DataType.String) { Description = "it's \"a\" \\ name" }, new(name[..1] + "_2", DataType.Date), new("order", DataType.Double)];
            var spec = TypeTests.Spec(name == "datasync_ordinal" ? "ordinal" : name, columns) with { Mode = mode, Key = mode == WriteMode.Append ? [] : [columns[0].Name, columns[1].Name], Generation = "g" };
            var batch = Batches.Of(Batches.Vector(columns[0], "a", "b"), Batches.Vector(columns[1], new DateOnly(2024, 1, 2), new DateOnly(2024, 1, 3)), Batches.Vector(columns[2], 1.5, null));
            await database.Store.WriteAsync(spec, SqlStores.Slice("s=1", batch) with { Conditions = [new(columns[1].Name, FilterOperator.From, [new DateOnly(2024, 1, 1)])] });
            Assert.Null(Batches.Difference(new[] { batch }.Rows(), (await database.Store.ReadAllAsync(spec.Table, new() { OrderBy = [columns[0].Name] })).Rows()));
            Assert.Single(await database.Store.ReadMarkersAsync(spec.Table, 0, CancellationToken.None).ToListAsync());
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Names_that_are_too_long_are_refused_with_a_shorter_one(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        var e = await Assert.ThrowsAsync<DataSyncException>(() => database.Store.OpenWriterAsync(TypeTests.Spec(new string('表', 65), [new("a", DataType.Int64)]), CancellationToken.None));
        Assert.Equal("NameTooLong", e.Id);
        Assert.Contains("-Table '表", e.Advice);
        e = await Assert.ThrowsAsync<DataSyncException>(() => database.Store.OpenWriterAsync(TypeTests.Spec("t", [new(new string('c', 65), DataType.Int64)]), CancellationToken.None));
        Assert.Equal("NameTooLong", e.Id);
        Assert.Contains(new string('c', 50), e.Advice);
        Assert.Null(await database.Store.GetStateAsync("t", CancellationToken.None));
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Five_hundred_columns_fit(string kind, WriteMode mode)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        Column[] columns = [new("k", DataType.String), .. Enumerable.Range(0, 499).Select(i => new Column($"column_{i}", i % 2 == 0 ? DataType.Double : DataType.Int64))];
        var batch = new RowBatch([Batches.Vector(columns[0], "a", "b", "c"), .. columns.Skip(1).Select((c, i) => c.Type == DataType.Double ? Batches.Vector(c, i + 0.5, null, -i - 0.25) : Batches.Vector(c, (long)i, -1L, null))], 3);
        var spec = TypeTests.Spec("wide", columns) with { Mode = mode, Key = mode == WriteMode.Append ? [] : ["k"], Generation = "g" };
        await database.Store.WriteAsync(spec, SqlStores.Slice("s=1", batch) with { Conditions = [new("k", FilterOperator.In, ["a", "b", "c"])] });
        Assert.Null(Batches.Difference(new[] { batch }.Rows(), (await database.Store.ReadAllAsync("wide", new() { OrderBy = ["k"] })).Rows()));
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_stranger_s_table_is_left_alone(string kind, WriteMode mode)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await TestServer.Get(kind).ExecuteAsync("CREATE TABLE daily (x integer)", database.Definition.Database);
        await TestServer.Get(kind).ExecuteAsync("INSERT INTO daily VALUES (7)", database.Definition.Database);
        var e = await Assert.ThrowsAsync<DataSyncException>(() => database.RunAsync(Spec(mode), StoreTable.Day("20240102", A1)));
        Assert.Equal("TableExists", e.Id);
        Assert.Equal([7], await SqlStores.QueryAsync(kind, database.Definition.Database!, "SELECT x FROM daily"));
        Assert.Null(await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None));
        Assert.Empty(await database.Store.ListTablesAsync(CancellationToken.None));
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_dropped_table_is_made_anew_and_asked_anew(string kind, WriteMode mode)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await database.RunAsync(Spec(mode), StoreTable.Day("20240102", A1));
        var birth = (await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId;
        await TestServer.Get(kind).ExecuteAsync("DROP TABLE daily", database.Definition.Database);
        Assert.Null(await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None));
        Assert.Empty(await database.MarkersAsync());
        await using (var writer = await database.Store.OpenWriterAsync(Spec(mode, "g2"), CancellationToken.None))
        {
            Assert.Contains("1 slices count as not done", Assert.Single(writer.Warnings));
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.NotEqual(birth, (await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId);
        Assert.Equal(Row.Sorted(A2), await database.ReadAsync());
        Assert.Equal(["trade_date=20240103"], (await database.MarkersAsync()).Select(m => m.Slice));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_table_that_lost_a_column_is_an_error(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await database.RunAsync(Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        await TestServer.Get(kind).ExecuteAsync("ALTER TABLE daily DROP COLUMN vol", database.Definition.Database);
        Assert.Equal("TableChanged", (await Assert.ThrowsAsync<DataSyncException>(() => database.Store.OpenWriterAsync(Spec(WriteMode.Append), CancellationToken.None))).Id);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_second_writer_waits_and_is_told_who_holds_the_table(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await using var other = database.OpenAgain();
        await using (var writer = await database.Store.OpenWriterAsync(Spec(WriteMode.Upsert), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            var e = await Assert.ThrowsAsync<DataSyncException>(() => other.OpenWriterAsync(Spec(WriteMode.Upsert) with { LockTimeout = TimeSpan.Zero }, CancellationToken.None));
            Assert.Equal("TargetLocked", e.Id);
            Assert.Contains($"plan daily (process {Environment.ProcessId} ", e.Message);
            await using var another = await other.OpenWriterAsync(Spec(WriteMode.Upsert) with { Table = "other", LockTimeout = TimeSpan.Zero }, CancellationToken.None);
            var waiting = other.OpenWriterAsync(Spec(WriteMode.Upsert), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
            await writer.DisposeAsync();
            await using var second = await waiting;
            await second.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await second.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(A1, A2), await database.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Writers_of_new_tables_do_not_disturb_each_other(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            await using var store = database.OpenAgain();
            await store.WriteAsync(Spec(WriteMode.Upsert) with { Table = $"t{i % 4}" }, StoreTable.Day($"202401{i + 10}", A1 with { Date = $"202401{i + 10}" }));
        });
        Assert.Equal(["t0", "t1", "t2", "t3"], (await database.Store.ListTablesAsync(CancellationToken.None)).Select(t => t.Table));
        Assert.All(await database.Store.ListTablesAsync(CancellationToken.None), t => Assert.True(t is { Slices: 2, Bytes: > 0, LastCommit: not null }));
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_connection_cut_in_the_middle_fails_the_run_and_the_next_completes_it(string kind, WriteMode mode)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        SliceRows[] slices = [StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2), StoreTable.Day("20240203", B2)];
        await using (var writer = await database.Store.OpenWriterAsync(Spec(mode), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await TestServer.Get(kind).CutAsync(database.Definition.Database!);
            var e = await Assert.ThrowsAsync<DataSyncException>(async () => await writer.FlushAsync(CancellationToken.None));
            Assert.Equal("StoreUnreachable", e.Id);
            Assert.Same(e, await Assert.ThrowsAsync<DataSyncException>(async () => await writer.WriteAsync(StoreTable.Day("20240203", B2), CancellationToken.None)));
        }
        await using (var writer = await database.Store.OpenWriterAsync(Spec(mode), CancellationToken.None))
        {
            var done = (await database.MarkersAsync()).Select(m => m.Slice).Concat(writer.GenerationSlices).ToHashSet();
            Assert.Equal(["trade_date=20240102"], done);
            foreach (var slice in slices.Where(s => !done.Contains(s.Marker.Slice))) await writer.WriteAsync(slice, CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(A1, A2, B2), await database.ReadAsync());
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_slice_larger_than_memory_is_taken_whole_or_not_at_all(string kind, WriteMode mode)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await using var store = SqlStores.Open(database.Definition, new() { BufferBytes = 1, CommitRows = 50 });
        var rows = Enumerable.Range(0, 60).Select(i => new Row($"C{i}", "20240103", i)).ToArray();
        await using (var writer = await store.OpenWriterAsync(Spec(mode), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(StoreTable.Day("20240103", [.. rows, new Row("half \uD83D", "20240103", 1)]), CancellationToken.None));
            Assert.Single(mode == WriteMode.Replace ? writer.GenerationSlices : [.. (await database.MarkersAsync()).Select(m => m.Slice)]);
            await writer.WriteAsync(StoreTable.Day("20240103", rows), CancellationToken.None);
            await writer.WriteAsync(StoreTable.Day("20240203", B2), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted([A1, .. rows, B2]), await database.ReadAsync());
        Assert.Equal(3, (await database.MarkersAsync()).Count);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Columns_are_added_and_widened_with_the_data_they_have(string kind, WriteMode mode)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await database.RunAsync(Spec(mode), StoreTable.Day("20240102", A1 with { Volume = 5 }));
        await using (var writer = await database.Store.OpenWriterAsync(Spec(mode, "g2"), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240103", A2 with { Volume = 6 }), CancellationToken.None);
            await writer.EvolveAsync([new("vol", DataType.Double), new("extra", DataType.Decimal(10, 2)) { Description = "more" }], CancellationToken.None);
            Assert.Equal([.. StoreTable.Columns.Select(c => c.Name == "vol" ? "vol Double" : c.ToString()), "extra Decimal(10,2)"], writer.State.Columns.Select(c => c.ToString()));
            await writer.WriteAsync(StoreTable.Day("20240203", B2 with { Volume = 7 }), CancellationToken.None);
            await writer.EvolveAsync([new("vol", DataType.String)], CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Row[] expected = [A1 with { Volume = 5 }, A2 with { Volume = 6 }, B2 with { Volume = 7 }];
        Assert.Equal(Row.Sorted(mode == WriteMode.Replace ? expected[1..] : expected).Select(r => r + "|∅"), await database.ReadAsync());
        Assert.Equal("vol String", (await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.Columns[3].ToString());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_user_who_may_not_write_is_told_so(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await database.RunAsync(Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        var user = await TestServer.Get(kind).CreateReaderAsync(database.Definition.Database!);
        await using var store = SqlStores.Open(database.Definition with { User = user }, new());
        var error = await Assert.ThrowsAsync<DataSyncException>(() => store.WriteAsync(Spec(WriteMode.Append), StoreTable.Day("20240103", A2)));
        Assert.Equal("StoreNotWritable", error.Id);
        Assert.Contains(kind == "MySql" ? "The user lacks INSERT, UPDATE, DELETE, CREATE, " : "The user lacks USAGE, CREATE on schema \"public\", ", error.Message);
        var test = await store.TestAsync(CancellationToken.None);
        Assert.True(test is { Reachable: true, Writable: false, Version: not null, MissingRights.Count: > 0 }, $"{test}");
        Assert.Equal(1, (await store.ReadAllAsync(StoreTable.Name)).Sum(b => b.RowCount));
        Assert.True(await database.Store.TestAsync(CancellationToken.None) is { Reachable: true, Writable: true, Message: null });
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_server_that_is_not_there_is_named(string kind)
    {
        await using var store = SqlStores.Open(new Store { Name = "s", Kind = kind, Server = "127.0.0.1:1", Database = "d", User = "u", Settings = new() { ["ConnectTimeout"] = 2 } }, new());
        var e = await Assert.ThrowsAsync<DataSyncException>(() => store.GetStateAsync("t", CancellationToken.None));
        Assert.Equal("StoreUnreachable", e.Id);
        Assert.Contains("127.0.0.1:1/d", e.Message);
        Assert.True(await store.TestAsync(CancellationToken.None) is { Reachable: false, Message: not null });
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Batches_without_columns_or_rows_are_taken(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        var spec = Spec(WriteMode.Append);
        await database.Store.WriteAsync(spec, SqlStores.Slice("s=1", new RowBatch([], 3)), SqlStores.Slice("s=2", Row.Batch([])), SqlStores.Slice("s=3"));
        Assert.Equal(["∅|∅|∅|∅|∅", "∅|∅|∅|∅|∅", "∅|∅|∅|∅|∅"], await database.ReadAsync());
        Assert.Equal(3, (await database.MarkersAsync()).Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Slices_are_removed_where_they_can_be_told_apart(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await database.RunAsync(Spec(WriteMode.ReplaceSlice), StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2));
        var birth = (await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId;
        Assert.Equal(1, await database.Store.RemoveAsync(StoreTable.Name, ["trade_date=20240102"], TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(Row.Sorted(A2), await database.ReadAsync());
        Assert.Equal(["trade_date=20240103"], (await database.MarkersAsync()).Select(m => m.Slice));
        Assert.NotEqual(birth, (await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId);
        Assert.Equal(1, await database.Store.RemoveAsync(StoreTable.Name, null, TimeSpan.Zero, CancellationToken.None));
        Assert.Null(await database.Store.GetStateAsync(StoreTable.Name, CancellationToken.None));
        await database.RunAsync(Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        Assert.Equal("SliceNotSeparable", (await Assert.ThrowsAsync<DataSyncException>(() => database.Store.RemoveAsync(StoreTable.Name, ["trade_date=20240102"], TimeSpan.Zero, CancellationToken.None))).Id);
        Assert.Equal(Row.Sorted(A1), await database.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Many_small_slices_share_commits(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        await using var store = SqlStores.Open(database.Definition, new() { CommitRows = 100 });
        await using var writer = await store.OpenWriterAsync(Spec(WriteMode.Upsert), CancellationToken.None);
        var durable = new List<SliceMarker>();
        for (var i = 0; i < 250; i++) durable.AddRange(await writer.WriteAsync(StoreTable.Slice($"s={i}", [], new Row($"C{i % 120}", "20240102", i)), CancellationToken.None));
        Assert.Equal(200, durable.Count);
        Assert.Equal(2, durable.Select(m => m.Sequence).Distinct().Count());
        var summary = await writer.CompleteAsync(CancellationToken.None);
        Assert.Equal((50, 130L), (summary.Committed.Count, summary.Conflicts));
        Assert.Equal(Row.Sorted(Enumerable.Range(130, 120).Select(i => new Row($"C{i % 120}", "20240102", i))), await database.ReadAsync());
        Assert.Equal(250, (await database.MarkersAsync()).Count);
        Assert.Equal(50, (await database.MarkersAsync(after: 2)).Count);
    }
}
