using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Markdig;

namespace DataSync.Introspection.Pages;

/// <summary>
/// A documentation page as a list of blocks. Markdown is rendered to HTML first: vendors mix HTML into it, and one reader of blocks then serves both.
/// </summary>
/// <param name="Blocks">The article's blocks in order.</param>
/// <param name="AsksForPassword">True where the page holds a password field: a login page, most likely.</param>
internal sealed partial record Page(IReadOnlyList<PageBlock> Blocks, bool AsksForPassword)
{
    // twice the longest page of a vendor that was met
    private const int MaxMarkdown = 2 << 20;
    // four times those of the longest one
    private const int MaxLines = 100_000;

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
        var html = IsHtml(document) ? document.Text : ToHtml(document);
        NestingGuard.Check(html, document.Address);
        var dom = new HtmlParser().ParseDocument(html);
        IElement? article = null;
        foreach (var selector in articleSelectors)
            if ((article = dom.QuerySelector(selector)) is not null) break;
        var blocks = new BlockReader(document.Address).Read(article ?? dom.Body ?? dom.DocumentElement);
        return new(PipeTables.Lift(blocks), dom.QuerySelector("input[type=password]") is not null);
    }

    /// <exception cref="DataSyncException"><c>DocumentTooDeep</c>.</exception>
    private static string ToHtml(Document document)
    {
        if (document.Text.Length > MaxMarkdown)
            throw new DataSyncException("DocumentTooLarge", $"{document.Address}: the Markdown has {document.Text.Length:N0} characters; at most {MaxMarkdown:N0} are read.", "Check the link: documentation is smaller. Import its parts one by one, if it is right.");
        if (document.Text.AsSpan().Count('\n') > MaxLines)
            throw new DataSyncException("DocumentTooLarge", $"{document.Address}: the Markdown has more than {MaxLines:N0} lines, and was not read.", "Check the link: documentation is smaller. Import its parts one by one, if it is right.");
        if (DeepItem().IsMatch(document.Text)) throw NestingGuard.TooDeep(document.Address);
        try
        {
            return Markdig.Markdown.ToHtml(MarkdownText.Loosen(document.Text), Markdown);
        }
        catch (ArgumentException)
        {
            // what Markdig says of quotes in quotes in quotes
            throw NestingGuard.TooDeep(document.Address);
        }
    }

    // an item of a list this far to the right is in a hundred others
    [GeneratedRegex(@"^[ \t]{200,}(?:[-*+]|\d+[.)])[ \t]", RegexOptions.Multiline)]
    private static partial Regex DeepItem();

    /// <summary>A whole HTML page is one whatever its type says: a login page comes in place of anything.</summary>
    public static bool IsHtml(Document document)
    {
        var text = document.Text.AsSpan().TrimStart();
        return document.MediaType is "text/html" or "application/xhtml+xml" || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
