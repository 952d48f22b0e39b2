namespace DataSync.Stores.Databases;

/// <summary>How much a writer gathers. Tests make these small.</summary>
internal sealed record DatabaseLimits
{
    /// <summary>Rows after which a commit is made.</summary>
    public int CommitRows { get; init; } = 500_000;
    /// <summary>Bytes (in memory's form) after which a commit is made.</summary>
    public long CommitBytes { get; init; } = 1L << 30;
    /// <summary>Keys of earlier commits that are kept to count conflicts with; past that they are forgotten, and slices so far apart are not compared.</summary>
    public int KeptKeys { get; init; } = 250_000;
    /// <summary>Bytes of one slice that are held and checked before any of it is sent; a larger one gets a transaction of its own.</summary>
    public long BufferBytes { get; init; } = 16 << 20;
    /// <summary>Rows of a batch that is read.</summary>
    public int ReadRows { get; init; } = 1 << 13;
}
