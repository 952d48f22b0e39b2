namespace DataSync.Sources.Files.Places;

/// <summary>A file that a pattern stands for.</summary>
/// <param name="Name">Its path from the source's place, with <c>/</c>: its identity.</param>
/// <param name="Location">Its full path.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Modified">When it was last written, UTC.</param>
internal sealed record FoundFile(string Name, string Location, long Size, DateTime Modified);
