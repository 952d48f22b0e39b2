using DataSync.Introspection;

namespace DataSync.Corpus;

/// <summary>Pages of one kind and form in the corpus.</summary>
/// <param name="Name">The name that scores and drafts go by.</param>
/// <param name="Folder">The folder of its pages.</param>
/// <param name="Pattern">The names of its pages.</param>
/// <param name="Truth">The folders of its truth, below <c>truth</c>.</param>
/// <param name="Kind">The kind of documentation that reads it; null: the one that recognizes the page.</param>
/// <param name="Goal">What has to be reached; null: nothing, as the others are older captures, some of other days than their truth.</param>
public sealed record Family(string Name, string Folder, string Pattern, string[] Truth, string? Kind = null, Goal? Goal = null)
{
    public static readonly IReadOnlyList<Family> All =
    [
        new("tushare-html", "tushare/html", "*.html", ["tushare"], "Tushare", new(Apis: 0.99)),
        new("tushare-md", "tushare/md", "*.md", ["tushare"], "Tushare", new(Apis: 0.99)),
        new("tushare-legacy-html", "tushare_legacy/html", "*.html", ["tushare_legacy"], "Tushare"),
        new("tushare-legacy-md", "tushare_legacy/md", "*.md", ["tushare_legacy"], "Tushare"),
        new("tushare-raw", "tushare_raw", "*.*", ["tushare", "tushare_legacy"], "Tushare"),
        new("akshare", "akshare", "*.md", ["akshare"], Goal: new(Apis: 0.97)),
        new("openapi", "openapi", "*.*", ["openapi"], Goal: new(Apis: 1)),
        new("vendor", "vendor", "*.*", ["vendor"], Goal: new(Parts: 0.9, Invented: 0)),
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
        var document = DocumentFetcher.Open(page, File.ReadAllBytes(page));
        return [.. (Kind is null ? DocumentKinds.Recognize(document) : DocumentKinds.Get(Kind)).Read(document).Select(Draft.Of)];
    }

    /// <summary>A page's file name up to its first dot, as drafts are named.</summary>
    public static string Stem(string page) => Path.GetFileName(page).Split('.')[0];
}

/// <summary>What a family has to reach, as shares.</summary>
/// <param name="Apis">Interfaces exactly right.</param>
/// <param name="Parts">Parameters and columns exactly right.</param>
/// <param name="Invented">The most parameters and columns that are none; null: any.</param>
public sealed record Goal(double Apis = 0, double Parts = 0, int? Invented = null)
{
    public bool IsReached(Score score) => score.Apis >= Apis && score.Parts >= Parts && (Invented is null || score.Invented <= Invented);
}
