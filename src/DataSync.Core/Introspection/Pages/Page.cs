using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Markdig;

namespace DataSync.Introspection.Pages;

/// <summary>
/// A documentation page as a list of blocks. Markdown is rendered to HTML first: vendors mix HTML into it, and one reader of blocks then serves both.
/// </summary>
/// <param name="Blocks">The article's blocks in order.</param>
/// <param name="AsksForPassword">True where the page holds a password field: a login page, most likely.</param>
internal sealed record Page(IReadOnlyList<PageBlock> Blocks, bool AsksForPassword)
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter()
        .UsePipeTables()
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    /// <summary>Reads a document, as HTML or as Markdown.</summary>
    /// <param name="document">The document.</param>
    /// <param name="articleSelectors">CSS selectors of the article, the best first; where none matches, the body is read.</param>
    public static Page Read(Document document, params ReadOnlySpan<string> articleSelectors)
    {
        var html = IsHtml(document) ? document.Text : Markdig.Markdown.ToHtml(MarkdownText.Loosen(document.Text), Markdown);
        var dom = new HtmlParser().ParseDocument(html);
        IElement? article = null;
        foreach (var selector in articleSelectors)
            if ((article = dom.QuerySelector(selector)) is not null) break;
        var blocks = new BlockReader().Read(article ?? dom.Body ?? dom.DocumentElement);
        return new(PipeTables.Lift(blocks), dom.QuerySelector("input[type=password]") is not null);
    }

    /// <summary>A whole HTML page is one whatever its type says: a login page comes in place of anything.</summary>
    private static bool IsHtml(Document document)
    {
        var text = document.Text.AsSpan().TrimStart();
        return document.MediaType is "text/html" or "application/xhtml+xml" || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
