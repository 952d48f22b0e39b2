using System.Text.RegularExpressions;
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
