namespace DataSync.Sources;

/// <summary>A source that can tell, without reading it, whether what a slice asks for has changed: done slices then are asked again when they have, and only then.</summary>
public interface IVersionedSource
{
    /// <summary>True where it can tell for a dataset; its slices then have no age.</summary>
    bool Tracks(Dataset dataset);

    /// <summary>True where what a slice asks for is not what was read.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="arguments">The slice's arguments.</param>
    /// <param name="read">What is known of the reading.</param>
    bool HasChanged(Dataset dataset, IReadOnlyDictionary<string, object> arguments, ReadVersion read);
}

/// <summary>What is known of a slice's last reading.</summary>
/// <param name="Version">The version it had then (<see cref="FetchResult.Version"/>); null where that is not known any more.</param>
/// <param name="At">When it was read, UTC.</param>
/// <param name="Bytes">The bytes that were read.</param>
public readonly record struct ReadVersion(string? Version, DateTime At, long Bytes);
