using DataSync.Rows;
using DataSync.Stores;
using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>What the file stores promise besides the modes: damage, deletion, locks, columns that change, reading while writing.</summary>
public class FilePromiseTests
{
    private static readonly Row A1 = new("A", "20240102", 1), A2 = new("A", "20240103", 2), B2 = new("B", "20240203", 4), A3 = new("A", "20240203", 5);

    public static TheoryData<string, WriteMode> Modes()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in FileTable.FileKinds)
            foreach (var mode in Enum.GetValues<WriteMode>())
                data.Add(kind, mode);
        return data;
    }

    public static TheoryData<string> Kinds() => [.. FileTable.FileKinds];

    [Theory, MemberData(nameof(Modes))]
    public async Task A_log_cut_at_any_byte_loses_whole_commits_only(string kind, WriteMode mode)
    {
        if (kind != "Csv") return; // the log knows nothing of the format
        await using var original = new FileTable(kind);
        SliceRows[] Slices() => [StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2), StoreTable.Day("20240203", B2, A3)];
        var birth = 0L;
        foreach (var slice in Slices())
        {
            await using var writer = await original.Store.OpenWriterAsync(StoreTable.Spec(mode, generation: "g"), CancellationToken.None);
            birth = birth == 0 ? new FileInfo(original.Paths.Log).Length : birth;
            await writer.WriteAsync(slice, CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }
        if (mode != WriteMode.Append) await original.RunAsync(StoreTable.Spec(mode, generation: "g"));
        var expected = Row.Sorted(A1, A2, B2, A3);
        Assert.Equal(expected, await original.ReadAsync());
        var log = await File.ReadAllBytesAsync(original.Paths.Log);
        for (var cut = (int)birth; cut < log.Length; cut++)
        {
            await using var table = new FileTable(kind);
            FileTable.Copy(original.Folder, table.Folder);
            await File.WriteAllBytesAsync(table.Paths.Log, log[..cut]);
            await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(mode, generation: "g"), CancellationToken.None))
            {
                var done = (await table.MarkersAsync()).Select(m => m.Slice).Concat(writer.GenerationSlices).ToHashSet();
                Assert.True(done.Count < 3 || mode != WriteMode.Append);
                foreach (var slice in Slices().Where(s => !done.Contains(s.Marker.Slice))) await writer.WriteAsync(slice, CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
            }
            Assert.Equal(expected, await table.ReadAsync());
            Assert.Equal(3, (await table.MarkersAsync()).Count);
        }
    }

    [Fact]
    public async Task Damage_in_the_middle_of_a_log_is_an_error()
    {
        await using var table = new FileTable("Csv");
        await table.RunAsync(StoreTable.Spec(WriteMode.Append), StoreTable.Day("20240102", A1));
        var log = await File.ReadAllBytesAsync(table.Paths.Log);
        log[40] ^= 1;
        await File.WriteAllBytesAsync(table.Paths.Log, log);
        Assert.Equal("StoreDamaged", (await Assert.ThrowsAsync<DataSyncException>(() => table.ReadAsync())).Id);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_deleted_folder_is_a_table_that_was_never_there(string kind, WriteMode mode)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(mode), StoreTable.Day("20240102", A1));
        var birth = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId;
        Directory.Delete(table.TableFolder, recursive: true);
        Assert.Null(await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None));
        Assert.Empty(await table.MarkersAsync());
        await table.RunAsync(StoreTable.Spec(mode), StoreTable.Day("20240103", A2));
        Assert.NotEqual(birth, (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId);
        Assert.Equal(Row.Sorted(A2), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task The_slices_of_a_deleted_file_count_as_not_done(string kind, WriteMode mode)
    {
        await using var table = new FileTable(kind);
        var spec = StoreTable.Spec(mode);
        await table.RunAsync(spec, StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2));
        if (mode != WriteMode.Replace) await table.RunAsync(spec, StoreTable.Day("20240203", B2));
        File.Delete(Directory.EnumerateFiles(Path.Combine(table.TableFolder, "trade_date_month=2024-01")).Single());
        await using (var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
        {
            Assert.Contains("are gone", Assert.Single(writer.Warnings));
            Assert.Equal(mode == WriteMode.Replace ? [] : ["trade_date=20240203"], (await table.MarkersAsync()).Select(m => m.Slice));
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(mode == WriteMode.Replace ? Row.Sorted(A1, A2) : Row.Sorted(A1, A2, B2), await table.ReadAsync());
    }

    [Fact]
    public async Task Files_of_others_in_the_folder_are_left_alone_and_named()
    {
        await using var table = new FileTable("Csv");
        Directory.CreateDirectory(table.TableFolder);
        await File.WriteAllTextAsync(Path.Combine(table.TableFolder, "mine.csv"), "a,b\n");
        var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None));
        Assert.Equal("TargetFolderInUse", error.Id);
        Assert.Contains("mine.csv", error.Message);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_second_writer_waits_then_fails_naming_the_holder(string kind, WriteMode mode)
    {
        await using var table = new FileTable(kind);
        var spec = StoreTable.Spec(mode) with { LockTimeout = TimeSpan.Zero };
        Task<WriteSummary> second;
        await using (var first = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
        {
            var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OpenWriterAsync(spec, CancellationToken.None));
            Assert.Equal("TargetLocked", error.Id);
            Assert.Contains($"plan daily (process {Environment.ProcessId}", error.Message);
            second = table.RunAsync(spec with { LockTimeout = TimeSpan.FromMinutes(5) }, StoreTable.Day("20240203", B2));
            await first.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await first.CompleteAsync(CancellationToken.None);
            Assert.False(second.IsCompleted);
        }
        await second;
        Assert.Equal(mode == WriteMode.Replace ? Row.Sorted(B2) : Row.Sorted(A1, B2), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_a_target_fixes_cannot_be_changed(string kind)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1));
        foreach (var other in new[] { StoreTable.Spec(WriteMode.ReplaceSlice), StoreTable.Spec(WriteMode.Upsert, "ts_code"), StoreTable.Spec(WriteMode.Upsert) with { Key = ["ts_code"] } })
        {
            var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OpenWriterAsync(other, CancellationToken.None));
            Assert.Equal("TargetMismatch", error.Id);
            Assert.Contains("mode Upsert, key ts_code, trade_date, partitions by month(trade_date)", error.Message);
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Columns_are_added_last_and_types_widened(string kind, WriteMode mode)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(mode, generation: "1"), StoreTable.Day("20240102", A1), StoreTable.Day("20240203", B2));
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(mode, generation: "2"), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.EvolveAsync([new("turnover", DataType.Double), new("vol", DataType.Double)], CancellationToken.None);
            Assert.Equal(["ts_code", "trade_date", "close", "vol", "name", "turnover"], writer.State.Columns.Select(c => c.Name));
            await writer.WriteAsync(StoreTable.Day("20240204", A3 with { Date = "20240204", Volume = 9 }), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        var expected = (mode == WriteMode.Replace ? Row.Sorted(A2, A3 with { Date = "20240204", Volume = 9 }) : Row.Sorted(A1, A2, B2, A3 with { Date = "20240204", Volume = 9 })).ConvertAll(r => r + "|∅");
        Assert.Equal(expected, await table.ReadAsync());
        Assert.Equal(DataType.Double, (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.Columns[3].Type);
        // rows that were in memory when the columns changed lie in their own partition
        var taken = new ReadQuery { Where = new Dictionary<string, IReadOnlyList<object?>> { ["trade_date"] = [StoreTable.ParseDay(A2.Date!)] } };
        Assert.Equal([A2 + "|∅"], await table.ReadAsync(taken));
        if (kind != "Csv") return;
        foreach (var file in Directory.EnumerateFiles(table.TableFolder, "*.csv", SearchOption.AllDirectories))
            Assert.StartsWith("ts_code,trade_date,close,vol,name,turnover", File.ReadLines(file).First());
    }

    [Theory]
    [InlineData(UnrepresentablePolicy.Fail), InlineData(UnrepresentablePolicy.Null), InlineData(UnrepresentablePolicy.Text)]
    public async Task What_a_cell_cannot_hold_is_refused_or_null_or_text(UnrepresentablePolicy policy)
    {
        await using var table = new FileTable("Excel");
        var long_ = A1 with { Volume = long.MaxValue };
        var spec = FileTable.Spec(WriteMode.Upsert) with { OnUnrepresentable = policy };
        await using var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None);
        if (policy == UnrepresentablePolicy.Fail)
        {
            var refused = await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(FileTable.Day("20240102", long_), CancellationToken.None));
            Assert.Contains("Row 1, column 'vol' cannot be stored: an Excel number has 15 digits", refused.Message);
            Assert.Contains("-OnUnrepresentable Text", refused.Failure.Advice);
            return;
        }
        await writer.WriteAsync(FileTable.Day("20240102", long_), CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
        Assert.Equal(Row.Sorted(policy == UnrepresentablePolicy.Null ? A1 with { Volume = null } : long_), await table.ReadAsync());

        var tooLong = FileTable.Day("20240103", A2 with { Name = new string('x', 40_000) });
        if (policy == UnrepresentablePolicy.Null) await writer.WriteAsync(tooLong, CancellationToken.None);
        else await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(tooLong, CancellationToken.None));
    }

    [Theory]
    [InlineData("Csv", "CsvGzip"), InlineData("CsvGzip", "Csv"), InlineData("Json", "JsonZstd"), InlineData("JsonZstd", "JsonArray")]
    public async Task Files_of_older_settings_are_read_and_give_way(string older, string newer)
    {
        foreach (var mode in Enum.GetValues<WriteMode>())
        {
            await using var before = new FileTable(older);
            await before.RunAsync(FileTable.Spec(mode), FileTable.Day("20240102", A1), FileTable.Day("20240203", B2));
            await using var table = new FileTable(newer, before.Folder);
            Assert.Equal(Row.Sorted(A1, B2), await table.ReadAsync());
            await table.RunAsync(FileTable.Spec(mode, generation: "g2"), FileTable.Day("20240103", A2));
            var expected = mode == WriteMode.Replace ? Row.Sorted(A2) : Row.Sorted(A1, A2, B2);
            Assert.Equal(expected, await table.ReadAsync());

            // a new column rewrites them
            IReadOnlyList<Column> columns = [.. FileTable.Columns, new("added", DataType.Int64)];
            await using (var writer = await table.Store.OpenWriterAsync(FileTable.Spec(mode, generation: "g3") with { Columns = columns }, CancellationToken.None))
            {
                await writer.EvolveAsync(columns, CancellationToken.None);
                if (mode == WriteMode.Replace) await writer.WriteAsync(FileTable.Day("20240103", A2), CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
            }
            Assert.Equal(expected, await table.ReadAsync(new ReadQuery { Columns = [.. FileTable.Columns.Select(c => c.Name)] }));
            if (!table.Format.ToleratesOlderColumns || mode == WriteMode.Replace) Assert.Equal(expected, await table.ReadGlobAsync());

            await File.WriteAllTextAsync(Path.Combine(table.TableFolder, "data" + before.Format.Extension), "left by a killed writer");
            await table.RunAsync(FileTable.Spec(mode, generation: "g4") with { Columns = columns }, FileTable.Day("20240110"));
            Assert.False(File.Exists(Path.Combine(table.TableFolder, "data" + before.Format.Extension)));
            await table.Store.RemoveAsync(FileTable.Name, null, TimeSpan.Zero, CancellationToken.None);
            Assert.False(Directory.Exists(table.TableFolder));
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_table_of_many_columns_keeps_them(string kind, WriteMode mode)
    {
        await using var table = new FileTable(kind);
        var columns = StoreTable.Columns.Concat(Enumerable.Range(0, 495).Select(i => new Column($"f{i}", DataType.Int64))).ToList();
        var rows = Row.Batch([A1, A2, B2]);
        var wide = new RowBatch([.. rows.Columns, .. columns.Skip(5).Select((c, i) => { var v = new ColumnVector<long>(c); for (var r = 0; r < 3; r++) v.Append(i * 10 + r); return v; })], 3);
        await table.RunAsync(StoreTable.Spec(mode) with { Columns = columns }, StoreTable.Day("20240102") with { Rows = new[] { wide }.ToAsyncEnumerable() });
        var read = await table.ReadAsync(new ReadQuery { Columns = ["f494", "ts_code"], Where = new Dictionary<string, IReadOnlyList<object?>> { ["trade_date"] = [StoreTable.ParseDay("20240103")] } });
        Assert.Equal(["4941|A"], read);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_reader_can_ask_for_the_table_as_it_was(string kind, WriteMode mode)
    {
        if (mode == WriteMode.Replace) return; // one commit a generation
        await using var table = new FileTable(kind);
        await using var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(mode), CancellationToken.None);
        await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        var then = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.Sequence;
        await writer.WriteAsync(StoreTable.Day("20240203", B2), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        Assert.Equal(Row.Sorted(A1), await table.ReadAsync(new() { AsOf = then }));
        Assert.Equal(Row.Sorted(A1, B2), await table.ReadAsync());
        Assert.Equal(["trade_date=20240203"], (await table.MarkersAsync(then)).Select(m => m.Slice));
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Readers_see_whole_commits_while_a_writer_works(string kind, WriteMode mode)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(mode, generation: "0"), Version(0));
        var writing = Task.Run(async () =>
        {
            for (var version = 1; version <= 12; version++) await table.RunAsync(StoreTable.Spec(mode, generation: $"{version}"), Version(version));
        });
        var reads = 0;
        do
        {
            var rows = await table.ReadAsync();
            var versions = rows.Select(r => r.Split('|')[3]).CountBy(v => v).ToList();
            Assert.All(versions, v => Assert.Equal(20, v.Value));
            if (mode != WriteMode.Append) Assert.Single(versions);
            reads++;
        } while (!writing.IsCompleted || reads < 2);
        await writing;

        SliceRows Version(int version) => StoreTable.Slice($"v={version}", [new("name", FilterOperator.Equals, ["x"])],
            [.. Enumerable.Range(0, 20).Select(i => new Row($"C{i}", i % 2 == 0 ? "20240102" : "20240203", i, version, "x"))]);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Removed_slices_and_tables_are_gone(string kind, WriteMode mode)
    {
        await using var table = new FileTable(kind);
        var spec = StoreTable.Spec(mode);
        await table.RunAsync(spec, StoreTable.Day("20240102", A1));
        if (mode is WriteMode.Append or WriteMode.ReplaceSlice)
        {
            await table.RunAsync(spec, StoreTable.Day("20240103", A2));
            Assert.Equal(1, await table.Store.RemoveAsync(StoreTable.Name, ["trade_date=20240103"], TimeSpan.Zero, CancellationToken.None));
            Assert.Equal(Row.Sorted(A1), await table.ReadAsync());
            Assert.Equal(["trade_date=20240102"], (await table.MarkersAsync()).Select(m => m.Slice));
        }
        else
        {
            var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.RemoveAsync(StoreTable.Name, ["trade_date=20240102"], TimeSpan.Zero, CancellationToken.None));
            Assert.Equal("SliceNotSeparable", error.Id);
        }
        Assert.Equal(StoreTable.Name, Assert.Single(await table.Store.ListTablesAsync(CancellationToken.None)).Table);
        Assert.Equal(1, await table.Store.RemoveAsync(StoreTable.Name, null, TimeSpan.Zero, CancellationToken.None));
        Assert.False(Directory.Exists(table.TableFolder));
        Assert.Empty(await table.Store.ListTablesAsync(CancellationToken.None));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_store_is_tested_without_a_trace(string kind)
    {
        await using var parent = new FileTable(kind);
        await using var table = new FileTable(kind, Path.Combine(parent.Folder, "not", "there"));
        var test = await table.Store.TestAsync(CancellationToken.None);
        Assert.True(test is { Reachable: true, Writable: true, FreeBytes: > 0, Message: null });
        Assert.False(Directory.Exists(table.Folder));
    }

    [Fact]
    public async Task A_place_that_is_no_folder_is_an_error_with_the_fix()
    {
        await using var table = new FileTable("Csv");
        await File.WriteAllTextAsync(table.TableFolder, "a file stands in the way");
        var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Append), CancellationToken.None));
        Assert.Equal("StoreNotWritable", error.Id);
        Assert.NotNull(error.Advice);
    }

    [Theory]
    [InlineData(28, "StoreFull")]
    [InlineData(unchecked((int)0x80070070), "StoreFull")]
    [InlineData(30, "StoreNotWritable")]
    public void The_system_s_errors_have_names(int code, string id) => Assert.Equal(id, Disk.Explain("/data", new IOException("as the system words it", code)).Id);
}
