using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace DataSync.Introspection.Pages;

/// <summary>Finds the links of a page.</summary>
internal static partial class LinkReader
{
    /// <summary>The pages that a page links to, each once, in order: of the same host, at or below the page's own folder, and of a kind that holds text.</summary>
    public static IReadOnlyList<PageLink> Below(Document document)
    {
        var page = DocumentFetcher.Parse(document.Address);
        var folder = new Uri(page, ".");
        return
        [
            .. Anchors(document).Select(a => (Address: Resolve(page, a.Address), a.Title))
                .Where(a => a.Address is not null && folder.IsBaseOf(a.Address) && !Same(a.Address, page) && !NoPage().IsMatch(a.Address.AbsolutePath))
                .DistinctBy(a => a.Address).Select(a => new PageLink(a.Address!, a.Title)),
        ];
    }

    /// <summary>The anchors of an HTML page that a selector matches.</summary>
    public static IReadOnlyList<IElement> Select(Document document, string selector) => [.. Parse(document.Text, document.Address).QuerySelectorAll(selector)];

    /// <summary>An address as a link of a page has it, without its fragment; null where it leads out of web and files.</summary>
    public static Uri? Resolve(Uri page, string link) =>
        Uri.TryCreate(page, link.Split('#')[0], out var address) && address.Scheme == page.Scheme && address.Authority == page.Authority ? address : null;

    private static bool Same(Uri a, Uri b) => a.GetLeftPart(UriPartial.Query) == b.GetLeftPart(UriPartial.Query);

    private static IEnumerable<(string Address, string Title)> Anchors(Document document)
    {
        if (Page.IsHtml(document))
            return Parse(document.Text, document.Address).QuerySelectorAll("a[href]").Select(a => (a.GetAttribute("href")!.Trim(), Title(a.TextContent))).Where(a => a.Item1.Length > 0 && a.Item1[0] != '#');
        return MarkdownLink().Matches(document.Text).Select(m => (m.Groups[2].Value.Trim('<', '>'), Title(m.Groups[1].Value))).Where(a => a.Item1.Length > 0 && a.Item1[0] != '#');
    }

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(string html, string address)
    {
        NestingGuard.Check(html, address);
        return new HtmlParser().ParseDocument(html);
    }

    private static string Title(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim('*', '`');

    [GeneratedRegex(@"(?<!!)\[([^\[\]\n]{1,200})\]\(\s*(<[^<>\n]{1,500}>|[^\s()\n]{1,500}(?:\([^\s()\n]{0,100}\))?)(?:\s+[""'][^\n]{0,200}?[""'])?\s*\)")]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"\.(?:png|jpe?g|gif|svg|webp|ico|css|js|mjs|map|pdf|zip|gz|tgz|tar|7z|exe|dmg|xlsx?|docx?|pptx?|mp4|mp3|woff2?|ttf|xml|rss|atom|py|ipynb|rb|go|java|cs|ts)$", RegexOptions.IgnoreCase)]
    private static partial Regex NoPage();
}
