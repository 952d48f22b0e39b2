using System.Text.RegularExpressions;
using DataSync.Introspection.Markdown;
using DataSync.Introspection.Pages;

namespace DataSync.Introspection.Tables;

/// <summary>Reads the interfaces a page describes, whatever it was written in.</summary>
internal static partial class PageReader
{
    /// <exception cref="DataSyncException"><c>DocumentNotApi</c>.</exception>
    public static IReadOnlyList<DatasetDraft> Read(Document document, FrontMatter front, params ReadOnlySpan<string> selectors)
    {
        var page = Page.Read(document, selectors);
        var found = InterfaceFinder.Find(page.Blocks, front.Title);
        // the head of the file may say the request of a page that does not
        if (front.Request is { } said && !found.Any(f => f.Request is not null)) found = InterfaceFinder.Find([new TextLine(said), .. page.Blocks], front.Title);
        var described = found.Select(ExampleAddress.Fill).ToList().TellApart().Select(i => (Interface: i, Mapper: new InterfaceMapper(i))).ToList();
        // an address without a word about it is a mention, unless nothing else is there
        if (described.Exists(d => d.Mapper.SaysMuch)) described.RemoveAll(d => !d.Mapper.SaysMuch && d.Interface.Blocks.OfType<TextLine>().Count() < 2 && d.Interface.Title is null);
        // the same again, in another language or further down
        var met = new HashSet<string>(StringComparer.Ordinal);
        described.RemoveAll(d => d.Interface.Request is not null && !met.Add($"{NameOf(d.Interface)} {string.Join(' ', d.Mapper.ParameterNames)}"));
        if (described.Count == 0 || !described.Exists(d => d.Mapper.SaysMuch)) throw NotApi(document, page);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var drafts = new List<DatasetDraft>();
        foreach (var (part, mapper) in described)
        {
            var draft = mapper.Map(NameOf(part), document.Address);
            var name = draft.Dataset.Name;
            for (var n = 2; !names.Add(name); n++) name = $"{draft.Dataset.Name}_{n}";
            drafts.Add(draft with { Dataset = draft.Dataset with { Name = name } });
        }
        return drafts;
    }

    /// <summary>Interfaces of one address that differ in a fixed part of the query, such as <c>?function=DAILY</c>, are named with it.</summary>
    private static IEnumerable<PageInterface> TellApart(this IReadOnlyList<PageInterface> parts)
    {
        var values = parts.Where(p => p.Request is not null).SelectMany(p => p.Request!.Query.Select(q => (p.Request.Method, p.Request.Path, q.Name, q.Value))).Distinct().CountBy(q => (q.Method, q.Path, q.Name)).ToDictionary();
        foreach (var part in parts)
        {
            var own = part.Constant.Length > 0 ? null : part.Request;
            var (name, value) = own?.Query.FirstOrDefault(q => !RequestLine.IsFree(q.Value) && values[(own.Method, own.Path, q.Name)] > 1) ?? default;
            yield return name is null ? part : part with { Constant = $"?{name}={value}" };
        }
    }

    private static string NameOf(PageInterface part) => part.Request is { } request ? $"{request.Method} {request.Path}{part.Constant}" : part.Name ?? InTitle(part.Title) ?? part.Title ?? "dataset";

    // 'query_prices()', 'TIME_SERIES_DAILY Trending': the one word that programs would write
    private static string? InTitle(string? title) => title is not null && FunctionInTitle().Match(title) is { Success: true } function ? function.Groups[1].Value : null;

    private static DataSyncException NotApi(Document document, Page page) => page.AsksForPassword
        ? new("DocumentNotApi", $"{document.Address}: this is a login page, no documentation.", "Open the link in a browser, save the page and import the file; or check the link.")
        : new("DocumentNotApi", $"{document.Address}: this page describes no interface: looked for a request such as 'GET /path', a stated name, or sections of parameters and fields, found "
            + $"{(page.Blocks.OfType<TextLine>().FirstOrDefault(l => l.HeadingLevel > 0) is { } heading ? $"the heading '{heading.Text}'" : "no heading")} and {page.Blocks.OfType<TableBlock>().Count()} other tables.",
            "Give the link of the interface's own page. A page that is made in the browser has no text: save it there and import the file, or look for the vendor's OpenAPI document.");

    [GeneratedRegex(@"(?<![\w.])(?:\w+\.)?([A-Za-z]\w*_\w+|[A-Za-z]\w*(?=\(\)))")]
    private static partial Regex FunctionInTitle();
}
