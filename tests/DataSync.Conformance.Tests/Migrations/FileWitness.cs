using System.Globalization;
using ClosedXML.Excel;
using DataSync.Conformance.Tests.Stores;
using DataSync.Stores.Files;
using DuckDB.NET.Data;
using Xunit;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>Reads the files of a table as others do: DuckDB through a glob, ClosedXML for workbooks.</summary>
internal static class FileWitness
{
    /// <summary>Columns' names and rows, as text in the form of <see cref="Text"/>, the rows sorted.</summary>
    public static async Task<(IReadOnlyList<string> Names, List<string> Rows)> ReadAsync(string kind, string folder, IReadOnlyList<Column> columns)
    {
        var (names, rows) = kind == "Excel" ? ReadWorkbooks(folder, columns) : await ReadGlobAsync(kind, folder, columns);
        rows.Sort(StringComparer.Ordinal);
        return (names, rows);
    }

    /// <summary>The folder holds the files that the log lists, the archives that it lists, and nothing else.</summary>
    public static void CheckFolder(string folder, string place)
    {
        var paths = new TablePaths(folder);
        var manifest = new TableLog(paths).ReadManifest()!;
        var data = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(paths.Bookkeeping, StringComparison.Ordinal)).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'));
        Assert.True(manifest.Files.Keys.SequenceEqual(data.Order(StringComparer.Ordinal)), $"{place}: {string.Join(", ", data)}; listed {string.Join(", ", manifest.Files.Keys)}");
        Assert.Empty(Directory.EnumerateFileSystemEntries(paths.TempFolder));
        Assert.Equal(manifest.Migrations.SelectMany(m => m.Archives).Select(a => a.Folder), Directory.Exists(paths.ArchiveFolder) ? Directory.EnumerateDirectories(paths.ArchiveFolder).Select(Path.GetFileName) : []);
    }

    /// <summary>Numbers without the zeros behind their point, so that a type's scale makes no difference.</summary>
    public static string Text(object? value) => value is decimal number ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : StoreTable.Text(value);

    private static async Task<(IReadOnlyList<string>, List<string>)> ReadGlobAsync(string kind, string folder, IReadOnlyList<Column> columns)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        await using var command = connection.CreateCommand();
        var (reader, ending) = kind switch { "Parquet" => ("read_parquet", ".parquet"), "Csv" => ("read_csv", ".csv"), "CsvGzip" => ("read_csv", ".csv.gz"), "JsonArray" => ("read_json", ".json"), "JsonZstd" => ("read_json", ".jsonl.zst"), _ => ("read_json", ".jsonl") };
        var types = kind == "Parquet" ? "" : $", {(reader == "read_csv" ? "types" : "columns")} = {{{string.Join(", ", columns.Select(c => $"{Literal(c.Name)}: '{TypeName(c.Type)}'"))}}}";
        var options = reader switch { "read_json" => "", "read_csv" => ", union_by_name = true, allow_quoted_nulls = false", _ => ", union_by_name = true" };
        command.CommandText = $"SELECT * FROM {reader}({Literal($"{folder}/**/*{ending}")}, hive_partitioning = false{options}{types})";
        await using var rows = await command.ExecuteReaderAsync();
        var read = new List<string>();
        while (await rows.ReadAsync()) read.Add(string.Join("|", Enumerable.Range(0, rows.FieldCount).Select(i => Text(rows.IsDBNull(i) ? null : rows.GetValue(i)))));
        return ([.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)], read);
    }

    private static (IReadOnlyList<string>, List<string>) ReadWorkbooks(string folder, IReadOnlyList<Column> columns)
    {
        IReadOnlyList<string> names = [];
        var rows = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.xlsx", SearchOption.AllDirectories))
        {
            using var book = new XLWorkbook(file);
            var used = book.Worksheet(1).RangeUsed().Rows().ToList();
            names = [.. used[0].Cells().Select(c => c.GetString())];
            foreach (var row in used.Skip(1)) rows.Add(string.Join("|", columns.Select((c, i) => Text(Value(row.Cell(i + 1), c.Type)))));
        }
        return (names, rows);
    }

    /// <summary>A cell's value: what Excel cannot hold as a number is there as text. No text and an empty one look alike to ClosedXML.</summary>
    private static object? Value(IXLCell cell, DataType type) => cell.Value switch
    {
        string { Length: 0 } when !type.IsText => null,
        double number when type.Kind == DataKind.Int64 => (long)number,
        double number when type.Kind == DataKind.Decimal => (decimal)number,
        DateTime time when type.Kind == DataKind.Date => DateOnly.FromDateTime(time),
        string text when type.Kind == DataKind.Int64 => long.Parse(text, CultureInfo.InvariantCulture),
        string text when type.Kind == DataKind.Decimal => decimal.Parse(text, CultureInfo.InvariantCulture),
        var value => value,
    };

    private static string TypeName(DataType type) => type.Kind switch
    {
        DataKind.Int64 => "BIGINT",
        DataKind.Double => "DOUBLE",
        DataKind.Boolean => "BOOLEAN",
        DataKind.Date => "DATE",
        DataKind.Timestamp => "TIMESTAMP",
        DataKind.Decimal => $"DECIMAL({type.Precision},{type.Scale})",
        _ => "VARCHAR",
    };

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
