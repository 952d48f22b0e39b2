using Xunit;

namespace DataSync.Tests.Model;

public sealed class DataTypeTests
{
    [Theory]
    [InlineData("int64", "Int64")]
    [InlineData(" Decimal( 18 , 4 ) ", "Decimal(18,4)")]
    [InlineData("decimal(10)", "Decimal(10,0)")]
    [InlineData("TimestampTz", "TimestampTz")]
    public void Text_is_read_in_any_case(string text, string expected) => Assert.Equal(expected, DataType.Parse(text).ToString());

    [Theory]
    [InlineData("text")]
    [InlineData("Int64(3)")]
    [InlineData("Decimal(29,0)")]
    [InlineData("Decimal(4,5)")]
    [InlineData("7")]
    public void What_is_no_type_is_refused_with_the_list(string text) =>
        Assert.Contains("Timestamp", Assert.Throws<FormatException>(() => DataType.Parse(text)).Message);

    [Theory]
    [InlineData("7d", "7d")]
    [InlineData("36h", "36h")]
    [InlineData("90m", "90m")]
    [InlineData("1.5h", "90m")]
    [InlineData("2w", "14d")]
    [InlineData("00:00:00.5", "00:00:00.5000000")]
    [InlineData("never", "Never")]
    public void Durations_are_read_and_written_as_people_do(string text, string expected)
    {
        Assert.True(Duration.TryParse(text, out var span));
        Assert.Equal(expected, Duration.Format(span));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("-1:00:00")]
    [InlineData("soon")]
    [InlineData("999999999999w")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));
}
