namespace DataSync.Sources;

/// <summary>Hears nothing.</summary>
internal sealed class SilentObserver : IFetchObserver
{
    /// <summary>The one there needs to be.</summary>
    public static SilentObserver Instance { get; } = new();

    /// <inheritdoc/>
    public void Waiting(string reason, TimeSpan delay) { }

    /// <inheritdoc/>
    public void Requested(string description) { }
}
