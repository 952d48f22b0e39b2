using System.Globalization;
using System.Text;
using CsCheck;
using DataSync.Rows.Utf8;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class DoubleFormTests
{
    private static readonly Gen<double> GenFew = Gen.Select(Gen.Long[-1L << 53, 1L << 53], Gen.Int[0, 12], (digits, places) => digits / Math.Pow(10, places));
    private static readonly Gen<double> GenNear = Gen.Select(GenFew, Gen.Int[-3, 3], (value, ulps) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) + ulps));

    [Fact]
    public void The_text_is_the_shortest_that_reads_back() =>
        Gen.OneOf(GenFew, GenNear, Gen.Double, Gen.Long.Select(BitConverter.Int64BitsToDouble)).Sample(Check, iter: 300_000);

    [Theory]
    [InlineData(0.0), InlineData(1e15), InlineData(-1e15), InlineData(999999999999999), InlineData(99999999999.9999), InlineData(1e-4), InlineData(9.9999e-5), InlineData(1e-8), InlineData(1.00000001), InlineData(5e-324)]
    [InlineData(double.MaxValue), InlineData(double.MinValue), InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity), InlineData(9007199254740993), InlineData(0.1 + 0.2), InlineData(-12.34), InlineData(1e22)]
    public void Edges_are_the_shortest_too(double value) => Check(value);

    [Fact]
    public void A_zero_keeps_its_sign() => Assert.Equal("-0.0", Text(-0.0));

    [Fact]
    public void Every_price_of_four_places_is_exact()
    {
        for (var n = -200_000; n <= 200_000; n++) Check(n / 1e4);
    }

    [Fact]
    public void Texts_are_read_as_the_nearest_double() =>
        Gen.Select(Gen.OneOf("", "-"), Gen.Long[0, 999_999_999_999_999_999], Gen.Int[0, 19], Gen.Int[0, 3]).Sample((sign, digits, point, zeros) =>
        {
            var text = new string('0', zeros) + digits.ToString(CultureInfo.InvariantCulture);
            text = sign + (point < text.Length ? text.Insert(point, ".") : text);
            Assert.True(DoubleForm.TryParse(Encoding.UTF8.GetBytes(text), out var value));
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
        }, iter: 100_000);

    [Theory]
    [InlineData(""), InlineData("-"), InlineData("."), InlineData("1.2.3"), InlineData("x"), InlineData("--1"), InlineData("1-")]
    public void What_is_no_number_is_refused(string text) => Assert.False(DoubleForm.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static void Check(double value)
    {
        var text = Text(value);
        var expected = value.ToString("R", CultureInfo.InvariantCulture);
        Assert.Equal(double.IsFinite(value) && !expected.AsSpan().ContainsAny('.', 'E') ? expected + ".0" : expected, text);
        Assert.True(DoubleForm.TryParse(Encoding.UTF8.GetBytes(text), out var back));
        Assert.True(back.Equals(value) && double.IsNegative(back) == double.IsNegative(value) || double.IsNaN(value));
        Assert.Equal(double.IsNaN(value) ? double.NaN : value, double.Parse(text, CultureInfo.InvariantCulture));
    }

    private static string Text(double value)
    {
        Span<byte> bytes = stackalloc byte[DoubleForm.MaxLength];
        return Encoding.UTF8.GetString(bytes[..DoubleForm.Write(value, bytes)]);
    }
}
