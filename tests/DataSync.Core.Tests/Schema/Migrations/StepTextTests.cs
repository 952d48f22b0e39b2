using DataSync.Schema;
using Xunit;

namespace DataSync.Core.Tests.Schema.Migrations;

public class StepTextTests
{
    [Theory]
    [InlineData("add column turnover Double")]
    [InlineData("add column paid Decimal(12,3) default 1.5")]
    [InlineData("add column source String default \"S \\\"x\\\" 中\"")]
    [InlineData("add column since Date default \"2024-02-29\"")]
    [InlineData("add column ok Boolean default true")]
    [InlineData("drop column vol")]
    [InlineData("drop column vol without archive")]
    [InlineData("restore column vol Int64")]
    [InlineData("rename column vol to volume")]
    [InlineData("rename column \"a b\" to \"say \"\"c\"\"\"")]
    [InlineData("rename column 收盘价 to close")]
    [InlineData("retype column vol to Decimal(18,4)")]
    [InlineData("change key to ts_code, \"a, b\"")]
    [InlineData("reorder columns b, a")]
    public void A_step_reads_back_as_it_was_written(string text) => Assert.Equal(text, StepText.Read(text).ToString());

    [Theory]
    [InlineData("add column x")]
    [InlineData("add column x Doubled")]
    [InlineData("add column x Int64 default \"many\"")]
    [InlineData("add column x Int64 default many")]
    [InlineData("drop vol")]
    [InlineData("rename column a b to c")]
    [InlineData("change key to a b")]
    [InlineData("DROP TABLE daily")]
    public void What_is_no_step_is_refused_with_its_line(string text)
    {
        var error = Assert.Throws<DataSyncException>(() => StepText.ReadLines($"# mine\n\n{text}"));
        Assert.Equal("MigrationStepInvalid", error.Id);
        Assert.Contains("Line 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Case_and_space_do_not_matter() =>
        Assert.Equal(new SchemaStep[] { new RenameColumn("a", "B"), new ChangeKey(["x", "y"]) }, StepText.ReadLines("  RENAME  column a TO B \r\n-- no step\nChange Key to x ,y"));
}
