using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CsCheck;
using DataSync.Sources.Answers;
using Xunit;

namespace DataSync.Tests.Sources.Http;

public sealed class FastDoubleTests
{
    private static void SameAsTheLibrary(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Assert.True(FastDouble.TryParse(bytes, out var fast), text);
        Assert.True(Utf8Parser.TryParse(bytes, out double exact, out int consumed) && consumed == bytes.Length);
        Assert.Equal(BitConverter.DoubleToInt64Bits(exact), BitConverter.DoubleToInt64Bits(fast));
    }

    [Fact]
    public void Short_decimals_are_the_librarys_to_the_last_bit() =>
        Gen.Select(Gen.Long[-999_999_999_999_999, 999_999_999_999_999], Gen.Int[0, 15]).Sample((digits, scale) =>
        {
            var text = Math.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
            if (scale > 0) text = text.Insert(text.Length - scale, ".");
            SameAsTheLibrary(digits < 0 ? "-" + text : text);
        }, iter: 20_000);

    [Fact]
    public void Any_doubles_text_reads_back() =>
        Gen.Double.Where(double.IsFinite).Sample(value =>
        {
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            if (text.AsSpan().ContainsAny('.', 'E')) SameAsTheLibrary(text);
        }, iter: 20_000);

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("0.000000000000001")]
    [InlineData("999999999999999")]
    [InlineData("0.1")]
    [InlineData("1.7976931348623157E+308")]
    [InlineData("5e-324")]
    [InlineData("123456789012345678.5")]
    public void Edges_are_the_librarys(string text) => SameAsTheLibrary(text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("12a")]
    [InlineData("Infinity")]
    [InlineData("1e400")]
    [InlineData("9007199254740993")]
    public void What_is_no_number_or_may_be_inexact_is_left_to_others(string text) => Assert.False(FastDouble.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
