using DataSync.Scheduling;
using Xunit;

namespace DataSync.Tests.Scheduling;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("@daily", "0 0 * * *")]
    [InlineData("@Midnight", "0 0 * * *")]
    [InlineData("@weekly", "0 0 * * sun")]
    [InlineData("@monthly", "0 0 1 * *")]
    [InlineData("@yearly", "0 0 1 1 *")]
    [InlineData("@annually", "0 0 1 Jan *")]
    [InlineData("@hourly", "0 * * * *")]
    [InlineData("0 0 * * 5-7", "0 0 * * fri,sat,0")]
    [InlineData("0 0 * * 1-7/3", "0 0 * * 1,4,7")]
    [InlineData("0\t0  * * MON-fri", "0 0 * * 1,2,3,4,5")]
    [InlineData("*/90 0 * * *", "0 0 * * *")]
    public void Forms_that_mean_the_same(string text, string same)
    {
        var (one, other) = (CronExpression.Parse(text), CronExpression.Parse(same));
        Assert.Equal(Sets(other), Sets(one));
    }

    [Theory]
    [InlineData("", "0 fields")]
    [InlineData("0 18 * *", "4 fields")]
    [InlineData("60 18 * * *", "field minute: '60' is not within 0 to 59")]
    [InlineData("0 24 * * *", "field hour: '24'")]
    [InlineData("0 0 0 * *", "field day of month: '0'")]
    [InlineData("0 0 * 13 *", "field month: '13'")]
    [InlineData("0 0 * * 8", "field day of week: '8'")]
    [InlineData("0 0 * * 1-9999", "field day of week: '1-9999'")]
    [InlineData("0 0 * * fri-mon", "field day of week: 'fri-mon' goes backward")]
    [InlineData("0 22-2 * * *", "field hour: '22-2' goes backward")]
    [InlineData("5/15 * * * *", "write 5-59/15")]
    [InlineData("*/0 * * * *", "a step of 0")]
    [InlineData("0 0 L * *", "field day of month: 'L'")]
    [InlineData("0 0 ? * 1", "field day of month: '?'")]
    [InlineData("0 0 * j *", "field month: 'j'")]
    [InlineData("1, 0 * * *", "field minute: ''")]
    [InlineData("0 0 30 2 *", "no month of these has such a day")]
    [InlineData("@reboot", "'@reboot'")]
    [InlineData("61 0 0 * * *", "field second: '61'")]
    public void Mistakes_are_told_by_their_field(string text, string message)
    {
        var error = Assert.Throws<DataSyncException>(() => CronExpression.Parse(text));
        Assert.Equal("ScheduleInvalid", error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Advice);
    }

    [Theory]
    [InlineData("0 0 13 * 5", true)]
    [InlineData("0 0 * * 5", false)]
    [InlineData("0 0 13 * *", false)]
    [InlineData("0 0 */2 * 5", false)]
    [InlineData("0 0 1-31 * 5", true)]
    public void Either_day_is_enough_where_both_are_restricted(string text, bool either) => Assert.Equal(either, CronExpression.Parse(text).EitherDay);

    private static string Sets(CronExpression e) => string.Join(" | ", ((IReadOnlyList<int>[])[e.Seconds, e.Minutes, e.Hours, e.Days, e.Months, e.Weekdays]).Select(s => string.Join(',', s)));
}
