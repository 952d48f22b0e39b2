using System.Globalization;
using DataSync.State;
using DataSync.Sync;
using Xunit;

namespace DataSync.Tests.Sync;

public sealed class SlicePolicyTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static SliceState Judge(string now, string? date, string? at, long rows = 1, TimeSpan? maxAge = null, TimeSpan? refresh = null, TimeSpan? settle = null, string? failed = null) =>
        SlicePolicy.Judge(
            at is null && failed is null ? null : new SliceRecord { At = at is null ? null : Utc(at), Rows = rows, FailedAt = failed is null ? null : Utc(failed) },
            date is null ? null : DateOnly.Parse(date, CultureInfo.InvariantCulture),
            new PolicyClock(Utc(now), Shanghai, maxAge, settle ?? TimeSpan.FromDays(3), refresh));

    [Theory]
    // never asked; 16:00 UTC is midnight in Shanghai
    [InlineData("2024-01-10 15:59", "2024-01-10", null, 0, SliceState.Missing)]
    [InlineData("2024-01-10 15:59", "2024-01-11", null, 0, SliceState.Pending)]
    [InlineData("2024-01-10 16:00", "2024-01-11", null, 0, SliceState.Missing)]
    [InlineData("2024-01-10 16:00", null, null, 0, SliceState.Missing)]
    // with rows, a dated slice is done for good
    [InlineData("2034-01-10 12:00", "2024-01-02", "2024-01-02 12:00", 5, SliceState.Done)]
    // a range that ends in the future and has rows already
    [InlineData("2024-01-10 12:00", "2024-12-31", "2024-01-02 12:00", 5, SliceState.Done)]
    [InlineData("2024-01-10 12:00", "2024-12-31", "2024-01-02 12:00", 0, SliceState.Pending)]
    // empty until it was asked three days after its day began, whenever that is
    [InlineData("2024-01-10 12:00", "2024-01-09", "2024-01-10 10:00", 0, SliceState.Empty)]
    [InlineData("2024-02-10 12:00", "2024-01-09", "2024-01-10 10:00", 0, SliceState.Empty)]
    [InlineData("2024-02-10 12:00", "2024-01-09", "2024-01-11 15:59", 0, SliceState.Empty)]
    [InlineData("2024-02-10 12:00", "2024-01-09", "2024-01-11 16:00", 0, SliceState.Done)]
    // without a date: one day of the source's zone
    [InlineData("2024-01-10 15:59", null, "2024-01-09 16:00", 5, SliceState.Done)]
    [InlineData("2024-01-10 16:00", null, "2024-01-10 15:59", 5, SliceState.Stale)]
    [InlineData("2024-01-10 15:59", null, "2024-01-09 16:00", 0, SliceState.Done)]
    [InlineData("2024-01-10 16:00", null, "2024-01-09 16:00", 0, SliceState.Stale)]
    public void States(string now, string? date, string? at, long rows, SliceState expected) => Assert.Equal(expected, Judge(now, date, at, rows));

    [Theory]
    [InlineData("2024-01-03", 7, SliceState.Stale)]
    [InlineData("2024-01-02", 7, SliceState.Done)]
    [InlineData("2024-01-10", 0, SliceState.Stale)]
    [InlineData("2024-01-09", 0, SliceState.Done)]
    [InlineData(null, 7, SliceState.Done)]
    public void The_refresh_window_counts_days_and_both_ends(string? date, int days, SliceState expected) =>
        Assert.Equal(expected, Judge("2024-01-10 10:00", date, "2024-01-10 09:00", refresh: TimeSpan.FromDays(days)));

    [Fact]
    public void Ages_below_a_day_count_by_the_clock_and_never_is_never()
    {
        Assert.Equal(SliceState.Done, Judge("2024-01-10 16:30", null, "2024-01-10 15:31", maxAge: TimeSpan.FromHours(1)));
        Assert.Equal(SliceState.Stale, Judge("2024-01-10 16:31", null, "2024-01-10 15:31", maxAge: TimeSpan.FromHours(1)));
        Assert.Equal(SliceState.Stale, Judge("2024-01-10 16:31", "2024-01-01", "2024-01-10 16:31", maxAge: TimeSpan.Zero));
        Assert.Equal(SliceState.Done, Judge("2034-01-10 16:31", null, "2024-01-10 15:31", maxAge: Duration.Never));
        Assert.Equal(SliceState.Empty, Judge("2034-01-10 16:31", "2024-01-10", "2034-01-09", rows: 0, settle: Duration.Never));
        Assert.Equal(SliceState.Done, Judge("2024-01-10 10:00", "2024-01-10", "2024-01-10 09:00", rows: 0, settle: TimeSpan.Zero));
    }

    [Fact]
    public void A_failure_counts_until_the_next_commit()
    {
        Assert.Equal(SliceState.Failed, Judge("2024-01-10 10:00", "2024-01-09", null, failed: "2024-01-10 09:00"));
        Assert.Equal(SliceState.Failed, Judge("2024-01-10 10:00", "2024-01-09", "2024-01-10 08:00", failed: "2024-01-10 09:00"));
    }

    [Fact]
    public void Done_and_pending_are_not_asked_unless_forced()
    {
        Assert.Equal([SliceState.Missing, SliceState.Empty, SliceState.Stale, SliceState.Failed], Enum.GetValues<SliceState>().Where(s => SlicePolicy.IsAsked(s, force: false)));
        Assert.Equal([SliceState.Pending], Enum.GetValues<SliceState>().Where(s => !SlicePolicy.IsAsked(s, force: true)));
    }
}
