using DataSync.Scheduling;
using Xunit;

namespace DataSync.Tests.Scheduling;

public sealed class TradingDaysTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Fact]
    public void Closed_days_are_left_out_and_unknown_ones_are_not()
    {
        var clock = Clock("30 18 * * *", Shanghai, "2026-10-01..2026-10-08");
        Assert.Equal(["2026-09-30 18:30", "2026-10-09 18:30", "2026-10-10 18:30"], Next(clock, "2026-09-30T00:00:00+08:00", 3));
        // an occurrence of the night belongs to its own day in the zone
        Assert.Equal(["2026-09-30 23:00", "2026-10-09 23:00"], Next(Clock("0 23 * * *", Shanghai, "2026-10-01..2026-10-08"), "2026-09-30T00:00:00+08:00", 2));
        Assert.Equal(["2026-10-09 00:00"], Next(Clock("0 0 * * *", Shanghai, "2026-10-01..2026-10-08"), "2026-09-30T12:00:00+08:00", 1));
    }

    [Fact]
    public void Intervals_go_on_at_the_first_open_minute()
    {
        Assert.Equal(["2026-10-09 00:00", "2026-10-09 00:05"], Next(Clock("*/5 * * * *", Shanghai, "2026-10-01..2026-10-08"), "2026-09-30T23:57:00+08:00", 2));
        var paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"); // the day of 25 October has 25 hours
        Assert.Equal(["2026-10-26 00:00"], Next(Clock("0 * * * *", paris, "2026-10-25..2026-10-25"), "2026-10-24T23:30:00+02:00", 1));
    }

    [Fact]
    public void A_schedule_that_never_holds_ends()
    {
        var clock = new CronClock(CronExpression.Parse("0 18 * * *"), TimeZoneInfo.Utc, new Lazy<TradingDays>(() => new TradingDays(new Always())));
        Assert.Null(clock.Next(DateTimeOffset.UnixEpoch));
        Assert.NotNull(clock.OnAllDays().Next(DateTimeOffset.UnixEpoch));
    }

    private static string[] Next(CronClock clock, string from, int count) =>
        [.. clock.After(DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture)).Take(count).Select(at => at.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture))];

    private static CronClock Clock(string expression, TimeZoneInfo zone, string closed)
    {
        var days = closed.Split("..").Select(d => DateOnly.Parse(d, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var map = new Dictionary<DateOnly, bool>();
        for (var day = days[0]; day <= days[1]; day = day.AddDays(1)) map[day] = false;
        return new CronClock(CronExpression.Parse(expression), zone, new Lazy<TradingDays>(() => new TradingDays(map)));
    }

    /// <summary>A calendar without an open day.</summary>
    private sealed class Always : Dictionary<DateOnly, bool>, IReadOnlyDictionary<DateOnly, bool>
    {
        bool IReadOnlyDictionary<DateOnly, bool>.TryGetValue(DateOnly key, out bool value)
        {
            value = false;
            return true;
        }
    }
}
