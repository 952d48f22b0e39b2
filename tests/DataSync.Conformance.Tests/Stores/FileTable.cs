using DataSync.Stores;
using DataSync.Stores.Files;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A file store in a folder of its own, with the small table that the tests write.</summary>
internal sealed class FileTable : StoreTable
{
    /// <summary>The kinds and layouts of file stores that every promise is tried on.</summary>
    public static readonly IReadOnlyList<string> FileKinds = ["Parquet", "Csv", "Json", "JsonArray", "CsvGzip", "JsonZstd", "Excel"];

    private readonly bool _ownsFolder;

    public FileTable(string kind, string? folder = null, FileStoreOptions? options = null)
    {
        Kind = kind;
        _ownsFolder = folder is null;
        Folder = folder ?? NewFolder();
        Format = FormatOf(kind);
        Store = options is null ? Open(Definition(kind, Folder)) : new FileStore(Folder, Format, options, TimeProvider.System);
    }

    public string Kind { get; }
    public string Folder { get; }
    public string TableFolder => Path.Combine(Folder, Name);
    public IFileFormat Format { get; }
    public override IStore Store { get; }
    public TablePaths Paths => TablePaths.Of(Folder, Name);

    /// <summary>A folder in memory where the system has one: what a killed process leaves is the same there, and flushes cost nothing.</summary>
    public static string NewFolder() => Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", $"datasync-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("datasync-").FullName;

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }

    public static Store Definition(string kind, string folder) => new()
    {
        Name = "lake",
        Kind = kind.StartsWith("Csv", StringComparison.Ordinal) ? "Csv" : kind.StartsWith("Json", StringComparison.Ordinal) ? "Json" : kind,
        Path = folder,
        Settings = kind switch
        {
            "JsonArray" => new() { ["Format"] = "Array" },
            "CsvGzip" => new() { ["Compression"] = "Gzip" },
            "JsonZstd" => new() { ["Compression"] = "Zstd" },
            _ => null,
        },
    };

    /// <summary>All rows in all files that a glob finds.</summary>
    public async Task<List<string>> ReadGlobAsync()
    {
        var rows = new List<string>();
        foreach (var file in Directory.EnumerateFiles(TableFolder, "*" + Format.Extension, SearchOption.AllDirectories))
            await foreach (var batch in Format.ReadAsync(File.OpenRead(file), Columns, CancellationToken.None))
                for (var row = 0; row < batch.RowCount; row++)
                    rows.Add(string.Join("|", batch.Columns.Select(c => Text(c.GetValue(row)))));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    public override async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    private static IFileFormat FormatOf(string kind) => kind switch
    {
        "Parquet" => new DataSync.Stores.Parquet.ParquetFormat(new()),
        "Csv" => new DataSync.Stores.Csv.CsvFormat(new()),
        "CsvGzip" => new DataSync.Stores.Csv.CsvFormat(new() { Compression = DataSync.Stores.Compression.FileCompression.Gzip }),
        "JsonZstd" => new DataSync.Stores.Json.JsonFormat(new() { Compression = DataSync.Stores.Compression.FileCompression.Zstd }),
        "Excel" => new DataSync.Stores.Excel.ExcelFormat(new()),
        "Json" => new DataSync.Stores.Json.JsonFormat(new()),
        _ => new DataSync.Stores.Json.JsonFormat(new() { Format = DataSync.Stores.Json.JsonLayout.Array }),
    };
}
