using DataSync.Scheduling;
using Xunit;

namespace DataSync.Tests.Scheduling;

public sealed class CronClockTests
{
    private static readonly DateTimeOffset[] Starts =
    [
        new(2026, 2, 27, 23, 59, 59, TimeSpan.Zero),
        new(2027, 3, 14, 6, 10, 0, TimeSpan.Zero), // an hour before New York's clocks go forward
        new(2027, 11, 7, 6, 10, 0, TimeSpan.Zero), // in the hour that comes twice there
        new(2027, 4, 3, 15, 10, 0, TimeSpan.Zero), // in the half hour that comes twice on Lord Howe Island
    ];

    public static TheoryData<string> Zones => [.. CronSamples.Zones];

    [Theory]
    [MemberData(nameof(Zones))]
    public void The_next_50_occurrences_are_what_trying_every_minute_finds(string zone)
    {
        Assert.Equal(200, CronSamples.Expressions.Count);
        Assert.True(CronSamples.Expressions.Count(e => CronExpression.Parse(e).EitherDay) >= 40);
        var i = 0;
        foreach (var text in CronSamples.Expressions)
        {
            var after = Starts[i++ % Starts.Length];
            var expected = CronOracle.Next(text, zone, after, 50);
            Assert.NotEmpty(expected);
            var clock = new CronClock(CronExpression.Parse(text), TimeZoneInfo.FindSystemTimeZoneById(zone));
            var actual = clock.After(after).Take(expected.Count).Select(o => o.ToUniversalTime()).ToList();
            if (!expected.SequenceEqual(actual)) Assert.Fail($"'{text}' in {zone} after {after:u}: {Difference(expected, actual)}");
        }
    }

    [Theory]
    // Europe goes forward at 01:00 UTC: 02:30 does not exist, the job runs at 03:00, which is the same moment
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00Z", "2027-03-28T01:00Z", "2027-03-29T00:30Z")]
    [InlineData("15,45 2 * * *", "Europe/Berlin", "2027-03-27T12:00Z", "2027-03-28T01:00Z", "2027-03-29T00:15Z", "2027-03-29T00:45Z")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2027-03-27T12:00Z", "2027-03-29T00:00Z")]
    [InlineData("0 3 * * *", "Europe/Berlin", "2027-03-27T12:00Z", "2027-03-28T01:00Z", "2027-03-29T01:00Z")]
    // and back at 01:00 UTC: 02:30 comes at 00:30 and 01:30 UTC
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00Z", "2027-10-31T00:30Z", "2027-11-01T01:30Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-31T01:10Z", "2027-11-01T01:30Z")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2027-10-30T12:00Z", "2027-10-31T00:00Z", "2027-10-31T00:30Z", "2027-10-31T01:00Z", "2027-10-31T01:30Z", "2027-11-01T01:00Z")]
    [InlineData("0 * * * *", "America/New_York", "2027-03-14T05:30Z", "2027-03-14T06:00Z", "2027-03-14T07:00Z", "2027-03-14T08:00Z")]
    [InlineData("30 2 * * 0", "America/New_York", "2027-03-13T12:00Z", "2027-03-14T07:00Z", "2027-03-21T06:30Z")]
    [InlineData("30 1 * * *", "America/New_York", "2027-11-06T12:00Z", "2027-11-07T05:30Z", "2027-11-08T06:30Z")]
    // China has one time all year
    [InlineData("0 18 * * 1-5", "Asia/Shanghai", "2027-03-12T12:00Z", "2027-03-15T10:00Z", "2027-03-16T10:00Z")]
    // a change of half an hour
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2027-10-02T00:00Z", "2027-10-02T15:30Z", "2027-10-03T15:15Z")]
    public void Clock_changes(string expression, string zone, string after, params string[] expected) => Assert.Equal(
        expected.Select(DateTimeOffset.Parse),
        new CronClock(CronExpression.Parse(expression), TimeZoneInfo.FindSystemTimeZoneById(zone)).After(DateTimeOffset.Parse(after)).Take(expected.Length));

    [Fact]
    public void Occurrences_are_told_in_the_zones_time()
    {
        var clock = new CronClock(CronExpression.Parse("0 18 * * *"), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        Assert.Equal("2026-01-05T18:00:00+08:00", $"{clock.Next(DateTimeOffset.Parse("2026-01-05T09:59:59.9Z")):yyyy-MM-ddTHH:mm:sszzz}");
        Assert.Equal("2026-01-06T18:00:00+08:00", $"{clock.Next(DateTimeOffset.Parse("2026-01-05T10:00Z")):yyyy-MM-ddTHH:mm:sszzz}");
    }

    [Fact]
    public void Six_fields_begin_with_the_second()
    {
        var clock = new CronClock(CronExpression.Parse("*/20 30 9 * * *"), TimeZoneInfo.Utc);
        Assert.Equal(["09:30:00", "09:30:20", "09:30:40", "09:30:00"], clock.After(DateTimeOffset.Parse("2026-01-05T09:29:59Z")).Take(4).Select(o => $"{o:HH:mm:ss}"));
    }

    private static string Difference(List<DateTimeOffset> expected, List<DateTimeOffset> actual)
    {
        var at = Enumerable.Range(0, expected.Count).First(i => i >= actual.Count || expected[i] != actual[i]);
        return $"number {at + 1} is {(at < actual.Count ? $"{actual[at]:u}" : "missing")}, expected {expected[at]:u}";
    }
}
