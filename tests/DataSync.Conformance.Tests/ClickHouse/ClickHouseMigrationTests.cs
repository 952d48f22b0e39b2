using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Conformance.Tests.Migrations;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores;
using DataSync.Stores.ClickHouse;
using Xunit;

namespace DataSync.Conformance.Tests.ClickHouse;

/// <summary>What migrations in ClickHouse promise besides: values of every type in every other, versions of rows, kept columns, slices, generations, readers and writers at the same time, edited scripts, clusters.</summary>
public sealed class ClickHouseMigrationTests
{
    private static readonly Row A1 = new("A", "20240102", 1, 5), A2 = new("A", "20240103", 2, 6), B2 = new("B", "20240203", 4, null);

    /// <summary>Values that are easily changed on their way: signs, limits, exponents, digits that no double holds, days far off, forms that texts have.</summary>
    private static readonly IReadOnlyDictionary<DataType, object[]> Values = new Dictionary<DataType, object[]>
    {
        [DataType.Int64] = [0L, 1L, -1L, long.MaxValue, long.MinValue, 1L << 53, (1L << 53) + 1, 20240229L, 19000101L],
        [DataType.Double] = [0.0, -0.0, 1.0, -7.0, 0.1, 1e14, 1e15, 123456789012345680.0, 12345678901234568.0, 1e20, 1e21, 1e22, -1.5e300, 5e-324, double.MaxValue, 1e-4, 0.00012, 1e-5, 1.25e-7, 20240229.0, 4503599627370497.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity],
        [DataType.Decimal(28, 4)] = [0m, 1m, -0.5m, 12.5m, 100m, 999999999999999999999999.9999m, -9007199254740993m, 0.0001m, 8.41m, 20240229m],
        [DataType.Decimal(9, 2)] = [0m, 1m, -0.05m, 9999999.99m],
        [DataType.Boolean] = [true, false],
        [DataType.Date] = [new DateOnly(1900, 1, 1), new DateOnly(1969, 12, 31), new DateOnly(2024, 2, 29), new DateOnly(2299, 12, 31)],
        [DataType.Timestamp] = [new DateTime(1900, 1, 1), new DateTime(1969, 12, 31, 23, 59, 59, 999).AddMicroseconds(999), new DateTime(2024, 2, 29, 0, 0, 0), new DateTime(2024, 2, 29, 1, 2, 3).AddMicroseconds(120000), new DateTime(2299, 12, 31)],
        [DataType.TimestampTz] = [new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc), new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc).AddMicroseconds(5)],
        [DataType.Binary] = [Array.Empty<byte>(), new byte[] { 0, 255, 39, 92 }],
        [DataType.Json] = ["{\"a\": [1, 2]}", "1", "\"2024-01-02\"", "true", "1.50"],
        [DataType.String] =
        [
            "", "0", "1", "-1", "+7", "1.0", "1.50", "-0.05", ".5", "5.", "1e3", "1E-2", "9223372036854775807", "-9223372036854775808", "9007199254740993", "0.30000000000000004", "8.41", "1.7976931348623157E+308", "5E-324", "2.2250738585072011e-308",
            "123456789012345678901234.5678", "true", "FALSE", "True", "NaN", "Infinity", "-inf", "000001", " 1", "1 ", "x", "it's \\ \"quoted\"\n", "{}", "[1]", "AAEC", "AA EC",
            "20240229", "2024-02-29", "2024/02/29", "2024-02-29T00:00:00", "2024-02-29 01:02:03.123456", "2024-02-29T01:02:03.1", "20240229 010203", "20240229010203", "2024/02/29 01:02", "1900-01-01", "2299-12-31 23:59:59.999999", "1899-12-31", "2023-02-29",
            "2024-02-29T01:02:03Z", "2024-02-29T01:02:03.5+08:00", "2024-02-29 01:02 -05:30", "20240229 010203 +00:00",
        ],
    };

    public static TheoryData<string> Types() => [.. Values.Keys.Select(t => t.ToString())];

    [Theory, MemberData(nameof(Types))]
    public async Task A_value_becomes_what_it_becomes_elsewhere_in_every_other_type(string name)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        var migrator = (IMigratesTables)table.Store;
        var from = DataType.Parse(name);
        // a column for each other type, with the values that have an exact form in it; of those that have none the check is to tell
        var targets = Values.Keys.Where(t => t != from).Select((to, i) => (To: to, Column: new Column($"c{i}", from), Values: Values[from].Where(v => TryConvert(v, from, to, out _)).ToList())).ToList();
        var steps = targets.Select(t => StepText.Read($"retype column {t.Column.Name} to {t.To}")).ToList();
        var rows = Values[from].Length + 1;
        await WriteAsync("all", _ => Values[from]);
        var problems = (await migrator.CheckAsync("all", steps, CancellationToken.None)).ToDictionary(p => ((RetypeColumn)p.Step).Type, p => p.Rows);
        foreach (var (to, _, values) in targets) Assert.True(problems.GetValueOrDefault(to) == Values[from].Length - values.Count, $"{from} to {to}: {problems.GetValueOrDefault(to)} rows refused of {Values[from].Length}, and {values.Count} are exact");

        await WriteAsync("t", t => t.Values);
        await MigrationTable.MigrateAsync(migrator, "t", steps, "m");
        var batch = (await table.Store.ReadAllAsync("t", new ReadQuery { OrderBy = ["n"] })).Single();
        Assert.Equal(rows, batch.RowCount);
        foreach (var (to, column, values) in targets)
        {
            var vector = batch.Columns[batch.IndexOf(column.Name)];
            for (var row = 0; row < rows; row++)
            {
                object? expected = null;
                if (row < values.Count) TryConvert(values[row], from, to, out expected);
                Assert.True(Same(expected, vector.GetValue(row)), $"{from} to {to}: {Text(row < values.Count ? values[row] : null)} is {Text(vector.GetValue(row))}, not {Text(expected)}");
            }
        }

        Task WriteAsync(string target, Func<(DataType To, Column Column, List<object> Values), IReadOnlyList<object?>> select)
        {
            var numbers = Vector(new Column("n", DataType.Int64), [.. Enumerable.Range(0, rows).Select(i => (object?)(long)i)]);
            var vectors = targets.Select(t => Vector(t.Column, [.. select(t), .. Enumerable.Repeat<object?>(null, rows - select(t).Count)])).Prepend(numbers).ToArray();
            return table.Store.WriteAsync(new TargetSpec { Table = target, Mode = WriteMode.Append, Columns = [.. vectors.Select(v => v.Column)] }, ClickHouseStores.Slice("s", new RowBatch(vectors, rows)));
        }
    }

    [Theory]
    [InlineData("retype column vol to String\nrename column close to price")]
    [InlineData("rename column vol to volume\nadd column vol Double default 2.5")]
    [InlineData("change key to trade_date, ts_code\nrename column name to label")]
    public async Task The_row_of_the_higher_version_still_holds(string steps)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        var spec = StoreTable.Spec(WriteMode.Upsert) with { VersionColumn = "close" };
        await table.RunAsync(spec, StoreTable.Day("20240102", A1 with { Close = 3 }, B2));
        await table.RunAsync(spec, StoreTable.Day("20240102", A1 with { Close = 1 }));
        await MigrateAsync(table, steps, "m");
        var state = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!;
        Assert.Equal(2, (await table.ReadAsync()).Count);
        foreach (var (close, holds) in new[] { (2.0, 3.0), (4.0, 4.0), (3.5, 4.0) })
        {
            var rows = new Dictionary<string, object?> { ["ts_code"] = "A", ["trade_date"] = new DateOnly(2024, 1, 2), [state.VersionColumn!] = close };
            var batch = new RowBatch([.. state.Columns.Select(c => Vector(c, [rows.GetValueOrDefault(c.Name)]))], 1);
            await table.Store.WriteAsync(spec with { Columns = state.Columns, Key = state.Key, VersionColumn = state.VersionColumn }, ClickHouseStores.Slice("trade_date=20240102", batch));
            var stored = (await table.Store.ReadAllAsync(StoreTable.Name, new ReadQuery { Columns = [state.VersionColumn!], Where = new Dictionary<string, IReadOnlyList<object?>> { ["ts_code"] = ["A"] } })).Single();
            Assert.Equal(holds, Assert.Single(Enumerable.Range(0, stored.RowCount).Select(i => (double)stored.Columns[0].GetValue(i)!)));
        }
        Assert.Equal("MigrationNotSupported", (await Assert.ThrowsAsync<DataSyncException>(() => MigrateAsync(table, $"retype column {state.VersionColumn} to String", "m2"))).Id);
    }

    [Theory]
    [InlineData(WriteMode.Upsert, "retype column close to Decimal(10,2)"), InlineData(WriteMode.Append, "retype column close to Decimal(10,2)"), InlineData(WriteMode.ReplaceSlice, "change key to trade_date, ts_code"), InlineData(WriteMode.Upsert, null)]
    public async Task A_dropped_column_is_kept_while_others_change_and_comes_back(WriteMode mode, string? between)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(mode, "month(trade_date)"), StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2), StoreTable.Day("20240203", B2));
        await MigrateAsync(table, "drop column vol", "m1");
        Assert.Equal([5L, 6L, null], await ClickHouseStores.QueryAsync(table.Definition.Database!, $"SELECT datasync_archived_vol FROM daily {(mode == WriteMode.Upsert ? "FINAL" : "")} ORDER BY trade_date"));
        if (between is not null) await MigrateAsync(table, between, "m2");
        var state = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!;
        var day = new Dictionary<string, object?> { ["ts_code"] = "C", ["trade_date"] = new DateOnly(2024, 3, 1), ["close"] = state.Columns.First(c => c.Name == "close").Type.Kind == DataKind.Decimal ? 1m : 1.0 };
        var more = ClickHouseStores.Slice("trade_date=20240301", new RowBatch([.. state.Columns.Select(c => Vector(c, [day.GetValueOrDefault(c.Name)]))], 1)) with { Conditions = [new("trade_date", FilterOperator.Equals, [new DateOnly(2024, 3, 1)])] };
        await table.Store.WriteAsync(StoreTable.Spec(mode, "month(trade_date)") with { Columns = state.Columns, Key = state.Key }, more);
        var wrong = await Assert.ThrowsAsync<DataSyncException>(() => MigrateAsync(table, "restore column vol Double", "m3"));
        Assert.Equal("MigrationNotSupported", wrong.Id);
        await MigrateAsync(table, "restore column vol Int64", "m3");
        var vol = (await table.Store.ReadAllAsync(StoreTable.Name, new ReadQuery { Columns = ["vol", "trade_date"], OrderBy = ["trade_date"] })).SelectMany(b => Enumerable.Range(0, b.RowCount).Select(i => b.Columns[0].GetValue(i)));
        Assert.Equal([5L, 6L, null, null], vol);
        Assert.Equal(between is null ? ["m1", "m3"] : ["m1", "m2", "m3"], (await ((IMigratesTables)table.Store).ReadMigrationsAsync(StoreTable.Name, CancellationToken.None)).Select(m => m.Id));
    }

    [Theory]
    [InlineData("rename column trade_date to day", true), InlineData("rename column vol to v\nretype column v to Decimal(20,2)", true), InlineData("drop column vol", false), InlineData("retype column vol to String\nchange key to trade_date, ts_code", true)]
    public async Task Slices_know_their_rows_after_a_migration(string steps, bool isKnown)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        var spec = StoreTable.Spec(WriteMode.ReplaceSlice);
        await table.RunAsync(spec, StoreTable.Day("20240102", A1), StoreTable.Slice("vol=6", [new("vol", FilterOperator.Equals, [6L])], A2), StoreTable.Day("20240203", B2));
        await MigrateAsync(table, steps, "m");
        Assert.Equal(1, await table.Store.RemoveAsync(StoreTable.Name, ["trade_date=20240102"], TimeSpan.Zero, CancellationToken.None));
        if (isKnown) Assert.Equal(1, await table.Store.RemoveAsync(StoreTable.Name, ["vol=6"], TimeSpan.Zero, CancellationToken.None));
        else Assert.Equal("SliceNotSeparable", (await Assert.ThrowsAsync<DataSyncException>(() => table.Store.RemoveAsync(StoreTable.Name, ["vol=6"], TimeSpan.Zero, CancellationToken.None))).Id);
        Assert.Equal(isKnown ? 1 : 2, (await table.ReadAsync()).Count);
    }

    [Fact]
    public async Task An_unfinished_generation_starts_over_and_the_next_knows_the_migrations()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Replace, generation: "g1"), StoreTable.Day("20240102", A1));
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, generation: "g2"), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }
        await MigrateAsync(table, "add column more Int64", "m");
        Assert.Equal([A1 + "|∅"], await table.ReadAsync());
        var columns = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.Columns;
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, generation: "g2") with { Columns = columns }, CancellationToken.None))
        {
            Assert.Empty(writer.GenerationSlices);
            await writer.WriteAsync(StoreTable.Day("20240203", B2), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal([B2 + "|∅"], await table.ReadAsync());
        Assert.Equal("m", Assert.Single(await ((IMigratesTables)table.Store).ReadMigrationsAsync(StoreTable.Name, CancellationToken.None)).Id);
        Assert.False(await HasLeftoversAsync(table));
    }

    [Fact]
    public async Task What_others_gave_a_table_stays_where_no_value_changes_and_comments_always()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert) with { Description = "Prices" }, StoreTable.Day("20240102", A1));
        await ClickHouseStores.Server.ExecuteAsync("ALTER TABLE daily ADD INDEX own close TYPE minmax, COMMENT COLUMN close 'it\\'s \\\\ dear'", table.Definition.Database);
        var script = await ((IMigratesTables)table.Store).ScriptAsync(StoreTable.Name, StepText.ReadLines("rename column close to price\nadd column more Int64"), CancellationToken.None);
        Assert.DoesNotContain("INSERT", script.Up, StringComparison.Ordinal);
        await MigrateAsync(table, "rename column close to price\nadd column more Int64", "m1");
        Assert.Equal(["own"], await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT name FROM system.data_skipping_indices WHERE database = currentDatabase()"));
        await MigrateAsync(table, "retype column price to Decimal(10,2)\nrename column ts_code to code", "m2");
        Assert.Equal(["it's \\ dear", "Prices"], await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT comment FROM system.columns WHERE database = currentDatabase() AND table = 'daily' AND name = 'price' UNION ALL SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = 'daily'"));
        Assert.Equal(["code, trade_date"], await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT sorting_key FROM system.tables WHERE database = currentDatabase() AND name = 'daily'"));
    }

    [Fact]
    public async Task Readers_see_one_of_the_two_whatever_the_moment()
    {
        await using var place = await MigrationTable.CreateAsync("ClickHouse");
        await place.FillAsync("t", WriteMode.Upsert);
        var before = (await place.ReadAsync("t")).Rows.Count;
        using var ended = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            await using var other = MigrationTable.Open(place.Definition);
            var reads = 0;
            for (; !ended.IsCancellationRequested; reads++)
            {
                var (rows, values) = (0, new HashSet<string>());
                await foreach (var batch in other.ReadAsync("t", new ReadQuery(), CancellationToken.None))
                {
                    rows += batch.RowCount;
                    var vector = batch.Columns.First(c => c.Column.Name is "vol" or "volume");
                    for (var i = 0; i < batch.RowCount; i++) values.Add(vector.GetValue(i) is { } value ? ValueConverter.ToText(value, vector.Column.Type) : "null");
                }
                Assert.Equal(before, rows);
                Assert.Equal(["-1", "7", "9007199254740992", "null"], values.Order(StringComparer.Ordinal));
                Assert.Equal(3, (await other.ReadMarkersAsync("t", 0, CancellationToken.None).ToListAsync()).Count);
            }
            return reads;
        });
        string[] changes = ["rename column vol to volume", "retype column volume to Decimal(20,0)", "rename column volume to vol\ndrop column name", "retype column vol to String", "retype column vol to Int64"];
        try
        {
            foreach (var (i, steps) in changes.Index()) await MigrationTable.MigrateAsync(place.Migrator, "t", StepText.ReadLines(steps), $"m{i}");
        }
        finally
        {
            await ended.CancelAsync();
        }
        Assert.True(await reading > changes.Length);
    }

    [Fact]
    public async Task A_writer_that_a_migration_took_the_table_from_changes_nothing()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        var folder = FileTable.NewFolder();
        try
        {
            // another workspace, as on another machine, does not know of the lease
            await using var elsewhere = ClickHouseStores.Open(table.Definition, workspace: Workspace.Create(folder));
            await using var old = await elsewhere.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None);
            await MigrateAsync(table, "reorder columns trade_date, ts_code, close, vol, name", "m");
            await old.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            Assert.Equal("TargetLocked", (await Assert.ThrowsAsync<DataSyncException>(async () => await old.CompleteAsync(CancellationToken.None))).Id);
            Assert.Single(await table.ReadAsync());
            Assert.Single(await table.MarkersAsync());

            await using var busy = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append) with { Columns = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.Columns }, CancellationToken.None);
            var locked = await Assert.ThrowsAsync<DataSyncException>(() => ((IMigratesTables)table.Store).MigrateAsync(new TableMigration { Id = "m2", Table = StoreTable.Name, Script = "-- step: drop column vol", LockTimeout = TimeSpan.Zero }, CancellationToken.None));
            Assert.Equal("TargetLocked", locked.Id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("FROM `daily` FINAL", "FROM `daily` FINAL WHERE vol = 5", "of its 2 rows the copy has 1")]
    [InlineData("`close` Nullable(Decimal(10, 2))", "`close` Nullable(Decimal(12, 2))", "of type Nullable(Decimal(12, 2)) and not Nullable(Decimal(10, 2))")]
    [InlineData("ORDER BY (`ts_code`, `trade_date`)", "ORDER BY (`trade_date`, `ts_code`)", "Tables have different ordering")]
    [InlineData("_datasync_version UInt64 MATERIALIZED", "_datasync_version UInt32 MATERIALIZED", "Tables have different structure")]
    [InlineData("INSERT INTO `datasync", "INSERT INTO `other", "in: INSERT INTO")]
    public async Task An_edited_script_that_does_otherwise_than_it_says_changes_nothing(string what, string by, string why)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2));
        var before = await table.ReadAsync();
        var migrator = (IMigratesTables)table.Store;
        var script = (await migrator.ScriptAsync(StoreTable.Name, StepText.ReadLines("retype column close to Decimal(10,2)"), CancellationToken.None)).Up;
        Assert.Contains(what, script, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<DataSyncException>(() => migrator.MigrateAsync(new TableMigration { Id = "m", Table = StoreTable.Name, Script = script.Replace(what, by, StringComparison.Ordinal) }, CancellationToken.None));
        Assert.Equal("MigrationFailed", error.Id);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await table.ReadAsync());
        Assert.Empty(await migrator.ReadMigrationsAsync(StoreTable.Name, CancellationToken.None));
        Assert.False(await HasLeftoversAsync(table));
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240203", B2));
        Assert.True((await migrator.MigrateAsync(new TableMigration { Id = "m", Table = StoreTable.Name, Script = script }, CancellationToken.None)).WasApplied);
    }

    [Fact]
    public async Task Statements_that_change_no_column_are_done_once()
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1));
        var migration = new TableMigration { Id = "m", Table = StoreTable.Name, Script = "ALTER TABLE daily ADD INDEX own vol TYPE minmax;" };
        Assert.True((await ((IMigratesTables)table.Store).MigrateAsync(migration, CancellationToken.None)).WasApplied);
        Assert.False((await ((IMigratesTables)table.Store).MigrateAsync(migration, CancellationToken.None)).WasApplied);
        var lines = await Assert.ThrowsAsync<DataSyncException>(() => ((IMigratesTables)table.Store).MigrateAsync(migration with { Id = "m2", Script = "-- step: drop column vol\nALTER TABLE daily DROP COLUMN vol2;" }, CancellationToken.None));
        Assert.Equal("MigrationFailed", lines.Id);
        Assert.Equal(1, await table.Store.RemoveAsync(StoreTable.Name, null, TimeSpan.Zero, CancellationToken.None));
        Assert.Empty(await ((IMigratesTables)table.Store).ReadMigrationsAsync(StoreTable.Name, CancellationToken.None));
    }

    [Fact]
    public async Task On_a_cluster_the_way_around_is_said()
    {
        await using var store = ClickHouseStores.Open(new Store { Name = "s", Kind = "ClickHouse", Server = "127.0.0.1:1", Database = "d", Settings = new JsonObject { ["Cluster"] = "main" } });
        foreach (var work in new Func<Task>[] { () => store.CheckAsync("t", [], CancellationToken.None), () => store.ScriptAsync("t", [], CancellationToken.None), () => store.MigrateAsync(new TableMigration { Id = "m", Table = "t", Script = "" }, CancellationToken.None) })
        {
            var refusal = await Assert.ThrowsAsync<DataSyncException>(work);
            Assert.Equal("MigrationNotSupported", refusal.Id);
            Assert.Contains("Copy-DsData", refusal.Advice, StringComparison.Ordinal);
        }
    }

    private static Task<MigrationResult> MigrateAsync(DatabaseTable table, string steps, string id) => MigrationTable.MigrateAsync((IMigratesTables)table.Store, StoreTable.Name, StepText.ReadLines(steps), id);

    private static async Task<bool> HasLeftoversAsync(DatabaseTable table)
    {
        var tables = await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT name FROM system.tables WHERE database = currentDatabase() AND name NOT IN ('daily', 'datasync_target', 'datasync_slice')");
        var births = await ClickHouseStores.QueryAsync(table.Definition.Database!, "SELECT DISTINCT birth FROM (SELECT birth FROM datasync_target UNION ALL SELECT birth FROM datasync_slice)");
        return tables.Count > 0 || births.Count > 1;
    }

    private static bool TryConvert(object value, DataType from, DataType to, out object? result)
    {
        if (to.Kind == DataKind.String) result = ValueConverter.ToText(value, from);
        else if (!ValueConverter.TryConvert(value, to, null, null, out result)) return false;
        return ClickHouseTypes.FindUnrepresentable(Vector(new Column("c", to), [result])) is null;
    }

    private static bool Same(object? a, object? b) => a is double x && b is double y ? double.IsNaN(x) && double.IsNaN(y) || BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y) : a is byte[] m && b is byte[] n ? m.AsSpan().SequenceEqual(n) : Equals(a, b);

    private static string Text(object? value) => value switch { null => "null", byte[] bytes => Convert.ToHexString(bytes), string text => $"'{text}'", DateTime time => time.ToString("O"), _ => FormattableString.Invariant($"{value}") };

    private static ColumnVector Vector(Column column, IReadOnlyList<object?> values)
    {
        var vector = ColumnVector.Create(column);
        foreach (var value in values) vector.AppendObject(value);
        return vector;
    }
}
