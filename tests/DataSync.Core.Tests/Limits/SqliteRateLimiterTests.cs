using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using DataSync.Limits;
using DataSync.State;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Tests.Limits;

public sealed class SqliteRateLimiterTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly TempFolder _folder = new();
    private readonly SkippingTime _time = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private SqliteRateLimiter Limiter(TimeProvider? time = null) => new(new StateDatabase(_folder["state.db"]), time ?? _time);

    private async Task<DateTimeOffset> GrantAsync(SqliteRateLimiter limiter, IReadOnlyList<RateWindow> windows, string api = "daily")
    {
        using var place = await limiter.AcquireAsync("vendor", api, new(windows), null, CancellationToken.None);
        return _time.GetUtcNow();
    }

    private static void HoldsFor(IReadOnlyList<DateTimeOffset> grants, RateWindow window)
    {
        for (var i = window.Requests; i < grants.Count; i++)
            Assert.True(grants[i] - grants[i - window.Requests] > window.Per, $"{window.Requests + 1} grants within {grants[i] - grants[i - window.Requests]}");
    }

    [Fact]
    public async Task No_window_ever_holds_more_than_it_admits()
    {
        RateWindow[] windows = [new(3, TimeSpan.FromSeconds(10)), new(5, Minute)];
        using var limiter = Limiter();
        var grants = new List<DateTimeOffset>();
        for (var i = 0; i < 23; i++) grants.Add(await GrantAsync(limiter, windows));
        Assert.All(windows, w => HoldsFor(grants, w));
        // and it is not slower than it must be: 5 a minute, with a margin of a second
        Assert.InRange(grants[^1] - grants[0], 4 * Minute, 4 * Minute + TimeSpan.FromSeconds(30));
        Assert.Equal(grants[0], grants[2]);
    }

    [Fact]
    public async Task A_second_process_continues_the_first_ones_window()
    {
        RateWindow[] windows = [new(2, Minute)];
        DateTimeOffset first;
        using (var limiter = Limiter())
        {
            first = await GrantAsync(limiter, windows);
            await GrantAsync(limiter, windows);
        }
        using var other = Limiter();
        Assert.True(await GrantAsync(other, windows) - first > Minute);
    }

    [Fact]
    public async Task Windows_count_by_api_or_for_the_source()
    {
        using var limiter = Limiter();
        RateWindow[] each = [new(1, Minute)], all = [new(1, Minute, PerApi: false)];
        var start = _time.GetUtcNow();
        Assert.Equal(start, await GrantAsync(limiter, each, "a"));
        Assert.Equal(start, await GrantAsync(limiter, each, "b"));
        Assert.Equal(start, await GrantAsync(limiter, all, "a"));
        Assert.True(await GrantAsync(limiter, all, "b") > start + Minute);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_block_is_remembered_by_others(bool wholeSource)
    {
        RateWindow[] windows = [new(100, Minute)];
        var start = _time.GetUtcNow();
        using (var limiter = Limiter()) await limiter.BlockAsync("vendor", "daily", TimeSpan.FromSeconds(40), wholeSource, CancellationToken.None);
        using var other = Limiter();
        var free = await GrantAsync(other, windows, "other");
        Assert.Equal(wholeSource, free >= start + TimeSpan.FromSeconds(40));
        Assert.True(await GrantAsync(other, windows) >= start + TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_shorter_block_does_not_shorten_a_longer_one()
    {
        using var limiter = Limiter();
        var start = _time.GetUtcNow();
        await limiter.BlockAsync("vendor", "daily", Minute, false, CancellationToken.None);
        await limiter.BlockAsync("vendor", "daily", TimeSpan.FromSeconds(1), false, CancellationToken.None);
        Assert.True(await GrantAsync(limiter, [new(100, Minute)]) >= start + Minute);
    }

    [Fact]
    public async Task Without_windows_no_file_is_made_but_blocks_hold()
    {
        using var limiter = Limiter();
        await limiter.AcquireAsync("vendor", "daily", RateLimits.None, null, CancellationToken.None);
        Assert.False(File.Exists(_folder["state.db"]));
        var start = _time.GetUtcNow();
        await limiter.BlockAsync("vendor", "daily", Minute, false, CancellationToken.None);
        Assert.True(await GrantAsync(limiter, []) >= start + Minute);
    }

    [Fact]
    public async Task A_clock_set_back_delays_by_one_window_at_most()
    {
        RateWindow[] windows = [new(1, Minute)];
        using (var limiter = Limiter()) await GrantAsync(limiter, windows);
        var earlier = new FakeTimeProvider(_time.GetUtcNow() - TimeSpan.FromHours(5));
        using var after = Limiter(earlier);
        TimeSpan? announced = null;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await after.AcquireAsync("vendor", "daily", new(windows), wait =>
        {
            announced = wait;
            stop.Cancel();
        }, stop.Token));
        Assert.InRange(announced!.Value, Minute, Minute + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_cancelled_wait_takes_nothing_and_lets_the_next_one_in()
    {
        RateWindow[] windows = [new(1, Minute)];
        using var limiter = Limiter();
        var start = await GrantAsync(limiter, windows);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.AcquireAsync("vendor", "daily", new(windows), _ => stop.Cancel(), stop.Token));
        Assert.InRange(await GrantAsync(limiter, windows) - start, Minute, Minute + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Requests_are_served_in_the_order_they_came()
    {
        RateWindow[] windows = [new(1, TimeSpan.FromSeconds(1))];
        using var limiter = Limiter();
        await GrantAsync(limiter, windows);
        var order = new ConcurrentQueue<int>();
        await Task.WhenAll([.. Enumerable.Range(0, 10).Select(async i =>
        {
            using var place = await limiter.AcquireAsync("vendor", "daily", new(windows), _ => order.Enqueue(i), CancellationToken.None);
        })]);
        // one may wait again where the request before it was still under way when the window opened
        Assert.Equal(Enumerable.Range(0, 10), order.Distinct());
    }

    [Fact]
    public async Task Several_connections_at_once_never_exceed_the_window()
    {
        RateWindow[] windows = [new(40, TimeSpan.FromMinutes(10))];
        var standing = new FakeTimeProvider();
        var granted = 0;
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var limiter = Limiter(standing);
            try
            {
                while (true)
                {
                    await limiter.AcquireAsync("vendor", "daily", new(windows), null, stop.Token);
                    if (Interlocked.Increment(ref granted) > 40) return;
                    // all that is admitted was: whoever asks now waits
                    if (Volatile.Read(ref granted) == 40) stop.Cancel();
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        })).ToArray();
        await Task.WhenAll(workers);
        Assert.Equal(40, granted);
        // and a newcomer has to wait for the whole window
        using var late = Limiter(standing);
        using var end = new CancellationTokenSource();
        TimeSpan? wait = null;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await late.AcquireAsync("vendor", "daily", new(windows), w =>
        {
            wait = w;
            end.Cancel();
        }, end.Token));
        Assert.True(wait > TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_request_counts_until_a_window_after_its_answer()
    {
        RateWindow[] windows = [new(1, TimeSpan.FromSeconds(2))];
        var time = new FakeTimeProvider(); // it stands still, so that the request is under way no longer than here
        using var limiter = Limiter(time);
        var first = await limiter.AcquireAsync("vendor", "daily", new(windows), null, CancellationToken.None);
        var waiting = limiter.AcquireAsync("vendor", "daily", new(windows), null, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        var answered = time.GetUtcNow();
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(waiting, Task.Delay(10, TestContext.Current.CancellationToken));
        }
        (await waiting).Dispose();
        Assert.True(time.GetUtcNow() - answered > TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_request_of_a_process_that_was_killed_counts_for_a_while_only()
    {
        RateWindow[] windows = [new(1, TimeSpan.FromSeconds(2))];
        using (var limiter = Limiter()) await limiter.AcquireAsync("vendor", "daily", new(windows), null, CancellationToken.None);
        var start = _time.GetUtcNow();
        using var other = Limiter();
        Assert.InRange(await GrantAsync(other, windows) - start, GrantLog.LongestFlight, GrantLog.LongestFlight + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Requests_under_way_are_limited_over_all_processes()
    {
        var limits = new RateLimits([], Concurrent: 2);
        using var limiter = Limiter(TimeProvider.System);
        using var other = Limiter(TimeProvider.System);
        var first = await limiter.AcquireAsync("vendor", "daily", limits, null, CancellationToken.None);
        using var second = await other.AcquireAsync("vendor", "income", limits, null, CancellationToken.None);
        var waits = 0;
        var third = other.AcquireAsync("vendor", "daily", limits, _ => Interlocked.Increment(ref waits), CancellationToken.None).AsTask();
        while (Volatile.Read(ref waits) == 0) await Task.Yield();
        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_learned_limit_holds_for_all_processes_and_for_a_week()
    {
        using (var limiter = Limiter())
        {
            await limiter.LearnAsync("vendor", "daily", new(1, Minute), CancellationToken.None);
            await GrantAsync(limiter, []);
        }
        using var other = Limiter();
        var start = _time.GetUtcNow();
        await GrantAsync(other, []);
        Assert.True(_time.GetUtcNow() - start > Minute);
        Assert.Equal(_time.GetUtcNow(), await GrantAsync(other, [], "income")); // it was of one API
        _time.Advance(LearnedLimits.Lifetime);
        using var later = Limiter();
        start = _time.GetUtcNow();
        for (var i = 0; i < 5; i++) Assert.Equal(start, await GrantAsync(later, []));
    }

    [Fact]
    public async Task What_another_process_learns_holds_at_once()
    {
        RateWindow[] windows = [new(100, Minute)];
        using var limiter = Limiter();
        await GrantAsync(limiter, windows);
        using (var other = Limiter()) await other.LearnAsync("vendor", "daily", new(1, Minute, PerApi: false), CancellationToken.None);
        var start = await GrantAsync(limiter, windows);
        Assert.True(await GrantAsync(limiter, windows) - start > Minute);
    }

    [Fact]
    public async Task A_refusal_of_an_earlier_process_holds_without_windows_too()
    {
        using (var limiter = Limiter()) await limiter.BlockAsync("vendor", "daily", Minute, false, CancellationToken.None);
        using var other = Limiter();
        var start = _time.GetUtcNow();
        Assert.True(await GrantAsync(other, []) >= start + Minute);
    }

    [Fact]
    public async Task Limits_are_told_with_what_is_used()
    {
        var stated = new RateLimits([new(5, Minute), new(100, TimeSpan.FromDays(1), PerApi: false)], Concurrent: 4);
        var report = new LimitReport(new StateDatabase(_folder["state.db"]), _time);
        Assert.Equal([(null, 5, 0L), (null, 100, 0L), (null, 4, 0L)], report.Read("vendor", stated).Select(l => (l.Api, l.Requests, l.Used)));
        using (var limiter = Limiter())
        {
            for (var i = 0; i < 3; i++) await GrantAsync(limiter, stated.Windows);
            await GrantAsync(limiter, stated.Windows, "income");
            await limiter.LearnAsync("vendor", "income", new(2, Minute), CancellationToken.None);
            await limiter.BlockAsync("vendor", "income", Minute, false, CancellationToken.None);
            using var place = await limiter.AcquireAsync("vendor", "daily", stated, null, CancellationToken.None);
            Assert.Equal(
                [("daily", 5, LimitOrigin.Stated, 4L, false), ("income", 5, LimitOrigin.Stated, 1, true), (null, 100, LimitOrigin.Stated, 5, false), ("income", 2, LimitOrigin.Learned, 1, true), (null, 4, LimitOrigin.Stated, 1, false)],
                report.Read("vendor", stated).Select(l => (l.Api, l.Requests, l.Origin, l.Used, l.BlockedUntil is not null)));
        }
        report.Forget("vendor");
        Assert.DoesNotContain(report.Read("vendor", stated), l => l.Origin == LimitOrigin.Learned || l.BlockedUntil is not null);
    }

    private const string ChildFile = "DATASYNC_TEST_LIMITER_FILE";

    /// <summary>The work of one process of the test below: takes what it gets of a window and prints when.</summary>
    [Fact(Explicit = true)]
    public async Task Child()
    {
        var file = Environment.GetEnvironmentVariable(ChildFile);
        Assert.SkipWhen(file is null, "Only for the test of several processes.");
        RateWindow[] windows = [new(30, TimeSpan.FromHours(1))];
        using var limiter = new SqliteRateLimiter(new StateDatabase(file), TimeProvider.System);
        using var full = new CancellationTokenSource();
        try
        {
            while (true)
            {
                await limiter.AcquireAsync("vendor", "daily", new(windows), _ => full.Cancel(), full.Token);
                await File.AppendAllTextAsync($"{file}-{Environment.ProcessId}.txt", DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture) + "\n");
            }
        }
        catch (OperationCanceledException) when (full.IsCancellationRequested)
        {
            await File.AppendAllTextAsync($"{file}-{Environment.ProcessId}.txt", "full\n");
        }
    }

    [Fact]
    public async Task Several_processes_share_one_window()
    {
        var children = Enumerable.Range(0, 3).Select(_ =>
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])["exec", typeof(SqliteRateLimiterTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(SqliteRateLimiterTests).FullName}.{nameof(Child)}"]) start.ArgumentList.Add(argument);
            start.Environment[ChildFile] = _folder["state.db"];
            return Process.Start(start)!;
        }).ToList();
        foreach (var child in children)
        {
            var output = await child.StandardOutput.ReadToEndAsync();
            await child.WaitForExitAsync();
            Assert.True(child.ExitCode == 0, output);
            child.Dispose();
        }
        var lines = Directory.GetFiles(_folder.Path, "*.txt").SelectMany(File.ReadAllLines).ToList();
        Assert.Equal((30, 3), (lines.Count(l => l != "full"), lines.Count(l => l == "full")));
    }
}
