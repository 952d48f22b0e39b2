namespace DataSync.Limits;

/// <summary>The place of one request in its windows, until its answer is there.</summary>
/// <param name="numbers">Its numbers, by scope.</param>
/// <param name="flight">Its entry among the requests under way; null where those are not counted.</param>
/// <param name="finish">Told when it ends.</param>
internal sealed class RatePlace(IReadOnlyList<(string Scope, long Number)> numbers, string? flight, Action<RatePlace>? finish) : IDisposable
{
    private int _isOver;

    /// <summary>The place of a request that nothing limits.</summary>
    public static RatePlace None { get; } = new([], null, null);

    public IReadOnlyList<(string Scope, long Number)> Numbers { get; } = numbers;
    public string? Flight { get; } = flight;

    public void Dispose()
    {
        if (finish is not null && Interlocked.Exchange(ref _isOver, 1) == 0) finish(this);
    }
}
