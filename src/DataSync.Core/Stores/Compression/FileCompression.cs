namespace DataSync.Stores.Compression;

/// <summary>How text files are compressed as a whole.</summary>
public enum FileCompression
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>RFC 1952, in <c>.gz</c> files: read by everything.</summary>
    Gzip,
    /// <summary>RFC 8878, in <c>.zst</c> files: smaller and faster to read, where readers know it.</summary>
    Zstd,
}
