using DataSync.Introspection.Tables;

namespace DataSync.Introspection.Html;

/// <summary>Reads web pages in which vendors describe their interfaces by tables, lists and samples, one or many a page.</summary>
public sealed class HtmlDocumentKind : IDocumentKind
{
    /// <inheritdoc/>
    public string Name => "Html";

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Candidates(Uri link) => [];

    /// <inheritdoc/>
    public double Recognize(Document document) =>
        document.MediaType is "text/html" or "application/xhtml+xml" || document.Text.AsSpan().TrimStart().StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || document.Text.AsSpan().TrimStart().StartsWith("<html", StringComparison.OrdinalIgnoreCase) ? 0.5 : 0;

    /// <inheritdoc/>
    public IReadOnlyList<DatasetDraft> Read(Document document, DocumentReadOptions? options = null) =>
        PageReader.Read(document with { MediaType = "text/html" }, new(null, null), "article", "main", "div.markdown-body", "div.content", "div[role=main]", "#content");
}
