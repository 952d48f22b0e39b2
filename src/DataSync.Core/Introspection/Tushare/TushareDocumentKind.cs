using System.Text.RegularExpressions;
using AngleSharp.Dom;
using DataSync.Introspection.Pages;

namespace DataSync.Introspection.Tushare;

/// <summary>
/// Reads the documentation of Tushare Pro and of the servers that copy its form: the page <c>/document/2?doc_id=27</c>, and the Markdown of the same article
/// at <c>/wctapi/documents/27.md</c>.
/// </summary>
public sealed partial class TushareDocumentKind : IDocumentKind
{
    /// <inheritdoc/>
    public string Name => "Tushare";

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Candidates(Uri link)
    {
        if (Identify(link) is not { } document) return [];
        var root = $"{link.GetLeftPart(UriPartial.Authority)}{document.Root}";
        return [new($"{root}wctapi/documents/{document.Id}.md"), document.IsMarkdown ? new($"{root}document/2?doc_id={document.Id}") : link];
    }

    /// <summary>The pages of the vendor's menu below a page: all of it below the page that has no number, a category's below the category's page, and the page itself where nothing is below it.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<PageLink>? Menu(Document document)
    {
        if (!Uri.TryCreate(document.Address, UriKind.Absolute, out var page) || !PagePath().IsMatch(page.AbsolutePath)) return null;
        var items = LinkReader.Select(document, "#jstree li");
        if (items.Count == 0) return null;
        var entries = items.Select(i => (Item: i, Link: i.Children.FirstOrDefault(c => c.LocalName == "a")))
            .Select(e => (e.Item, Address: e.Link?.GetAttribute("href") is { } href ? LinkReader.Resolve(page, href) : null, Title: e.Link?.TextContent.Trim() ?? "")).ToList();
        if (Identify(page) is { } own)
        {
            var at = entries.FindIndex(e => e.Address is { } a && Identify(a)?.Id == own.Id);
            if (at < 0) return null;
            entries = [.. entries.Where(e => e.Item == entries[at].Item || entries[at].Item.Contains(e.Item))];
        }
        // what has others below it is their title, and describes no interface
        return [.. entries.Where(e => e.Address is { } a && Identify(a) is not null && !e.Item.Children.Any(c => c.LocalName == "ul")).DistinctBy(e => e.Address).Select(e => new PageLink(e.Address!, e.Title))];
    }

    /// <inheritdoc/>
    public double Recognize(Document document)
    {
        if (Uri.TryCreate(document.Address, UriKind.Absolute, out var address) && Identify(address) is not null) return 0.9;
        // others use its words for a stated name; a page of one interface with its words for columns, or its name, is this vendor's
        return ApiLine().Count(document.Text) is > 0 and < 4 && Mark().IsMatch(document.Text) ? 0.7 : 0;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DatasetDraft> Read(Document document, DocumentReadOptions? options = null)
    {
        var page = ReadPage(document);
        return [new() { Dataset = DatasetMapper.Map(page, document.Address, out var warnings), Warnings = [.. page.Warnings, .. warnings] }];
    }

    /// <summary>The facts of a document, before anything is inferred from them.</summary>
    /// <exception cref="DataSyncException"><c>DocumentNotApi</c>.</exception>
    internal static ApiPage ReadPage(Document document)
    {
        var page = Page.Read(document, "div.content.col-md-9", "div.content:has(table)", "article", "main");
        if (ApiPageReader.Read(page) is { } read) return read;
        throw page.AsksForPassword
            ? new DataSyncException("DocumentNotApi", $"{document.Address}: this is a login page, no documentation.", "Open the link in a browser, save the page and import the file; or check the link.")
            : new DataSyncException("DocumentNotApi",
                $"{document.Address}: this page describes no interface: looked for a line '接口：name' and a table of parameters or columns (输入参数, 输出参数), found {Found(page)}.",
                "Give the link of the interface's own page, such as https://tushare.pro/document/2?doc_id=27.");
    }

    private static string Found(Page page)
    {
        var heading = page.Blocks.OfType<TextLine>().FirstOrDefault(l => l.HeadingLevel > 0)?.Text;
        return $"{(heading is null ? "no heading" : $"the heading '{heading}'")} and {page.Blocks.OfType<TableBlock>().Count()} other tables";
    }

    private static (string Root, string Id, bool IsMarkdown)? Identify(Uri link)
    {
        if (!link.IsAbsoluteUri || link.Scheme is not ("http" or "https")) return null;
        if (MarkdownPath().Match(link.AbsolutePath) is { Success: true } markdown) return (markdown.Groups[1].Value, markdown.Groups[2].Value, true);
        return PagePath().Match(link.AbsolutePath) is { Success: true } path && DocumentId().Match(link.Query) is { Success: true } id ? (path.Groups[1].Value, id.Groups[1].Value, false) : null;
    }

    [GeneratedRegex(@"^(.*/)wctapi/documents/(\d+)\.md$")]
    private static partial Regex MarkdownPath();

    [GeneratedRegex(@"^(.*/)document/\d+/?$")]
    private static partial Regex PagePath();

    [GeneratedRegex(@"[?&]doc_id=(\d+)(?:&|$)")]
    private static partial Regex DocumentId();

    [GeneratedRegex(@"tushare|(?<![\w.])pro\.|默认(?:显示|输出|展示|返回)|积分", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();

    [GeneratedRegex(@"接口(?:名称|名)?(?:</?\w+>|\*)*\s*[：:]")]
    private static partial Regex ApiLine();
}
