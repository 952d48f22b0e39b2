using System.Text.Json.Nodes;
using DataSync.Rows;
using DataSync.Sources;
using DataSync.Stores.Csv;

namespace DataSync.Conformance.Tests.Sources;

/// <summary>CSV files of a folder, one a day.</summary>
internal sealed class FileSourceBench : SourceBench
{
    private string Folder => Path.Combine(Workspace.Root, "drop");

    // a file that is not there is an empty answer: what fails alone is one that cannot be read
    public override Dataset Missing => Dataset with { Parameters = [], Settings = new JsonObject { ["files"] = "broken.csv" } };

    protected override async Task<Source> DefineAsync()
    {
        Directory.CreateDirectory(Folder);
        foreach (var day in Values.GroupBy(v => (DateOnly)v[1]!)) await WriteAsync($"prices-{day.Key:yyyy-MM-dd}.csv", Rows.Columns, [.. day]);
        await File.WriteAllTextAsync(Path.Combine(Folder, "broken.csv"), "code,day\n1\n");
        Dataset = Rows with { Parameters = [Rows.Parameters[1]], Settings = new JsonObject { ["files"] = "prices-{{day}}.csv" } };
        return new Source { Name = "bench", Kind = "File", Path = "drop" };
    }

    public override async Task<Dataset> CreateLargeAsync(int rows)
    {
        await using (var file = new StreamWriter(Path.Combine(Folder, "large.csv")))
        {
            await file.WriteLineAsync("code,n,price");
            for (var n = 0; n < rows; n++) await file.WriteLineAsync(FormattableString.Invariant($"c{n % 1000},{n},{n}.25"));
        }
        return new Dataset { Name = "large", Source = "bench", Columns = [new("code", DataType.String), new("n", DataType.Int64), new("price", DataType.Double)], Settings = new JsonObject { ["files"] = "large.csv" } };
    }

    private async Task WriteAsync(string name, IReadOnlyList<Column> columns, IReadOnlyList<object?[]> rows)
    {
        var vectors = columns.Select(c => ColumnVector.Create(c)).ToArray();
        foreach (var row in rows)
            for (var i = 0; i < vectors.Length; i++) vectors[i].AppendObject(row[i]);
        await using var stream = File.Create(Path.Combine(Folder, name));
        await using var writer = new CsvFormat(new CsvFormatOptions()).CreateWriter(stream, columns);
        await writer.WriteAsync(new RowBatch(vectors, rows.Count), CancellationToken.None);
        await writer.FinishAsync(CancellationToken.None);
    }
}
