using DataSync.Schema;
using Xunit;

namespace DataSync.Tests.Schema;

public sealed class SchemaComparisonTests
{
    private static readonly Dataset Before = new()
    {
        Name = "daily",
        Parameters = [new("ts_code", DataType.String), new("trade_date", DataType.Date) { Required = true }, new("limit", DataType.Int64)],
        Columns =
        [
            new("ts_code", DataType.String) { Description = "code" },
            new("trade_date", DataType.Date) { Description = "day of trade" },
            new("vol", DataType.Double) { Description = "volume in lots" },
            new("rank", DataType.String) { VendorType = "str" },
            new("amount", DataType.Double) { DefaultShown = true },
        ],
    };

    [Fact]
    public void Equal_schemas_do_not_differ() => Assert.Empty(SchemaComparison.Compare(Before, Before with { Columns = [.. Before.Columns.Reverse()] }));

    [Fact]
    public void Each_change_is_one_line()
    {
        var after = Before with
        {
            Parameters = [new("ts_code", DataType.String), new("trade_date", DataType.Date), new("exchange", DataType.String)],
            Columns =
            [
                new("ts_code", DataType.String) { Description = "code of the stock" },
                new("trade_date", DataType.Timestamp) { Description = "day of trade" },
                new("rank", DataType.Int64) { VendorType = "int" },
                new("amount", DataType.Double) { DefaultShown = false },
                new("vol", DataType.Double) { Description = "volume in lots" },
                new("turnover", DataType.Decimal(18, 4)),
            ],
        };
        Assert.Equal(
        [
            "Parameter trade_date RequiredChanged: required → optional",
            "Parameter exchange added: String",
            "Parameter limit removed: Int64",
            "Column ts_code DescriptionChanged: code → code of the stock",
            "Column trade_date Retyped: Date → Timestamp",
            "Column rank Retyped: String (str) → Int64 (int)",
            "Column amount DefaultShownChanged: True → False",
            "Column turnover added: Decimal(18,4)",
        ], SchemaComparison.Compare(Before, after).Select(d => d.ToString()));
        Assert.Equal([true, true, false, true, true, false, true, true], SchemaComparison.Compare(Before, after).Select(d => d.IsLossless));
    }

    [Fact]
    public void What_looks_like_a_renaming_is_proposed()
    {
        var byDescription = With("vol", new Column("volume_lots", DataType.Double) { Description = "volume in lots" });
        var proposal = Assert.Single(SchemaComparison.Compare(Before, byDescription));
        Assert.Equal(("Column vol renamed?: volume_lots", true, false), (proposal.ToString(), proposal.IsProposal, proposal.IsLossless));
        Assert.Equal("Column rank renamed?: ranking", Assert.Single(SchemaComparison.Compare(Before, With("rank", new Column("ranking", DataType.String) { VendorType = "str" }))).ToString());
    }

    [Fact]
    public void What_does_not_look_like_one_is_a_removal_and_an_addition()
    {
        Assert.Equal(["Column volume_lots added: String", "Column vol removed: Double"],
            SchemaComparison.Compare(Before, With("vol", new Column("volume_lots", DataType.String) { Description = "volume in lots" })).Select(d => d.ToString()));
        Assert.Equal(["Column is_open added: Double", "Column vol removed: Double"],
            SchemaComparison.Compare(Before, With("vol", new Column("is_open", DataType.Double) { Description = "open or not" })).Select(d => d.ToString()));
    }

    [Fact]
    public void What_the_user_says_is_no_proposal()
    {
        var after = With("vol", new Column("is_open", DataType.Double) { Description = "volume in lots" });
        var renamed = Assert.Single(SchemaComparison.Compare(Before, after, new Dictionary<string, string> { ["VOL"] = "is_open" }));
        Assert.Equal(("Column vol renamed: is_open", false), (renamed.ToString(), renamed.IsProposal));
        Assert.Equal("RenameInvalid", Assert.Throws<DataSyncException>(() => SchemaComparison.Compare(Before, after, new Dictionary<string, string> { ["vol"] = "nothing" })).Id);
    }

    [Fact]
    public void A_name_in_another_case_is_the_same_name_changed() =>
        Assert.Equal("Column vol renamed: Vol", Assert.Single(SchemaComparison.Compare(Before, With("vol", new Column("Vol", DataType.Double) { Description = "volume in lots" }))).ToString());

    private static Dataset With(string name, Column column) => Before with { Columns = [.. Before.Columns.Select(c => c.Name == name ? column : c)] };
}
