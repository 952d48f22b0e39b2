namespace DataSync.Introspection;

/// <summary>What a document says of one dataset.</summary>
public sealed record DatasetDraft
{
    /// <summary>The dataset as it would be saved, without a source.</summary>
    public required Dataset Dataset { get; init; }
    /// <summary>What the document says in its own words; null: the dataset's parameters and columns are that.</summary>
    public DocumentedApi? Documented { get; init; }
    /// <summary>What could not be read or is not sure, each naming its place.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
    /// <summary>Where each fact came from, and how sure it is; what a fact is not listed for is stated by the page.</summary>
    public IReadOnlyList<DraftFact> Facts { get; init; } = [];
    /// <summary>Names that select this one among several of a document: the interface, its path, its operation id.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];
    /// <summary>The groups the document puts it in.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>False where a request would change something at the vendor: such an interface is a dataset only where it is asked for by name.</summary>
    public bool OnlyReads { get; init; } = true;
    /// <summary>What the document says of the server; null: nothing.</summary>
    public SourceProposal? Source { get; init; }
}
