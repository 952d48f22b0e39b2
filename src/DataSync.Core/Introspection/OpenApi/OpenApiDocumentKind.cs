using Microsoft.OpenApi;

namespace DataSync.Introspection.OpenApi;

/// <summary>Reads OpenAPI 3.0, 3.1 and 3.2 and Swagger 2 documents, in JSON or YAML: each operation is a dataset.</summary>
public sealed class OpenApiDocumentKind : IDocumentKind
{
    /// <inheritdoc/>
    public string Name => "OpenApi";

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Candidates(Uri link) => [];

    /// <inheritdoc/>
    public double Recognize(Document document) => OpenApiText.Recognize(document.Text) ? 0.95 : 0;

    /// <inheritdoc/>
    public IReadOnlyList<DatasetDraft> Read(Document document, DocumentReadOptions? options = null)
    {
        var (api, problems) = OpenApiText.Parse(document);
        var source = ServerReader.Read(api, document.Address);
        var depth = (options ?? new()).Depth;
        var drafts = new List<DatasetDraft>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, item) in api.Paths)
            foreach (var (method, operation) in (item.Operations ?? []).OrderBy(o => Order(o.Key)))
            {
                var draft = new OperationMapper(OperationReader.Read(path, item, method, operation), source, depth).Map();
                var name = Unique(draft.Dataset.Name, names);
                string[] about = [.. problems.Where(p => p.Contains($"/{path.Replace("/", "~1", StringComparison.Ordinal)}/", StringComparison.Ordinal)).Select(p => $"The document has a mistake: {p}.")];
                drafts.Add(draft with { Dataset = draft.Dataset with { Name = name, Uri = document.Address }, Warnings = [.. about, .. draft.Warnings] });
            }
        return drafts.Count > 0 ? drafts : throw new DataSyncException("DocumentNotApi", $"{document.Address}: this OpenAPI document describes no operations.", "Give the document that holds the paths.");
    }

    private static int Order(HttpMethod method) => method == HttpMethod.Get ? 0 : method == HttpMethod.Post ? 1 : 2;

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var n = 2; !taken.Add(unique); n++) unique = $"{name}_{n}";
        return unique;
    }
}
