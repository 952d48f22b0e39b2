using System.Globalization;
using DataSync.Limits;
using DataSync.State;

namespace DataSync.Conformance.Tests.Completeness;

/// <summary>One process of many that share a window: takes some places in it, and writes when each request was sent and answered.</summary>
internal static class LimitWorker
{
    public const string Argument = "--limit-worker";

    /// <summary>Places that each process takes.</summary>
    public const int Places = 5;

    /// <summary>The window and the most requests at once.</summary>
    public static RateLimits Limits { get; } = new([new(25, TimeSpan.FromSeconds(0.5))], Concurrent: 8);

    public static async Task<int> RunAsync(string file, string folder)
    {
        using var limiter = new SqliteRateLimiter(new StateDatabase(file), TimeProvider.System);
        var lines = new List<string>();
        for (var i = 0; i < Places; i++)
        {
            using var place = await limiter.AcquireAsync("vendor", "daily", Limits, null, CancellationToken.None);
            var sent = DateTime.UtcNow.Ticks;
            await Task.Delay(Random.Shared.Next(20));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{sent} {DateTime.UtcNow.Ticks}"));
        }
        await File.WriteAllLinesAsync(Path.Combine(folder, $"{Environment.ProcessId}.txt"), lines);
        return 0;
    }
}
