using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores;
using Xunit;

namespace DataSync.Tests.Schema;

public sealed class WideningTests
{
    [Theory]
    [InlineData("Int64", "Int64", "Int64")]
    [InlineData("Int64", "Double", "Double")]
    [InlineData("Boolean", "Int64", "Int64")]
    [InlineData("Int64", "Decimal(18,4)", "Decimal(23,4)")]
    [InlineData("Int64", "Decimal(28,10)", "String")]
    [InlineData("Decimal(10,2)", "Decimal(8,4)", "Decimal(12,4)")]
    [InlineData("Decimal(10,2)", "Double", "String")]
    [InlineData("Date", "Timestamp", "Timestamp")]
    [InlineData("Date", "TimestampTz", "String")]
    [InlineData("Date", "Int64", "String")]
    [InlineData("Json", "String", "String")]
    [InlineData("Boolean", "Double", "Double")]
    [InlineData("Boolean", "Decimal(10,2)", "Decimal(10,2)")]
    public void Join_holds_both(string a, string b, string expected)
    {
        var (left, right) = (DataType.Parse(a), DataType.Parse(b));
        Assert.Equal(DataType.Parse(expected), Widening.Join(left, right));
        Assert.Equal(DataType.Parse(expected), Widening.Join(right, left));
        Assert.True(Widening.Holds(DataType.Parse(expected), left));
    }

    /// <summary>Answers come in any order; what a column becomes must not depend on it.</summary>
    [Fact]
    public void Join_does_not_depend_on_the_order()
    {
        DataType[] types = [.. Enum.GetValues<DataKind>().Where(k => k != DataKind.Decimal).Select(k => new DataType(k)), DataType.Decimal(10, 2), DataType.Decimal(28, 10), DataType.Decimal(28, 27)];
        foreach (var a in types)
            foreach (var b in types)
                foreach (var c in types)
                    Assert.Equal(Widening.Join(Widening.Join(a, b), c), Widening.Join(a, Widening.Join(b, c)));
    }

    [Theory]
    [InlineData("Boolean")]
    [InlineData("Int64")]
    [InlineData("Double")]
    [InlineData("Decimal(6,2)")]
    [InlineData("Decimal(28,9)")]
    [InlineData("Date")]
    [InlineData("TimestampTz")]
    [InlineData("Json")]
    public void Wider_types_hold_the_type_and_end_in_text(string text)
    {
        var type = DataType.Parse(text);
        Assert.Equal(DataType.String, Widening.WiderThan(type).Last());
        Assert.All(Widening.WiderThan(type), wider => Assert.True(wider != type && Widening.Holds(wider, type), $"{wider}"));
    }

    [Fact]
    public void Values_are_converted_or_refused()
    {
        var vector = new ColumnVector<long>(new Column("n", DataType.Int64));
        vector.Append(7);
        vector.AppendNull();
        vector.Append((1L << 53) + 1);
        Assert.Equal(["7", null, "9007199254740993"], Values(Widening.Convert(vector, new Column("n", DataType.String))));
        Assert.Equal([7m, null, 9007199254740993m], Values(Widening.Convert(vector, new Column("n", DataType.Decimal(23, 4)))));
        var error = Assert.Throws<SliceRejectedException>(() => Widening.Convert(vector, new Column("n", DataType.Double)));
        Assert.Contains("row 2, column 'n'", error.Failure.Message);

        static List<object?> Values(ColumnVector v) => [.. Enumerable.Range(0, v.Count).Select(v.GetValue)];
    }
}
