namespace DataSync.Rows;

/// <summary>How many cores one writer encodes on. Answers are decoded by many workers at once, and what writes them is one: alone on its core, it would decide how fast a run is.</summary>
internal static class Lanes
{
    /// <summary>More would help little, and each holds buffers of its own.</summary>
    private const int Most = 4;

    public static int Count { get; } = Math.Min(Environment.ProcessorCount, Most);
}
