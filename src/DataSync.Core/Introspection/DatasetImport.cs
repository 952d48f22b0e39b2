namespace DataSync.Introspection;

/// <summary>What became of one dataset of a link: a dataset to be saved, or an error.</summary>
public sealed record DatasetImport
{
    /// <summary>The link as given.</summary>
    public required string Link { get; init; }
    /// <summary>The dataset; null where there is an error, or nothing was read as the page is as it was.</summary>
    public Dataset? Dataset { get; init; }
    /// <summary>How it stands to the workspace.</summary>
    public DatasetImportStatus Status { get; init; }
    /// <summary>The workspace's dataset that it follows; null where it is new.</summary>
    public Dataset? Previous { get; init; }
    /// <summary>What could not be read or is not sure, each naming its place.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
    /// <summary>Where each fact came from, and how sure it is.</summary>
    public IReadOnlyList<DraftFact> Facts { get; init; } = [];
    /// <summary>What the document says of the server; null: nothing.</summary>
    public SourceProposal? Source { get; init; }
    /// <summary>What tells this version of the page from later ones; null: nothing does.</summary>
    public DocumentValidators? Validators { get; init; }
    /// <summary>Why there is no dataset.</summary>
    public DataSyncException? Error { get; init; }

    /// <summary>The same with other columns, as the vendor's answers have them; schema version and status follow.</summary>
    public DatasetImport WithColumns(IReadOnlyList<Column> columns)
    {
        var dataset = Dataset! with { Columns = columns, SchemaVersion = Previous?.SchemaVersion ?? Dataset.SchemaVersion };
        if (Previous is null) return this with { Dataset = dataset };
        if (!DatasetRevision.SameSchema(Previous, dataset)) dataset = dataset with { SchemaVersion = Previous.SchemaVersion + 1 };
        return this with { Dataset = dataset, Status = DatasetRevision.Same(Previous, dataset) ? DatasetImportStatus.Unchanged : DatasetImportStatus.Changed };
    }
}

/// <summary>How an imported dataset stands to the workspace.</summary>
public enum DatasetImportStatus
{
    /// <summary>The link could not be imported.</summary>
    Failed,
    /// <summary>The workspace has no such dataset yet.</summary>
    New,
    /// <summary>The page says something else than at the last import; the schema version is higher where columns or parameters differ.</summary>
    Changed,
    /// <summary>Nothing is to be saved.</summary>
    Unchanged,
    /// <summary>The server says that the page is as it was, so it was not read: there is no dataset here. Only where <see cref="DatasetImportOptions.Known"/> knows the page.</summary>
    NotModified,
}
