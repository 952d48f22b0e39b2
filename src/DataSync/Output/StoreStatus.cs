namespace DataSync;

/// <summary>What a store answered to a test.</summary>
public sealed record StoreStatus
{
    /// <summary>The store's name.</summary>
    public string Store { get; init; } = "";
    /// <summary>Its kind.</summary>
    public string Kind { get; init; } = "";
    /// <summary>Its place: the folder, or server and database.</summary>
    public string? Place { get; init; }
    /// <summary>The server's name and version; null for files, and where it was not reached.</summary>
    public string? Version { get; init; }
    /// <summary>True where the place answers.</summary>
    public bool Reachable { get; init; }
    /// <summary>True where rows can be written there.</summary>
    public bool Writable { get; init; }
    /// <summary>Rights the user lacks for full work.</summary>
    public IReadOnlyList<string> MissingRights { get; init; } = [];
    /// <summary>Free bytes; null where unknown.</summary>
    public long? FreeBytes { get; init; }
    /// <summary>The tables kept there.</summary>
    public IReadOnlyList<Stores.TableInfo> Tables { get; init; } = [];
    /// <summary>What is wrong and the fix; null where all is well.</summary>
    public string? Message { get; init; }
}
