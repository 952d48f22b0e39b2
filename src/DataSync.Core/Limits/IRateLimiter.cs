namespace DataSync.Limits;

/// <summary>Keeps rate windows over all processes that share the workspace.</summary>
public interface IRateLimiter
{
    /// <summary>
    /// Waits until every window admits one more request, and counts it.
    /// </summary>
    /// <param name="source">The source's name.</param>
    /// <param name="api">The API's name, for windows that count by API.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="waiting">Called with the wait when there is one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask AcquireAsync(string source, string api, IReadOnlyList<RateWindow> windows, Action<TimeSpan>? waiting, CancellationToken cancellationToken);

    /// <summary>The vendor refused: nothing more is asked of this API (or source) until the time has passed.</summary>
    ValueTask BlockAsync(string source, string api, TimeSpan duration, bool wholeSource, CancellationToken cancellationToken);
}
