using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Documentation;

/// <summary>The menu beside each page: categories with their pages, and pages without category.</summary>
/// <param name="Categories">The categories.</param>
/// <param name="Others">The pages that stand in none.</param>
internal sealed record Menu(IReadOnlyList<(Article Page, IReadOnlyList<Article> Pages)> Categories, IReadOnlyList<Article> Others)
{
    private const int FirstCategory = 11;

    /// <summary>Every page, in the menu's order.</summary>
    public IEnumerable<Article> Pages => [.. Categories.SelectMany(c => c.Pages.Prepend(c.Page)), .. Others];

    public static Menu Of(Catalog catalog) => new(
        [.. catalog.All.GroupBy(d => d.Category).Select((g, i) => (Article.Of(g.Key, FirstCategory + i), (IReadOnlyList<Article>)[.. g.Select(Article.Of)]))],
        [Article.CodeForms]);

    public string ToHtml() => $"""
        <ul class="list-unstyled components">
        {string.Concat(Categories.Select(c => $"<li class=\"  in\">{Link(c.Page)}\n<ul class=\"list-unstyled\">\n{string.Join(' ', c.Pages.Select(Item))}\n</ul>\n</li>\n"))}{string.Join(' ', Others.Select(Item))}
        </ul>
        """;

    private static string Item(Article page) => $"<li >{Link(page)}</li>";

    private static string Link(Article page) => $"<a href=\"/document/2?doc_id={page.DocId}\">{page.Title}</a>";
}
