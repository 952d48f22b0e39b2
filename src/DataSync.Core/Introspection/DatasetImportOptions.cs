namespace DataSync.Introspection;

/// <summary>What the user says over what a page says.</summary>
public sealed record DatasetImportOptions
{
    private readonly int _maxConcurrency = 4, _maxPages = 500;
    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The name of the source the datasets belong to.</summary>
    public string Source { get; init; } = "";
    /// <summary>The dataset's name; null: the interface's. Only for one link that describes one dataset.</summary>
    public string? Name { get; init; }
    /// <summary>The key; null: the proposed one, or the one an earlier import ended with.</summary>
    public IReadOnlyList<string>? Key { get; init; }
    /// <summary>Types by column name.</summary>
    public IReadOnlyDictionary<string, DataType> ColumnTypes { get; init; } = new Dictionary<string, DataType>();
    /// <summary>The kind of documentation; null: the one that recognizes the page.</summary>
    public string? Kind { get; init; }
    /// <summary>Names of the interfaces wanted, with wildcards: method and path, path, operation id or dataset; empty: all that only read.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];
    /// <summary>Groups of the interfaces wanted, with wildcards; empty: any.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>True where each link leads to the pages to be read: those of the vendor's menu below it, or those that it links to at or below its own folder of the same host.</summary>
    public bool Recurse { get; init; }
    /// <summary>Names of the pages wanted of those that links lead to, with wildcards: the titles in menu or link; where no title is meant, the datasets'. Empty: all.</summary>
    public IReadOnlyList<string> Pages { get; init; } = [];
    /// <summary>The most pages that one link may lead to; 500. More are refused, as something else than a category was meant.</summary>
    public int MaxPages { get => _maxPages; init => _maxPages = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxPages), value, "At least one page is read."); }
    /// <summary>The shortest time between the requests for the pages that links lead to; 200 ms, so as to stay polite.</summary>
    public TimeSpan Pause { get => _pause; init => _pause = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Pause), value, "A pause is not negative."); }
    /// <summary>How documents are read.</summary>
    public DocumentReadOptions Reading { get; init; } = new();
    /// <summary>What earlier imports learned of pages' versions, by link: a page that is still that version is not read again (<see cref="DatasetImportStatus.NotModified"/>).</summary>
    public IReadOnlyDictionary<string, DocumentValidators> Known { get; init; } = new Dictionary<string, DocumentValidators>();
    /// <summary>The most pages fetched at once; 4, so as to stay polite.</summary>
    public int MaxConcurrency { get => _maxConcurrency; init => _maxConcurrency = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxConcurrency), value, "At least one page is fetched at once."); }
}
