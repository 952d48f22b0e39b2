namespace DataSync.Introspection;

/// <summary>A kind of documentation. One class of each folder of <c>Introspection/</c> implements it, public and with a parameterless constructor; <see cref="DocumentKinds"/> finds it.</summary>
public interface IDocumentKind
{
    /// <summary>The kind's name, such as <c>Tushare</c>.</summary>
    string Name { get; }

    /// <summary>Addresses to fetch for a link, the best first (a vendor's Markdown before its page); empty where the link is not of this kind.</summary>
    IReadOnlyList<Uri> Candidates(Uri link);

    /// <summary>
    /// The pages below a page, in the menu's order: a category's where the vendor's menu has such. Null where this kind knows nothing of that, so that the page's own links count.
    /// </summary>
    IReadOnlyList<PageLink>? Menu(Document document) => null;

    /// <summary>How sure this kind is that it can read a document, 0 to 1; the surest kind reads it.</summary>
    double Recognize(Document document);

    /// <summary>Reads the datasets a document describes.</summary>
    /// <param name="document">The document.</param>
    /// <param name="options">How it is read; null: the defaults.</param>
    /// <exception cref="DataSyncException"><c>DocumentNotApi</c>: it describes none; says what was looked for and what was found.</exception>
    IReadOnlyList<DatasetDraft> Read(Document document, DocumentReadOptions? options = null);
}

/// <summary>A documentation page as fetched or read.</summary>
/// <param name="Address">Where it came from: an address or a path.</param>
/// <param name="MediaType">Its media type, such as <c>text/html</c>; guessed from the name where a server did not say.</param>
/// <param name="Text">Its text.</param>
public sealed record Document(string Address, string MediaType, string Text);

/// <summary>The kinds of documentation there are.</summary>
public static class DocumentKinds
{
    private static readonly Kinds<IDocumentKind> Registry = new("documentation", k => k.Name);

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<IDocumentKind> All => Registry.All;

    /// <summary>The kind of a name, in any case.</summary>
    /// <exception cref="DataSyncException">There is none; the message lists the kinds.</exception>
    public static IDocumentKind Get(string name) => Registry.Get(name);

    /// <summary>The kind that is surest to read a document.</summary>
    /// <exception cref="DataSyncException"><c>DocumentNotApi</c>: none is.</exception>
    public static IDocumentKind Recognize(Document document)
    {
        var (kind, sure) = All.Select(k => (k, k.Recognize(document))).MaxBy(k => k.Item2);
        return sure > 0 ? kind : throw new DataSyncException("DocumentNotApi", $"{document.Address}: this is no documentation that can be read. Kinds: {string.Join(", ", All.Select(k => k.Name))}.",
            "Give the link of the interface's own page, of its OpenAPI document or of an answer; if it needs a login, save the page in a browser and import the file.");
    }
}
