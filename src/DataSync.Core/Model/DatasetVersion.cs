namespace DataSync;

/// <summary>A dataset's columns and parameters as they were from one change of them to the next.</summary>
public sealed record DatasetVersion
{
    /// <summary>The dataset's name.</summary>
    public string Dataset { get; init; } = "";
    /// <summary>Which <see cref="DataSync.Dataset.SchemaVersion"/> it is.</summary>
    public int Version { get; init; }
    /// <summary>Since when, UTC.</summary>
    public DateTime At { get; init; }
    /// <summary>What made it: a command, a run.</summary>
    public string Why { get; init; } = "";
    /// <summary>What differs from the version before, a line each.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
    /// <summary>Columns that have another name since this version, old name to new.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();
    /// <summary>What the documentation page said then: <see cref="DataSync.Dataset.Fingerprint"/>.</summary>
    public string? Fingerprint { get; init; }
    /// <summary>The key.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>What a request could say.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];
    /// <summary>What an answer held.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Dataset} {Version}";
}
