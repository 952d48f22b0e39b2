namespace DataSync.Limits;

/// <summary>Keeps rate windows over all processes that share the workspace.</summary>
public interface IRateLimiter
{
    /// <summary>
    /// Waits until every window, stated or learned, admits one more request, and counts it.
    /// </summary>
    /// <param name="source">The source's name.</param>
    /// <param name="api">The API's name, for windows that count by API.</param>
    /// <param name="limits">The limits that the source states.</param>
    /// <param name="waiting">Called with the wait when there is one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The request's place, to be disposed when its answer is there: until then it counts as under way.</returns>
    ValueTask<IDisposable> AcquireAsync(string source, string api, RateLimits limits, Action<TimeSpan>? waiting, CancellationToken cancellationToken);

    /// <summary>The vendor refused: nothing more is asked of this API (or source) until the time has passed.</summary>
    ValueTask BlockAsync(string source, string api, TimeSpan duration, bool wholeSource, CancellationToken cancellationToken);

    /// <summary>The vendor's refusal named its limit: it holds from now on, for as long as nothing else is said.</summary>
    ValueTask LearnAsync(string source, string api, RateWindow window, CancellationToken cancellationToken);
}

/// <summary>What a source states of its limits.</summary>
/// <param name="Windows">Its rate windows.</param>
/// <param name="Concurrent">Most requests under way at once, over all processes; null: any number.</param>
public sealed record RateLimits(IReadOnlyList<RateWindow> Windows, int? Concurrent = null)
{
    /// <summary>No limits.</summary>
    public static RateLimits None { get; } = new([]);
}
