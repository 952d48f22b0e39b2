using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;

namespace DataSync.Introspection.Sample;

/// <summary>A sample of data: its columns as their values show them.</summary>
/// <param name="Form">JSON or CSV, for people.</param>
/// <param name="Records">The settings that find the rows in an answer; null where the HTTP source does not read this form.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">Each row's values as text, in the order of the columns.</param>
/// <param name="Others">Other lists that could be the rows.</param>
internal sealed record SampleTable(string Form, JsonObject? Records, IReadOnlyList<ColumnProfile> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Others)
{
    /// <summary>Rows that are looked at; more tell nothing new.</summary>
    public const int MaxRows = 10_000;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>The table in a JSON text; null where it holds none.</summary>
    public static SampleTable? OfJson(JsonNode answer)
    {
        if (NamesAndRows(answer) is { } named) return named;
        if (SampleRows.Find(answer) is not { Rows.Count: > 0, Names.Count: > 0 } found) return null;
        var rows = found.Rows.Take(MaxRows).ToList();
        var records = found.Shape is null ? null : new JsonObject { ["shape"] = found.Shape, ["path"] = found.Path };
        IReadOnlyList<string> names = [.. rows.SelectMany(r => r.Select(p => p.Key)).Distinct()];
        return new("JSON", records, [.. names.Select(n => ColumnProfile.Of(n, rows))], [.. rows.Select(r => (IReadOnlyList<string>)[.. names.Select(n => r[n]?.ToJsonString() ?? "")])], found.Others);
    }

    /// <summary>The table in a CSV text; null where it has no header and rows.</summary>
    /// <exception cref="CsvFormatException">Its rows are no CSV, or not as wide as the header.</exception>
    public static SampleTable? OfCsv(string text)
    {
        var header = text.AsSpan().TrimStart();
        header = header[..(header.IndexOfAny('\r', '\n') is >= 0 and var end ? end : header.Length)];
        var separator = Separators[0];
        foreach (var other in Separators)
            if (header.Count(other) > header.Count(separator)) separator = other;
        using var csv = CsvReader.FromText(text, new CsvReaderOptions { Separator = separator, MalformedData = CsvMalformedDataHandling.Throw, FieldCountMismatch = CsvFieldCountHandling.Throw });
        csv.ReadHeader();
        string[] names = [.. csv.Headers.Select(h => h.Trim())];
        if (names.Length < 2 || names.Distinct().Count() < names.Length || names.Any(string.IsNullOrWhiteSpace)) return null;
        var rows = new List<IReadOnlyList<string>>();
        while (rows.Count < MaxRows && csv.Read()) rows.Add([.. Enumerable.Range(0, names.Length).Select(csv.GetString)]);
        return rows.Count == 0 ? null : new("CSV", null, [.. names.Select((name, i) => ColumnProfile.OfCells(name, [.. rows.Select(r => r[i])]))], rows, []);
    }

    /// <summary>The smallest sets of columns that tell all rows apart, at most two columns each; those of codes and days first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Keys()
    {
        if (Rows.Count < 2) return [];
        var able = Columns.Select((c, i) => (Column: c, Index: i)).Where(c => c.Column is { Missing: 0, Type.Kind: not (DataKind.Json or DataKind.Double or DataKind.Boolean) }).ToList();
        IReadOnlyList<string>[] single = [.. able.Where(c => c.Column.IsUnique).Select(c => (IReadOnlyList<string>)[c.Column.Name])];
        if (single.Length > 0) return single;
        return
        [
            .. able.SelectMany((a, i) => able.Skip(i + 1).Select(b => (A: a, B: b))).Take(500)
                .Where(p => Rows.Select(r => (r[p.A.Index], r[p.B.Index])).Distinct().Count() == Rows.Count)
                .Select(p => (IReadOnlyList<string>)[p.A.Column.Name, p.B.Column.Name]),
        ];
    }

    /// <summary>An array of names beside an array of rows that are arrays of values.</summary>
    private static SampleTable? NamesAndRows(JsonNode answer)
    {
        foreach (var (path, holder) in Holders(answer, "$", 0))
        {
            var names = holder.FirstOrDefault(p => p.Value is JsonArray { Count: > 1 } list && list.All(v => v?.GetValueKind() == JsonValueKind.String));
            if (names.Value is not JsonArray header) continue;
            var rows = holder.FirstOrDefault(p => p.Value is JsonArray { Count: > 0 } list && list.All(r => r is JsonArray row && row.Count == header.Count));
            if (rows.Value is not JsonArray list) continue;
            string[] columns = [.. header.Select(v => v!.GetValue<string>())];
            JsonObject[] objects = [.. list.Take(MaxRows).Select(r => new JsonObject(columns.Zip((JsonArray)r!, (n, v) => KeyValuePair.Create(n, v?.DeepClone()))))];
            var records = new JsonObject { ["shape"] = "NamesAndRows", ["path"] = $"{path}.{rows.Key}", ["names"] = $"{path}.{names.Key}" };
            return new("JSON", records, [.. columns.Select(n => ColumnProfile.Of(n, objects))], [.. objects.Select(o => (IReadOnlyList<string>)[.. columns.Select(n => o[n]?.ToJsonString() ?? "")])], []);
        }
        return null;
    }

    private static IEnumerable<(string Path, JsonObject Holder)> Holders(JsonNode? node, string path, int level)
    {
        if (node is not JsonObject holder || level > 3) yield break;
        yield return (path, holder);
        foreach (var (name, value) in holder)
            foreach (var inner in Holders(value, $"{path}.{name}", level + 1)) yield return inner;
    }
}
