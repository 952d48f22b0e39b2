using System.Text.RegularExpressions;
using DataSync.Introspection.Tables;

namespace DataSync.Introspection.Markdown;

/// <summary>Reads Markdown and MDX in which vendors describe their interfaces by tables, lists and samples, one or many a page.</summary>
public sealed partial class MarkdownDocumentKind : IDocumentKind
{
    /// <inheritdoc/>
    public string Name => "Markdown";

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Candidates(Uri link) => [];

    /// <inheritdoc/>
    public double Recognize(Document document) => document.MediaType switch
    {
        "text/markdown" => 0.5,
        "text/plain" when !document.Text.AsSpan().TrimStart().StartsWith("<") && Heading().IsMatch(document.Text) => 0.4,
        _ => 0,
    };

    /// <inheritdoc/>
    public IReadOnlyList<DatasetDraft> Read(Document document, DocumentReadOptions? options = null) => PageReader.Read(document with { MediaType = "text/markdown" }, FrontMatter.Read(document.Text));

    [GeneratedRegex(@"^#{1,6}\s+\S|^\S.*\n(?:=+|-{3,})\s*$|^\|.+\|\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
