using DataSync.Stores;
using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>Optimizing a table changes how it lies there, never what it holds.</summary>
public class OptimizeTests
{
    private static readonly Row A1 = new("A", "20240102", 1), A2 = new("A", "20240103", 2), B2 = new("B", "20240203", 4), A3 = new("A", "20240204", 5);

    public static TheoryData<string, WriteMode> Modes()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in StoreTable.Kinds)
            foreach (var mode in Enum.GetValues<WriteMode>())
                data.Add(kind, mode);
        return data;
    }

    public static TheoryData<string> FileKinds() => [.. FileTable.FileKinds];

    [Theory, MemberData(nameof(Modes))]
    public async Task A_table_holds_the_same_before_and_after_and_is_written_on(string kind, WriteMode mode)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(kind, mode);
        foreach (var slice in new[] { StoreTable.Day("20240102", A1), StoreTable.Day("20240103", A2), StoreTable.Day("20240203", B2) }) await table.RunAsync(spec with { Generation = slice.Marker.Slice }, slice);
        var (rows, markers) = (await table.ReadAsync(), await table.MarkersAsync());
        var first = await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(rows, await table.ReadAsync());
        Assert.Equal(markers, await table.MarkersAsync());
        if (table is FileTable && mode == WriteMode.Append) Assert.Equal((3, 2), (first.FilesBefore, first.FilesAfter));

        var again = await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
        Assert.Equal((first.FilesAfter, first.FilesAfter), (again.FilesBefore, again.FilesAfter));
        await table.RunAsync(spec with { Generation = "next" }, StoreTable.Day("20240204", A3));
        Assert.Equal(mode == WriteMode.Replace ? Row.Sorted(A3) : Row.Sorted(A1, A2, B2, A3), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(FileKinds))]
    public async Task A_table_that_is_not_there_is_named(string kind)
    {
        await using var table = new FileTable(kind);
        Assert.Equal("TableNotFound", (await Assert.ThrowsAsync<DataSyncException>(() => table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None))).Id);
        Assert.False(Directory.Exists(table.TableFolder));
    }

    [Theory]
    [InlineData("Csv", "CsvGzip"), InlineData("CsvGzip", "Csv"), InlineData("JsonZstd", "JsonArray"), InlineData("Parquet", "Parquet")]
    public async Task Files_of_older_settings_and_columns_are_written_anew(string older, string newer)
    {
        foreach (var mode in Enum.GetValues<WriteMode>())
        {
            await using var before = new FileTable(older);
            await before.RunAsync(StoreTable.Spec(mode), StoreTable.Day("20240102", A1), StoreTable.Day("20240203", B2));
            await using var table = new FileTable(newer, before.Folder);
            IReadOnlyList<DataSync.Column> columns = [.. StoreTable.Columns, new("added", DataType.Int64)];
            await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(mode, generation: "g2") with { Columns = columns }, CancellationToken.None))
            {
                await writer.EvolveAsync(columns, CancellationToken.None);
                await writer.FlushAsync(CancellationToken.None);
            }
            await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
            var manifest = new TableLog(table.Paths).ReadManifest()!;
            Assert.All(manifest.Files.Values, f => Assert.True(f.Schema == manifest.Schema && f.Path.EndsWith(table.Format.Extension, StringComparison.Ordinal)));
            Assert.Equal(manifest.Files.Count, Directory.EnumerateFiles(table.TableFolder, "*.*", SearchOption.AllDirectories).Count(f => !f.Contains("_datasync", StringComparison.Ordinal)));
            Assert.Equal(Row.Sorted(A1, B2), await table.ReadGlobAsync());
        }
    }

    [Theory, MemberData(nameof(FileKinds))]
    public async Task Rows_that_wait_are_merged(string kind)
    {
        await using var table = new FileTable(kind);
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert), StoreTable.Day("20240102", A1));
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Upsert), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240203", B2), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(A1), await table.ReadGlobAsync());
        await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(Row.Sorted(A1, B2), await table.ReadGlobAsync());
        Assert.Empty(Directory.EnumerateFiles(table.Paths.DeltaFolder));
    }

    [Fact]
    public async Task Parts_grow_to_their_size_and_no_further()
    {
        await using var table = new FileTable("Csv", options: new FileStoreOptions { PartRows = 5 });
        foreach (var day in Enumerable.Range(10, 9)) await table.RunAsync(StoreTable.Spec(WriteMode.Append, null), StoreTable.Day($"202401{day}", new Row("A", $"202401{day}", 1), new Row("B", $"202401{day}", 2)));
        var rows = await table.ReadAsync();
        await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
        Assert.Equal([4L, 4, 4, 4, 2], new TableLog(table.Paths).ReadManifest()!.Files.Values.Select(f => f.Rows).OrderDescending());
        Assert.Equal(rows, await table.ReadAsync());
        Assert.Equal(rows, await table.ReadGlobAsync());
    }

    /// <summary>A glob looks at the folder at any moment: names and rows of one state, never of both.</summary>
    [Fact]
    public async Task A_partition_s_parts_change_in_one_step()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var table = new FileTable("Csv");
        var partition = Path.Combine(table.TableFolder, "trade_date_month=2024-01");
        for (var round = 0; round < 5; round++)
        {
            for (var day = 10; day < 20; day++) await table.RunAsync(StoreTable.Spec(WriteMode.Append), StoreTable.Slice($"round={round}&day={day}", [], new Row($"R{round}", $"202401{day}", 1)));
            await File.WriteAllTextAsync(Path.Combine(partition, "notes.txt"), "mine");
            var (before, done) = (Names(), false);
            var optimizing = Task.Run(async () =>
            {
                await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
                Volatile.Write(ref done, true);
            }, TestContext.Current.CancellationToken);
            var seen = new HashSet<string>();
            while (!Volatile.Read(ref done))
            {
                // a listing that the step came into is of the folder that went
                var (folder, names) = (Directory.GetLastWriteTimeUtc(partition), Names());
                if (Directory.GetLastWriteTimeUtc(partition) == folder) seen.Add(names);
            }
            await optimizing;
            Assert.Subset(new HashSet<string> { before, Names() }, seen);
            Assert.Equal(2, Names().Split('|').Length);
        }
        Assert.Equal(50, (await table.ReadGlobAsync()).Count);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(partition, "notes.txt")));
        Assert.Equal(["daily"], Directory.EnumerateFileSystemEntries(table.Folder).Select(Path.GetFileName));

        string Names() => string.Join('|', new DirectoryInfo(partition).GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(FileKinds))]
    public async Task A_merged_file_that_is_gone_takes_its_slices_with_it_and_no_others(string kind)
    {
        await using var table = new FileTable(kind);
        var spec = StoreTable.Spec(WriteMode.Append);
        await table.RunAsync(spec, StoreTable.Day("20240102", A1));
        await table.RunAsync(spec, StoreTable.Day("20240103", A2));
        await table.RunAsync(spec, StoreTable.Day("20240203", B2));
        await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
        var error = await Assert.ThrowsAsync<DataSyncException>(() => table.Store.RemoveAsync(StoreTable.Name, ["trade_date=20240102"], TimeSpan.Zero, CancellationToken.None));
        Assert.Equal("SliceNotSeparable", error.Id);
        File.Delete(Directory.EnumerateFiles(Path.Combine(table.TableFolder, "trade_date_month=2024-01")).Single());
        await using (var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
        {
            Assert.Contains("are gone", Assert.Single(writer.Warnings));
            Assert.Equal(["trade_date=20240203"], (await table.MarkersAsync()).Select(m => m.Slice));
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(A1, A2, B2), await table.ReadAsync());
    }
}
