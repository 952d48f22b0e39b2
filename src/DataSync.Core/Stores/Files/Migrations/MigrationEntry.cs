namespace DataSync.Stores.Files;

/// <summary>A migration that a table went through, as the log keeps it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Checksum">Of its script.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who.</param>
/// <param name="Archives">The columns it dropped and kept.</param>
internal sealed record MigrationEntry(string Id, string Checksum, DateTime At, string By, IReadOnlyList<ArchiveEntry> Archives)
{
    /// <summary>What it made of the slices before it; null in a compacted log, whose slices are as it left them.</summary>
    public SliceTranslation? Slices { get; init; }
}

/// <summary>A dropped column that is kept aside.</summary>
/// <param name="Folder">Its folder in the archive.</param>
/// <param name="Column">The column.</param>
/// <param name="Key">The columns that say which row a value is of, in whose order the rows lie; empty where the files hold whole rows instead.</param>
internal sealed record ArchiveEntry(string Folder, StoredColumn Column, IReadOnlyList<StoredColumn> Key);
