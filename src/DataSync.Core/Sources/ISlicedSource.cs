namespace DataSync.Sources;

/// <summary>A source that knows by itself what there is to ask: each file is a slice, where nobody says otherwise.</summary>
public interface ISlicedSource
{
    /// <summary>The argument sets of a dataset's slices; null where it has one slice, without arguments.</summary>
    /// <exception cref="DataSyncException">The place cannot be read.</exception>
    IEnumerable<IReadOnlyDictionary<string, object?>>? Slices(Dataset dataset);
}
