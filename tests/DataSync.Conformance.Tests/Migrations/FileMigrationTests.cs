using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores;
using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>What migrations of files promise besides: what a glob finds, dropped columns that are kept and come back, folders, slices, waiting rows, the log.</summary>
public sealed class FileMigrationTests
{
    private static readonly Row A1 = new("A", "20240102", 1, 5), A2 = new("A", "20240103", 2, 6), B2 = new("B", "20240203", 4, null), A3 = new("A", "20240204", 5, 7);

    public static TheoryData<string> Kinds() => [.. FileTable.FileKinds];

    public static TheoryData<string> FourKinds() => ["Parquet", "Csv", "JsonArray", "Excel"];

    [Theory, MemberData(nameof(FourKinds))]
    public async Task Other_readers_find_the_new_columns_and_every_row_once(string kind)
    {
        await using var place = await MigrationTable.CreateAsync(kind);
        foreach (var (change, i) in MigrationChange.Allowed.Select((c, i) => (c, i)))
        {
            if (kind == "Excel" && i % 4 != 0) continue; // ClosedXML takes its time
            foreach (var mode in new[] { WriteMode.Upsert, WriteMode.Append })
            {
                var table = $"{mode}{i}";
                await place.FillAsync(table, mode);
                await MigrationTable.MigrateAsync(place.Migrator, table, change.Read(), "m");
                var stored = await place.ReadAsync(table);
                var (names, rows) = await FileWitness.ReadAsync(kind, Path.Combine(place.Definition.Path!, table), stored.Columns);
                var expected = stored.Rows.Select(r => string.Join("|", stored.Columns.Select(c => FileWitness.Text(r[c.Name] ?? (kind == "Excel" && c.Type.IsText ? "" : null))))).Order(StringComparer.Ordinal).ToList();
                if (kind == "Parquet" && change.Steps == "add column turnover Double") Assert.Equal(stored.Columns.Count - 1, names.Count); // lags until Optimize-DsStore
                else Assert.Equal(stored.Columns.Select(c => c.Name), names);
                if (names.Count == stored.Columns.Count) Assert.True(expected.SequenceEqual(rows), $"{kind} {mode} {change}:\n{string.Join("\n", expected)}\nread\n{string.Join("\n", rows)}");
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_dropped_column_is_kept_where_no_glob_finds_it_and_comes_back_by_key(string kind)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2), StoreTable.Day("20240203", B2));
        var before = await table.ReadAsync();
        var migrator = (IMigratesTables)table.Store;
        var script = await migrator.ScriptAsync(StoreTable.Name, StepText.ReadLines("drop column vol"), CancellationToken.None);
        await MigrateAsync(table, "drop column vol", "m1");
        Assert.All(Directory.EnumerateFiles(table.Paths.Bookkeeping, "*", SearchOption.AllDirectories), f => Assert.False(f.EndsWith(table.Format.Extension, StringComparison.Ordinal)));
        Assert.Equal(2, Directory.EnumerateFiles(table.Paths.Bookkeeping, "*.archive", SearchOption.AllDirectories).Count());

        // meanwhile a row goes on, and one is new
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Upsert), CancellationToken.None))
        {
            await writer.WriteAsync(Without("vol", StoreTable.Day("20240204", A3)), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(["restore column vol Int64"], migrator.ReadSteps(script.Down).Select(s => s.ToString()));
        await migrator.MigrateAsync(new TableMigration { Id = "m2", Table = StoreTable.Name, Script = script.Down }, CancellationToken.None);
        await MigrateAsync(table, "reorder columns ts_code, trade_date, close, vol, name", "m3");
        Assert.Equal([.. before.Append((A3 with { Volume = null }).ToString()).Order(StringComparer.Ordinal)], await table.ReadAsync());
        Assert.Equal(["m1", "m2", "m3"], (await migrator.ReadMigrationsAsync(StoreTable.Name, CancellationToken.None)).Select(m => m.Id));
    }

    [Theory]
    [InlineData(WriteMode.Append, "drop column vol", "restore column vol Int64", "the table had no key")]
    [InlineData(WriteMode.Upsert, "drop column vol\nchange key to trade_date, ts_code", "restore column vol Int64", "another key (ts_code, trade_date)")]
    [InlineData(WriteMode.Upsert, "drop column vol", "restore column vol Double", "keeps no such column")]
    [InlineData(WriteMode.Upsert, "drop column vol without archive", "restore column vol Int64", "keeps no such column")]
    public async Task A_column_that_cannot_come_back_says_why_and_where_it_is(WriteMode mode, string drop, string restore, string why)
    {
        await using var table = new FileTable("Csv");
        await table.RunAsync(StoreTable.Spec(mode), StoreTable.Day("20240102", A1), StoreTable.Day("20240203", B2));
        var script = await ((IMigratesTables)table.Store).ScriptAsync(StoreTable.Name, StepText.ReadLines(drop), CancellationToken.None);
        await MigrateAsync(table, drop, "m1");
        var refusal = await Assert.ThrowsAsync<DataSyncException>(() => MigrateAsync(table, restore, "m2"));
        Assert.Equal("MigrationNotSupported", refusal.Id);
        Assert.Contains(why, refusal.Message);
        if (!why.StartsWith("keeps", StringComparison.Ordinal)) Assert.True(Directory.Exists(Path.Combine(table.TableFolder, refusal.Advice!.Split('\'')[1])));
        if (restore.EndsWith("Int64", StringComparison.Ordinal)) Assert.Equal("", script.Down);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_renamed_partition_column_renames_the_folders(string kind)
    {
        foreach (var mode in Enum.GetValues<WriteMode>())
        {
            await using var table = new FileTable(kind);
            await table.RunAsync(StoreTable.Spec(mode), StoreTable.Day("20240102", A1), StoreTable.Day("20240203", B2));
            await MigrateAsync(table, "rename column trade_date to day", "m");
            Assert.Equal(["_datasync", "day_month=2024-01", "day_month=2024-02"], Directory.EnumerateFileSystemEntries(table.TableFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            var state = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!;
            Assert.Equal(("month(day)", "day"), (state.Partitioning, state.Columns[1].Name));
            Assert.Equal(Row.Sorted(A1), await table.ReadAsync(new ReadQuery { Where = new Dictionary<string, IReadOnlyList<object?>> { ["day"] = [StoreTable.ParseDay("20240102")] } }));

            // a folder that is gone takes its slices with it, by its new name
            if (mode == WriteMode.Replace) continue;
            Directory.Delete(Path.Combine(table.TableFolder, "day_month=2024-01"), recursive: true);
            var spec = StoreTable.Spec(mode) with { Columns = state.Columns, Key = state.Key, Partitioning = Partitioning.Parse("month(day)") };
            await using var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None);
            Assert.Equal(mode == WriteMode.Append ? [] : ["trade_date=20240203"], (await table.MarkersAsync()).Select(m => m.Slice));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_new_column_of_the_folder_s_field_moves_the_folders(string kind)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1));
        await MigrateAsync(table, "add column trade_date_month String", "m");
        Assert.True(Directory.Exists(Path.Combine(table.TableFolder, "trade_date_month_=2024-01")));
        Assert.Equal([A1 + "|∅"], await table.ReadAsync());
    }

    [Theory]
    [InlineData("rename column trade_date to day", true)]
    [InlineData("retype column name to Json\nadd column more Int64", true)]
    [InlineData("drop column vol", false)]
    [InlineData("retype column vol to String", true)]
    [InlineData("rename column vol to v\nretype column v to Decimal(20,2)\nrename column v to vol", true)]
    public async Task Slices_know_their_rows_after_a_migration_and_after_the_log_is_compacted(string steps, bool isKnown)
    {
        foreach (var options in new[] { new FileStoreOptions(), new FileStoreOptions { LogBytes = 1 } })
        {
            await using var table = new FileTable("Parquet", options: options);
            var spec = StoreTable.Spec(WriteMode.ReplaceSlice);
            var (a1, a2, b2) = (A1 with { Name = "{}" }, A2 with { Name = "{}" }, B2 with { Name = "{}" });
            await table.RunAsync(spec, StoreTable.Day("20240102", a1), StoreTable.Slice("vol=6", [new("vol", FilterOperator.Equals, [6L])], a2), StoreTable.Day("20240203", b2));
            await MigrateAsync(table, steps, "m1");
            await MigrateAsync(table, "add column last Double default 1.5", "m2");
            Assert.Equal("MigrationChanged", (await Assert.ThrowsAsync<DataSyncException>(() => MigrateAsync(table, "drop column last", "m2"))).Id);
            Assert.Equal(1, await table.Store.RemoveAsync(StoreTable.Name, ["trade_date=20240102"], TimeSpan.Zero, CancellationToken.None));
            if (isKnown) Assert.Equal(1, await table.Store.RemoveAsync(StoreTable.Name, ["vol=6"], TimeSpan.Zero, CancellationToken.None));
            else Assert.Equal("SliceNotSeparable", (await Assert.ThrowsAsync<DataSyncException>(() => table.Store.RemoveAsync(StoreTable.Name, ["vol=6"], TimeSpan.Zero, CancellationToken.None))).Id);
            Assert.Equal(isKnown ? 1 : 2, (await table.ReadAsync()).Count);
            Assert.Equal(["m1", "m2"], (await ((IMigratesTables)table.Store).ReadMigrationsAsync(StoreTable.Name, CancellationToken.None)).Select(m => m.Id));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Rows_that_wait_and_files_that_lag_are_migrated_too(string kind)
    {
        await using var table = new FileTable(kind, options: new FileStoreOptions { SpillBytes = 100, BlockRows = 2, MergeRuns = 3 });
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1));
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Upsert), CancellationToken.None))
        {
            await writer.EvolveAsync([new("added", DataType.Int64)], CancellationToken.None);
            foreach (var day in Enumerable.Range(10, 9)) await Flush(StoreTable.Day($"202402{day}", B2 with { Date = $"202402{day}" }));
            await Flush(StoreTable.Day("20240102", A1 with { Close = 9 }));

            async Task Flush(SliceRows slice)
            {
                await writer.WriteAsync(slice, CancellationToken.None);
                await writer.FlushAsync(CancellationToken.None);
            }
        }
        await MigrateAsync(table, "rename column added to more\nretype column close to Decimal(10,2)\nchange key to trade_date, ts_code", "m");
        var rows = await table.ReadAsync();
        Assert.Equal(10, rows.Count);
        Assert.StartsWith("A|2024-01-02|9", rows[0]);
        Assert.Empty(Directory.EnumerateFiles(table.Paths.DeltaFolder));
        Assert.Empty(Directory.EnumerateFiles(table.Paths.TempFolder));
        var manifest = new TableLog(table.Paths).ReadManifest()!;
        Assert.All(manifest.Files.Values, f => Assert.Equal(manifest.Schema, f.Schema));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Keys_that_become_equal_by_their_type_are_refused(string kind)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1 with { Code = "2024-01-05" }, A1 with { Code = "20240105" }, A1 with { Code = "20240106" }));
        var refusal = await Assert.ThrowsAsync<DataSyncException>(() => MigrateAsync(table, "retype column ts_code to Date", "m"));
        Assert.Equal("MigrationRefused", refusal.Id);
        Assert.Contains("1 row: ts_code=20240105, trade_date=2024-01-02: 'ts_code=20240105, trade_date=2024-01-02': another row has that key", refusal.Message);
        Assert.Equal(3, (await table.ReadAsync()).Count);
        Assert.Equal(3, (await table.ReadGlobAsync()).Count);
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240103", A2));
    }

    [Fact]
    public async Task A_value_that_the_format_cannot_hold_is_refused_and_nothing_changed()
    {
        await using var table = new FileTable("Json");
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1 with { Name = "{}" }, A1 with { Code = "B", Name = "no json" }));
        var refusal = await Assert.ThrowsAsync<DataSyncException>(() => MigrateAsync(table, "retype column name to Json", "m"));
        Assert.Equal("MigrationRefused", refusal.Id);
        Assert.Contains("ts_code=B, trade_date=2024-01-02: 'no json'", refusal.Message);
        Assert.Equal(2, (await table.ReadGlobAsync()).Count);
        Assert.Empty(await ((IMigratesTables)table.Store).ReadMigrationsAsync(StoreTable.Name, CancellationToken.None));
    }

    [Theory]
    [InlineData("drop column trade_date"), InlineData("retype column trade_date to Timestamp")]
    public async Task What_a_table_is_partitioned_by_stays_and_the_way_around_is_said(string step)
    {
        await using var table = new FileTable("Csv");
        await table.RunAsync(StoreTable.Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        var refusal = await Assert.ThrowsAsync<DataSyncException>(() => MigrateAsync(table, step, "m"));
        Assert.Equal("MigrationInvalid", refusal.Id);
        Assert.Contains("Copy-DsData", refusal.Advice);
    }

    [Fact]
    public async Task An_unfinished_generation_starts_over()
    {
        await using var table = new FileTable("Parquet");
        await table.RunAsync(StoreTable.Spec(WriteMode.Replace, generation: "g1"), StoreTable.Day("20240102", A1));
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, generation: "g2"), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }
        await MigrateAsync(table, "rename column vol to volume", "m");
        Assert.Equal(Row.Sorted(A1), await table.ReadAsync());
        var columns = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.Columns;
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, generation: "g2") with { Columns = columns }, CancellationToken.None))
        {
            Assert.Empty(writer.GenerationSlices);
            await writer.WriteAsync(Without("vol", StoreTable.Day("20240203", B2)), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(B2), await table.ReadAsync());
    }

    [Fact]
    public async Task A_writer_at_work_is_waited_for_and_named()
    {
        await using var table = new FileTable("Csv");
        await using var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<DataSyncException>(() => ((IMigratesTables)table.Store).MigrateAsync(new TableMigration { Id = "m", Table = StoreTable.Name, Script = "drop column vol", LockTimeout = TimeSpan.Zero }, CancellationToken.None));
        Assert.Equal("TargetLocked", refusal.Id);
        Assert.Contains("plan daily", refusal.Message);
    }

    /// <summary>Rows of a partition sort by the new key however many there are.</summary>
    [Theory, MemberData(nameof(FourKinds))]
    public async Task Files_are_sorted_by_the_new_key(string kind)
    {
        await using var table = new FileTable(kind, options: new FileStoreOptions { SpillBytes = 500, BlockRows = 8 });
        var rows = Enumerable.Range(0, 200).Select(i => new Row($"C{i % 10}", $"202401{10 + i / 10}", i, 199 - i)).ToArray();
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Slice("all", [], rows));
        await MigrateAsync(table, "change key to vol", "m");
        var volumes = new List<object?>();
        await foreach (var batch in table.Format.ReadAsync(File.OpenRead(Directory.EnumerateFiles(table.TableFolder, "data.*", SearchOption.AllDirectories).Single()), StoreTable.Columns, CancellationToken.None))
            for (var row = 0; row < batch.RowCount; row++) volumes.Add(batch.Columns[3].GetValue(row));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (object?)(long)i), volumes);
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert) with { Key = ["vol"] }, StoreTable.Slice("one", [], rows[7] with { Close = -1 }));
        Assert.Equal(Row.Sorted([.. rows[..7], rows[7] with { Close = -1 }, .. rows[8..]]), await table.ReadAsync());
    }

    [Theory]
    [InlineData("Parquet", WriteMode.Upsert), InlineData("Csv", WriteMode.Append), InlineData("Excel", WriteMode.ReplaceSlice), InlineData("JsonArray", WriteMode.Upsert)]
    public async Task A_sync_goes_on_after_it_without_its_index_and_asks_for_nothing_again(string kind, WriteMode mode)
    {
        var root = FileTable.NewFolder();
        try
        {
            var script = new Kills.EngineScript(kind, mode, root);
            await script.RunAsync(Kills.EngineScript.BaseDays);
            var requests = script.Requests;
            await script.MigrateAsync("retype column vol to Decimal(24,2)\nreorder columns trade_date, ts_code, name, close, vol",
                dataset => dataset with { Columns = [.. new[] { "trade_date", "ts_code", "name", "close", "vol" }.Select(n => dataset.Columns.First(c => c.Name == n)).Select(c => c.Name == "vol" ? c with { Type = DataType.Decimal(24, 2) } : c)] });
            foreach (var file in Directory.EnumerateFiles(root, "state.db*")) File.Delete(file);
            var run = await script.RunAsync(Kills.EngineScript.BaseDays);
            Assert.True(run.Status == RunStatus.Done && script.Requests == requests, $"{run.Status} {run.Message} {script.Requests - requests} requests more\n{script.Trace}");
            run = await script.RunAsync(Kills.EngineScript.Days);
            Assert.True(run.Status == RunStatus.Done, $"{run.Message}\n{script.Trace}");
            Assert.Equal(7 * 12, (await script.RowsAsync()).Count);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static Task<MigrationResult> MigrateAsync(FileTable table, string steps, string id) => MigrationTable.MigrateAsync((IMigratesTables)table.Store, StoreTable.Name, StepText.ReadLines(steps), id);

    private static SliceRows Without(string column, SliceRows slice) => slice with { Rows = slice.Rows.Select(b => new RowBatch([.. b.Columns.Where(c => c.Column.Name != column)], b.RowCount)) };
}
