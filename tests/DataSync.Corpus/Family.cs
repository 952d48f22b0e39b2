using DataSync.Introspection;

namespace DataSync.Corpus;

/// <summary>Pages of one kind and form in the corpus.</summary>
/// <param name="Name">The name that scores and drafts go by.</param>
/// <param name="Folder">The folder of its pages.</param>
/// <param name="Pattern">The names of its pages.</param>
/// <param name="Truth">The folders of its truth, below <c>truth</c>.</param>
/// <param name="Kind">The kind of documentation that reads it; null: none does yet.</param>
/// <param name="HasGoal">True where the goal holds; the others are older captures, some of other days than their truth.</param>
public sealed record Family(string Name, string Folder, string Pattern, string[] Truth, string? Kind, bool HasGoal = false)
{
    public static readonly IReadOnlyList<Family> All =
    [
        new("tushare-html", "tushare/html", "*.html", ["tushare"], "Tushare", HasGoal: true),
        new("tushare-md", "tushare/md", "*.md", ["tushare"], "Tushare", HasGoal: true),
        new("tushare-legacy-html", "tushare_legacy/html", "*.html", ["tushare_legacy"], "Tushare"),
        new("tushare-legacy-md", "tushare_legacy/md", "*.md", ["tushare_legacy"], "Tushare"),
        new("tushare-raw", "tushare_raw", "*.*", ["tushare", "tushare_legacy"], "Tushare"),
        new("akshare", "akshare", "*.md", ["akshare"], null),
        new("openapi", "openapi", "*.*", ["openapi"], null),
        new("vendor", "vendor", "*.*", ["vendor"], null),
    ];

    /// <summary>The pages, by name.</summary>
    public IReadOnlyList<string> Pages(string corpus)
    {
        var folder = Path.Combine(corpus, Folder);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Reads a page's datasets.</summary>
    /// <exception cref="DataSyncException">The page could not be read.</exception>
    public IReadOnlyList<Draft> Read(string page)
    {
        var document = new Document(page, page.EndsWith(".md", StringComparison.Ordinal) ? "text/markdown" : "text/html", File.ReadAllText(page));
        return [.. DocumentKinds.Get(Kind!).Read(document).Select(d => Draft.Of(d.Dataset))];
    }

    /// <summary>A page's file name up to its first dot, as drafts are named.</summary>
    public static string Stem(string page) => Path.GetFileName(page).Split('.')[0];
}
