using DataSync.Limits;
using DataSync.State;
using Xunit;

namespace DataSync.Tests.Limits;

/// <summary>What is foretold is what the limiter does.</summary>
public sealed class RateForecastTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Day = TimeSpan.FromDays(1), Near = TimeSpan.FromSeconds(2);
    private readonly TempFolder _folder = new();
    private readonly SkippingTime _time = new();

    private StateDatabase State => new(_folder["state.db"]);

    private RateForecast Forecast() => new(State, _time, "Vendor");

    public void Dispose() => _folder.Dispose();

    private static RateCourse Add(RateForecast forecast, RateLimits limits, long requests, string api = "daily", int workers = 1, double seconds = 0) =>
        forecast.Add(api, api, limits, requests, workers, TimeSpan.FromSeconds(seconds), TimeZoneInfo.Utc);

    private async Task<DateTime> UseAsync(RateLimits limits, int requests, string api = "daily")
    {
        using var limiter = new SqliteRateLimiter(State, _time, new Even());
        for (var i = 0; i < requests; i++) (await limiter.AcquireAsync("vendor", api, limits, null, CancellationToken.None)).Dispose();
        return _time.GetUtcNow().UtcDateTime;
    }

    [Theory]
    [InlineData(0, 23)]
    [InlineData(4, 1)]
    [InlineData(7, 100)]
    [InlineData(30, 7)]
    public async Task A_run_ends_when_the_limiter_lets_it(int used, int requests)
    {
        RateLimits limits = new([new(5, Minute), new(8, TimeSpan.FromMinutes(7)), new(40, Day, PerApi: false)]);
        await UseAsync(limits, used);
        await UseAsync(limits, 2, "income");
        var course = Add(Forecast(), limits, requests);
        Assert.Equal(requests, course.Days.Sum(d => d.Requests));
        Assert.Equal(await UseAsync(limits, requests), course.Ends!.Value, Near);
    }

    [Fact]
    public async Task What_is_used_learned_and_refused_counts()
    {
        RateLimits limits = new([new(10, Day)]);
        await UseAsync(limits, 4);
        using (var limiter = new SqliteRateLimiter(State, _time))
        {
            await limiter.LearnAsync("vendor", "daily", new(3, TimeSpan.FromHours(1)), CancellationToken.None);
            await limiter.BlockAsync("vendor", "daily", 10 * Minute, false, CancellationToken.None);
        }
        var course = Add(Forecast(), limits, 6);
        Assert.Equal([(10, 4L, 6L, true), (3, 4L, 0L, false)], course.Limits.Select(l => (l.Requests, l.Used, l.Left, l.IsEnough)));
        Assert.All(course.Limits, l => Assert.Equal(("daily", 6L), (l.Api, l.Needed)));
        var now = _time.GetUtcNow().UtcDateTime;
        Assert.Equal(now + TimeSpan.FromHours(1), course.Begins!.Value, Near);
        Assert.Equal(now + TimeSpan.FromHours(2), course.Ends!.Value, Near);
        // another API is not refused, and has used nothing
        Assert.Equal((0L, now), Add(Forecast(), limits, 1, "income") is var other ? (other.Limits[0].Used, other.Begins!.Value) : default);
    }

    [Fact]
    public void Plans_of_a_source_follow_each_other_and_add_up()
    {
        RateLimits limits = new([new(100, Day, PerApi: false), new(10, Minute)]);
        var forecast = Forecast();
        var first = Add(forecast, limits, 60);
        var second = Add(forecast, limits, 60, "income");
        var third = Add(forecast, limits, 0, "trade_cal");
        Assert.Equal((0L, 100L, true), (first.Limits[0].Earlier, first.Limits[0].Left, first.Limits[0].IsEnough));
        Assert.Equal((60L, 40L, false), (second.Limits[0].Earlier, second.Limits[0].Left, second.Limits[0].IsEnough));
        Assert.Equal((0L, 10L), (second.Limits[1].Earlier, second.Limits[1].Left));
        Assert.Empty(first.After);
        Assert.Equal(["daily"], second.After);
        Assert.True(second.Begins >= first.Ends);
        // 40 of the first day are left; the others wait until the first plan's requests are a day old
        Assert.Equal([100L, 20L], [first.Days.Concat(second.Days).Where(d => d.Day == first.Days[0].Day).Sum(d => d.Requests), second.Days[^1].Requests]);
        Assert.True(second.Ends > first.Begins + Day);
        Assert.Equal((100L, 0L, null), (third.Limits[0].Earlier, third.Limits[0].Left, third.Begins));
    }

    [Fact]
    public void A_quota_of_a_day_takes_days()
    {
        var course = Add(Forecast(), new([new(4, Day)]), 10);
        Assert.Equal([4L, 4L, 2L], course.Days.Select(d => d.Requests));
        Assert.Equal([0, 1, 2], course.Days.Select(d => d.Day.DayNumber - course.Days[0].Day.DayNumber));
        Assert.InRange(course.Ends!.Value - course.Begins!.Value, 2 * Day, 2 * Day + 2 * Near);
    }

    [Theory]
    [InlineData(4, null, 25)]
    [InlineData(4, 2, 50)]
    public void Requests_at_once_take_turns(int workers, int? concurrent, double seconds)
    {
        var course = Add(Forecast(), new([], concurrent), 100, workers: workers, seconds: 1);
        Assert.Equal(TimeSpan.FromSeconds(seconds), course.Ends - course.Begins);
    }

    [Fact]
    public async Task How_long_requests_take_is_measured_by_the_limiter()
    {
        RateLimits limits = new([new(1000, Minute)]);
        Assert.Null(Forecast().Pace("daily"));
        using (var limiter = new SqliteRateLimiter(State, _time))
        {
            foreach (var seconds in (int[])[1, 3])
            {
                using var place = await limiter.AcquireAsync("vendor", "daily", limits, null, CancellationToken.None);
                await Task.Delay(TimeSpan.FromSeconds(seconds), _time, TestContext.Current.CancellationToken);
            }
        }
        Assert.Equal(2, Forecast().Pace("daily")!.Value, 0.1);
    }

    [Fact]
    public void Without_limits_and_measurements_nothing_tells_when_it_ends()
    {
        var course = Add(Forecast(), RateLimits.None, 5);
        Assert.Equal((_time.GetUtcNow().UtcDateTime, null), (course.Begins!.Value, course.Ends));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Millions_of_requests_are_followed_without_keeping_them()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var course = Add(Forecast(), new([new(50_000, Minute)]), 3_000_000);
        Assert.InRange(course.Ends!.Value - course.Begins!.Value, 59 * Minute, 62 * Minute);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
    }

    /// <summary>No spread.</summary>
    private sealed class Even : Random
    {
        public override long NextInt64(long maxValue) => 0;
    }
}
