using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using DataSync.Introspection.Proposals;

namespace DataSync.Introspection.Sample;

/// <summary>Reads a sample of data, as JSON, JSON lines or CSV: a text, a file, or the answer of an interface itself. What columns there are is all that it tells; their types are inferred.</summary>
public sealed class SampleDocumentKind : IDocumentKind
{
    // few rows leave much open: a column of whole numbers may hold fractions further on
    private const int FewRows = 20;

    /// <inheritdoc/>
    public string Name => "Sample";

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Candidates(Uri link) => [];

    /// <inheritdoc/>
    public double Recognize(Document document) =>
        LooseJson.LooksLikeJson(document.Text) ? 0.6
        : document.MediaType == "text/csv" ? 0.6
        : document.MediaType == "text/plain" && IsTable(document.Text) ? 0.3 : 0;

    /// <inheritdoc/>
    public IReadOnlyList<DatasetDraft> Read(Document document, DocumentReadOptions? options = null)
    {
        var table = Table(document) ?? throw new DataSyncException("DocumentNotApi",
            $"{document.Address}: this sample holds no rows: looked for a list of JSON objects, arrays of names and rows, or CSV with a header.", "Give an answer that has rows, such as one asked for with arguments that match some.");
        var notes = new DraftNotes();
        var origin = $"{table.Rows.Count} {table.Form} rows of {Short(document.Address)}";
        Column[] columns = [.. table.Columns.Select(c => Column(c, origin, notes))];
        if (table.Rows.Count < FewRows) notes.Warn($"The sample has {table.Rows.Count} {(table.Rows.Count == 1 ? "row" : "rows")}: its types are as good as that. Give a larger one, or say them with -ColumnType.");
        if (table.Others.Count > 0) notes.Guess("rows", (string?)table.Records?["path"] ?? "$", $"other lists in the sample: {string.Join(", ", table.Others)}; correct it with the setting records.path");
        var (settings, parameters) = Request(document.Address, table, notes);
        var name = NameOf(document.Address);
        var dataset = new Dataset { Name = name, ApiName = name, Uri = document.Address, Columns = columns, Key = Key(table, columns, notes), Parameters = parameters, Settings = settings };
        return [new() { Dataset = dataset, Documented = new() { Name = name, Fields = [.. columns.Select(c => new DocumentedField(c.Name, c.Type.ToString(), null, ""))] }, Warnings = notes.Warnings, Facts = notes.Facts, Operations = [name] }];
    }

    private static bool IsTable(string text)
    {
        try
        {
            return SampleTable.OfCsv(text) is not null;
        }
        catch (CsvFormatException)
        {
            // running text has commas too, but not as many in each line
            return false;
        }
    }

    private static SampleTable? Table(Document document)
    {
        var text = document.Text;
        try
        {
            if (!LooseJson.LooksLikeJson(text)) return SampleTable.OfCsv(text);
            return (Lines(text) ?? LooseJson.Parse(text)) is { } answer ? SampleTable.OfJson(answer) : null;
        }
        catch (CsvFormatException exception)
        {
            throw new DataSyncException("DocumentNotApi", $"{document.Address}: this sample is no CSV that can be read: {exception.Message.Split('\n')[0].Trim()}", "Give CSV with a header and as many values in each row.", exception);
        }
    }

    /// <summary>JSON lines as one array; null where the text is something else.</summary>
    internal static JsonArray? Lines(string text)
    {
        if (text.AsSpan().TrimStart()[0] != '{') return null;
        var rows = new JsonArray();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace()) continue;
            if (rows.Count == SampleTable.MaxRows) break;
            try
            {
                if (JsonNode.Parse(line.ToString(), null, new() { MaxDepth = LooseJson.MaxDepth, AllowDuplicateProperties = false }) is not JsonObject row) return null;
                rows.Add(row);
            }
            catch (JsonException)
            {
                return null;
            }
        }
        return rows.Count > 1 ? rows : null;
    }

    private static Column Column(ColumnProfile profile, string origin, DraftNotes notes)
    {
        if (profile.Type is { } type) notes.Infer($"type of {profile.Name}", type.ToString(), origin);
        else notes.Guess($"type of {profile.Name}", nameof(DataType.String), "no row of the sample has a value");
        notes.Infer($"missing values of {profile.Name}", $"{profile.Missing} of {profile.Count}", origin);
        return new(profile.Name, profile.Type ?? DataType.String) { Format = profile.Format };
    }

    /// <summary>The columns that tell the sample's rows apart, as far as it goes.</summary>
    internal static IReadOnlyList<string> Key(SampleTable table, IReadOnlyList<Column> columns, DraftNotes notes)
    {
        var keys = table.Keys();
        if (keys.Count == 0) return IdentityProposal.Propose(columns, notes);
        // few rows are told apart by much; the names know what tells all of them apart
        var named = IdentityProposal.Named(columns);
        var best = keys.Any(k => k.All(named.Contains)) ? named : keys.MaxBy(k => k.Count(named.Contains))!;
        notes.Guess("key", string.Join(", ", best), $"tells the sample's rows apart{(keys.Count > 1 ? $"; so do {string.Join("; ", keys.Where(k => k != best).Take(3).Select(k => string.Join(" + ", k)))}" : "")}; correct it with -Key");
        return best;
    }

    /// <summary>Where the sample is an answer itself, how it was asked for.</summary>
    private static (JsonObject? Settings, IReadOnlyList<Parameter> Parameters) Request(string address, SampleTable table, DraftNotes notes)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var link) || link.Scheme is not ("http" or "https"))
            return (table.Records is null ? null : new JsonObject { ["records"] = table.Records }, []);
        if (table.Records is null) notes.Warn(table.Form == "CSV" ? "The HTTP source reads JSON answers only: this dataset cannot be asked for yet." : "Rows: the answer is one object, not a list of rows; the HTTP source reads lists.");
        (string Name, string Value)[] query = [.. link.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (Uri.UnescapeDataString(p[0]), p.Length > 1 ? Uri.UnescapeDataString(p[1]) : ""))];
        Parameter[] parameters = [.. query.Where(q => !RequestProposal.IsToken(q.Name)).Select(q => new Parameter(q.Name, DataType.String) { Default = q.Value.Length > 0 ? q.Value : null })];
        foreach (var parameter in parameters) notes.Guess($"parameter of {parameter.Name}", parameter.Default ?? "", "from the link; whether it is required is not known");
        var settings = RequestProposal.Request("GET", link.AbsolutePath, parameters.Select(p => (p.Name, "query")));
        if (table.Records is not null) settings["records"] = table.Records;
        return (settings, parameters);
    }

    private static string NameOf(string address)
    {
        var path = Uri.TryCreate(address, UriKind.Absolute, out var link) ? link.AbsolutePath : address;
        return RequestProposal.ItemName(Path.GetFileNameWithoutExtension(Uri.UnescapeDataString(path.TrimEnd('/'))));
    }

    private static string Short(string address) => Uri.TryCreate(address, UriKind.Absolute, out var link) && !link.IsFile ? link.GetLeftPart(UriPartial.Path) : Path.GetFileName(address);
}
