namespace DataSync.Introspection;

/// <summary>A kind of documentation. One class of each folder of <c>Introspection/</c> implements it, public and with a parameterless constructor; <see cref="DocumentKinds"/> finds it.</summary>
public interface IDocumentKind
{
    /// <summary>The kind's name, such as <c>Tushare</c>.</summary>
    string Name { get; }

    /// <summary>Addresses to fetch for a link, the best first (a vendor's Markdown before its page); empty where the link is not of this kind.</summary>
    IReadOnlyList<Uri> Candidates(Uri link);

    /// <summary>How sure this kind is that it can read a document, 0 to 1; the surest kind reads it.</summary>
    double Recognize(Document document);

    /// <summary>Reads the datasets a document describes.</summary>
    /// <exception cref="DataSyncException"><c>DocumentNotApi</c>: it describes none; says what was looked for and what was found.</exception>
    IReadOnlyList<DatasetDraft> Read(Document document);
}

/// <summary>A documentation page as fetched or read.</summary>
/// <param name="Address">Where it came from: an address or a path.</param>
/// <param name="MediaType">Its media type, such as <c>text/html</c>; guessed from the name where a server did not say.</param>
/// <param name="Text">Its text.</param>
public sealed record Document(string Address, string MediaType, string Text);

/// <summary>What a document says of one dataset.</summary>
public sealed record DatasetDraft
{
    /// <summary>The dataset as it would be saved, without a source.</summary>
    public required Dataset Dataset { get; init; }
    /// <summary>What could not be read, each naming its place.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The kinds of documentation there are.</summary>
public static class DocumentKinds
{
    private static readonly Kinds<IDocumentKind> Registry = new("documentation", k => k.Name);

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<IDocumentKind> All => Registry.All;

    /// <summary>The kind of a name, in any case.</summary>
    /// <exception cref="DataSyncException">There is none; the message lists the kinds.</exception>
    public static IDocumentKind Get(string name) => Registry.Get(name);
}
