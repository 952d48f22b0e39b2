using DataSync.Introspection;

namespace DataSync.Corpus;

/// <summary>The pages of one folder of the corpus.</summary>
/// <param name="Name">The name that scores and drafts go by: the folder's path, with hyphens.</param>
/// <param name="Folder">The folder of its pages, relative to the corpus; empty: the corpus itself.</param>
/// <param name="Goal">What has to be reached; null: nothing, as the others are older captures, some of other days than their truth, or not known.</param>
public sealed record Family(string Name, string Folder, Goal? Goal = null)
{
    // these hold no pages to score by themselves
    private static readonly string[] NoPages = ["truth", "changes"];
    private static readonly string[] Endings = [".md", ".mdx", ".markdown", ".html", ".htm", ".xhtml", ".json", ".yaml", ".yml", ".csv", ".txt"];

    /// <summary>What is known of folders by their names.</summary>
    private static readonly Dictionary<string, Goal> Goals = new(StringComparer.Ordinal)
    {
        ["tushare-html"] = new(Apis: 0.99),
        ["tushare-md"] = new(Apis: 0.99),
        ["akshare"] = new(Apis: 0.97),
        ["openapi"] = new(Apis: 1),
        ["vendor"] = new(Parts: 0.9, Invented: 0),
    };

    /// <summary>The folders of the truth, the nearest first, below <c>truth</c>; captures of several days share one.</summary>
    public IReadOnlyList<string> Truth => Folder == "tushare_raw" ? ["tushare", "tushare_legacy"] : [.. Parents(Folder)];

    /// <summary>Every folder of a corpus that has pages.</summary>
    public static IReadOnlyList<Family> Of(string corpus) =>
    [
        .. Directory.EnumerateDirectories(corpus, "*", SearchOption.AllDirectories).Prepend(corpus).Select(f => Path.GetRelativePath(corpus, f).Replace('\\', '/'))
            .Where(f => !NoPages.Contains(f.Split('/')[0]) && !f.Split('/').Any(p => p.Length > 1 && p[0] == '.'))
            .Select(f => f == "." ? new Family("pages", "") : new Family(f.Replace('/', '-').Replace('_', '-'), f))
            .Select(f => f with { Goal = Goals.GetValueOrDefault(f.Name) })
            .Where(f => f.Pages(corpus).Count > 0).OrderBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>The pages, by name.</summary>
    public IReadOnlyList<string> Pages(string corpus) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(corpus, Folder)).Where(p => Endings.Contains(Path.GetExtension(p).ToLowerInvariant()) && !Stem(p).Equals("README", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a page's datasets.</summary>
    /// <exception cref="DataSyncException">The page could not be read.</exception>
    public static IReadOnlyList<Draft> Read(string page) => [.. Import(page).Select(Draft.Of)];

    /// <summary>Imports a page's datasets.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<DatasetDraft> Import(string page)
    {
        var document = DocumentFetcher.Open(page, File.ReadAllBytes(page));
        return [.. DocumentKinds.Recognize(document).Read(document)];
    }

    /// <summary>A page's file name up to its first dot, as drafts are named.</summary>
    public static string Stem(string page) => Path.GetFileName(page).Split('.')[0];

    private static IEnumerable<string> Parents(string folder)
    {
        for (var at = folder; at.Length > 0; at = at.Contains('/') ? at[..at.LastIndexOf('/')] : "") yield return at;
    }
}

/// <summary>What a family has to reach, as shares.</summary>
/// <param name="Apis">Interfaces exactly right.</param>
/// <param name="Parts">Parameters and columns exactly right.</param>
/// <param name="Invented">The most parameters and columns that are none; null: any.</param>
public sealed record Goal(double Apis = 0, double Parts = 0, int? Invented = null)
{
    public bool IsReached(Score score) => score.Apis >= Apis && score.Parts >= Parts && (Invented is null || score.Invented <= Invented);
}
