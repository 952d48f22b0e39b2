using System.Net;
using DataSync.Examples.Vendor;

namespace DataSync.Vendor.Tests;

public sealed class LimitTests
{
    private static readonly VendorOptions Limited = new() { Stocks = 3, Days = 3, RateLimit = 2 };

    [Theory]
    [InlineData(RateUnit.Minute, "每分钟", 60)]
    [InlineData(RateUnit.Hour, "每小时", 3600)]
    [InlineData(RateUnit.Day, "每天", 86400)]
    public async Task A_window_admits_so_many_for_each_api_and_opens_again_when_it_is_over(RateUnit unit, string word, int seconds)
    {
        var clock = new Clock();
        await using var vendor = await VendorServer.StartAsync(Limited with { RateUnit = unit }, clock);
        using var client = new VendorClient(vendor);
        Assert.Equal(0, (await client.PostAsync("trade_cal")).Code());
        Assert.Equal(0, (await client.PostAsync("trade_cal")).Code());
        var refused = await client.PostAsync("trade_cal");
        Assert.Equal(40203, refused.Code());
        Assert.Contains($"{word}最多访问该接口2次", refused.Message());
        Assert.Equal(0, (await client.PostAsync("stock_basic")).Code());

        clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(40203, (await client.PostAsync("trade_cal")).Code());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await client.PostAsync("trade_cal")).Code());
        Assert.Equal(2, vendor.Stats.Refusals[40203]);
    }

    [Fact]
    public async Task The_GET_form_says_when_to_come_again()
    {
        var clock = new Clock();
        await using var vendor = await VendorServer.StartAsync(Limited with { RateWindowSeconds = 10, RatePerApi = false }, clock);
        using var client = new VendorClient(vendor);
        await client.GetAsync("api/v1/trade_cal");
        await client.GetAsync("api/v1/stock_basic");
        clock.Advance(TimeSpan.FromSeconds(3.5));
        var refused = await client.Http.GetAsync("api/v1/trade_cal");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(1, vendor.Stats.Refusals[429]);
    }

    [Fact]
    public async Task The_largest_window_is_counted_from_each_request_on()
    {
        var clock = new Clock();
        await using var vendor = await VendorServer.StartAsync(new() { Stocks = 3, Days = 3 }, clock);
        using var client = new VendorClient(vendor);
        foreach (var seconds in new[] { 0, 50, 5, 4, 60 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            await client.PostAsync("trade_cal");
        }

        await client.PostAsync("stock_basic");
        Assert.Equal(4, vendor.Stats.LargestWindow(TimeSpan.FromMinutes(1)));
        Assert.Equal(3, vendor.Stats.LargestWindow(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Requests_under_way_are_counted_while_they_wait()
    {
        var clock = new Clock();
        await using var vendor = await VendorServer.StartAsync(new() { Stocks = 3, Days = 3, LatencyMs = 1000 }, clock);
        using var client = new VendorClient(vendor);
        var waiting = Enumerable.Range(0, 4).Select(_ => client.PostAsync("trade_cal")).ToArray();
        await clock.WaitForTimersAsync(4);
        Assert.Equal((4, 4), (vendor.Stats.InFlight, vendor.Stats.MostInFlight));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(waiting);
        Assert.Equal(4, vendor.Stats.MostInFlight);
    }

    /// <summary>A clock that a test moves, and whose waits end when it is moved past them.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly List<(Timer Timer, long Due)> _timers = [];
        private readonly SemaphoreSlim _made = new(0);
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public void Advance(TimeSpan span)
        {
            var now = Interlocked.Add(ref _now, span.Ticks);
            Timer[] due;
            lock (_timers)
            {
                due = [.. _timers.Where(t => t.Due <= now).Select(t => t.Timer)];
                _timers.RemoveAll(t => t.Due <= now);
            }

            foreach (var timer in due) timer.Fire();
        }

        public async Task WaitForTimersAsync(int count)
        {
            for (var i = 0; i < count; i++) await _made.WaitAsync(TimeSpan.FromSeconds(30));
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(() => callback(state));
            lock (_timers) _timers.Add((timer, GetTimestamp() + dueTime.Ticks));
            _made.Release();
            return timer;
        }

        private sealed class Timer(Action fire) : ITimer
        {
            public void Fire() => fire();
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;
            public void Dispose() { }
            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
