using System.Globalization;
using System.Text;
using DataSync.Examples.Vendor.Api;
using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Documentation;

/// <summary>The vendor's documentation: each page as HTML at <c>/document/2?doc_id=N</c> and as Markdown at <c>/wctapi/documents/N.md</c>.</summary>
internal sealed class DocumentationPages
{
    private const string MarkdownPrefix = "/wctapi/documents/";
    private readonly VendorOptions _options;
    private readonly Menu _menu;

    public DocumentationPages(VendorOptions options, Catalog catalog)
    {
        _options = options;
        _menu = Menu.Of(catalog);
    }

    public Answer AnswerTo(string path, string id)
    {
        if (path == "/") return Html(200, HtmlPage.Around(_menu, "<h2>数据文档</h2>\n<p>请在左侧选择。</p>\n"));
        if (path.StartsWith(MarkdownPrefix, StringComparison.Ordinal) && path.EndsWith(".md", StringComparison.Ordinal))
        {
            if (_options.LoginRequired) return Html(200, HtmlPage.Login);
            return _options.MarkdownPages && Find(path[MarkdownPrefix.Length..^3]) is { } article
                ? new Answer(200, Encoding.UTF8.GetBytes(article.ToMarkdown()), "text/markdown; charset=utf-8")
                : NotFound;
        }

        if (path == "/login" || (path == "/document/2" && _options.LoginRequired)) return Html(200, HtmlPage.Login);
        if (path == "/document/2" && id.Length == 0) return AnswerTo("/", id);
        return path == "/document/2" && Find(id) is { } page ? Html(200, HtmlPage.Around(_menu, page.ToHtml())) : NotFound;
    }

    private static Answer NotFound => Html(404, "<!DOCTYPE html>\n<html><head><title>404</title></head><body><h1>页面不存在</h1></body></html>\n");

    private Article? Find(string id) => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? _menu.Pages.FirstOrDefault(a => a.DocId == number) : null;

    private static Answer Html(int status, string html) => new(status, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");
}
