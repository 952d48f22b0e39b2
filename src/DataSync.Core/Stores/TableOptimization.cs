namespace DataSync.Stores;

/// <summary>What making a table quicker to read did to it.</summary>
/// <param name="FilesBefore">Files before, or a server's parts; null where there are none to count.</param>
/// <param name="FilesAfter">Files after.</param>
/// <param name="BytesBefore">Bytes on disk before; null where unknown.</param>
/// <param name="BytesAfter">Bytes on disk after.</param>
public sealed record TableOptimization(long? FilesBefore, long? FilesAfter, long? BytesBefore, long? BytesAfter)
{
    /// <summary>What was found wrong at the opening and put right.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
