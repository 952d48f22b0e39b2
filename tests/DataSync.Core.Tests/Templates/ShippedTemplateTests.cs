using DataSync.Catalog;
using DataSync.Templates.Argument;
using Xunit;

namespace DataSync.Tests.Templates;

/// <summary>The templates of arguments that the module ships: each is right, says whom it suits, and makes what it promises; and the one that suits a dataset is proposed.</summary>
public sealed class ShippedTemplateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;

    private static readonly Dataset Stocks = Make("stock_basic", ["ts_code"], [P("ts_code", "ts_code", FilterOperator.Equals), P("list_status", "list_status", FilterOperator.Equals)], "ts_code", "list_status");
    private static readonly Dataset Calendar = Make("trade_cal", ["cal_date"], [P("exchange", null, FilterOperator.Equals), P("start_date", "cal_date", FilterOperator.From, DataType.Date), P("end_date", "cal_date", FilterOperator.To, DataType.Date)], "cal_date", "is_open");
    private static readonly Dataset Daily = Make("daily", ["ts_code", "trade_date"], [P("ts_code", "ts_code", FilterOperator.In), P("trade_date", "trade_date", FilterOperator.Equals, DataType.Date), P("start_date", "trade_date", FilterOperator.From, DataType.Date), P("end_date", "trade_date", FilterOperator.To, DataType.Date)], "ts_code", "trade_date");
    private static readonly Dataset Income = Make("income", ["ts_code", "end_date"], [P("ts_code", "ts_code", FilterOperator.Equals) with { Required = true }, P("period", "end_date", FilterOperator.Equals, DataType.Date)], "ts_code", "end_date");
    private static readonly Dataset Statements = Make("income_vip", ["ts_code", "end_date"], [P("period", "end_date", FilterOperator.Equals, DataType.Date)], "ts_code", "end_date");
    private static readonly Dataset News = Make("anns", ["ts_code", "ann_date"], [P("ann_date", "ann_date", FilterOperator.Equals, DataType.Date)], "ts_code", "ann_date");
    private static readonly Dataset Minutes = Make("minutes", ["ts_code", "time"], [P("ts_code", "ts_code", FilterOperator.Equals) with { Required = true }, P("start", "time", FilterOperator.From, DataType.Timestamp), P("end", "time", FilterOperator.To, DataType.Timestamp)], "ts_code", "time");

    public ShippedTemplateTests() => _workspace = Workspace.Create(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_says_what_it_makes_and_whom_it_suits()
    {
        var shipped = _workspace.Templates.All().Where(t => t.Kind == ArgumentTemplateKind.KindName).ToList();
        Assert.Superset(new HashSet<string> { "by-trading-day", "by-code", "by-code-and-year", "by-report-period", "by-announcement-date", "by-date-range", "full-snapshot" }, shipped.Select(t => t.Name).ToHashSet());
        Assert.All(shipped, t =>
        {
            Assert.True(t.IsShipped);
            Assert.False(string.IsNullOrEmpty(t.Description));
            Assert.False(string.IsNullOrEmpty(t.Suits));
            Assert.All(t.Parameters, p => Assert.False(string.IsNullOrEmpty(p.Help)));
        });
    }

    [Fact]
    public void The_workspace_overrides_a_shipped_one_and_brings_it_back()
    {
        var mine = _workspace.Templates.Save(_workspace.Templates.Get("by-code") with { Description = "mine" }, overwrite: false);
        Assert.False(mine.IsShipped);
        Assert.Equal("mine", _workspace.Templates.Get("by-code").Description);
        Assert.Single(_workspace.Templates.Names(), n => n == "by-code");
        _workspace.Templates.Remove("by-code");
        Assert.True(_workspace.Templates.Get("by-code").IsShipped);
        Assert.Equal("TemplateShipped", Assert.Throws<DataSyncException>(() => _workspace.Templates.Remove("by-code")).Id);
    }

    public static TheoryData<string, string, string> Made => new()
    {
        { "by-trading-day", "daily", "trade_date: each day in trade_cal.cal_date where is_open = 1 from 2020-01-01 to today" },
        { "by-announcement-date", "anns", "ann_date: each Day from 2020-01-01 to today" },
        { "by-report-period", "income_vip", "period: End of each Quarter from 2020-01-01 to today" },
        { "by-code", "income", "ts_code: each in stock_basic" },
        { "by-code-and-year", "minutes", "(ts_code: each in stock_basic) × (start, end: each Year from 2020-01-01 to today)" },
        { "by-date-range", "trade_cal", "start_date, end_date: each Month from 2020-01-01 to today" },
        { "full-snapshot", "stock_basic", "one slice without arguments" },
    };

    [Theory]
    [MemberData(nameof(Made))]
    public void Each_makes_its_generator_and_finds_the_datasets_parameters(string name, string dataset, string expected)
    {
        var template = _workspace.Templates.Get(name);
        var given = template.FindParameter("since") is null ? new Dictionary<string, object?>() : new() { ["since"] = "20200101" };
        var made = ArgumentExpansion.Of(template, All.Single(d => d.Name == dataset), All, given);
        Assert.Equal(expected, made.Generator!.ToString());
    }

    [Fact]
    public void What_is_given_comes_before_what_is_found()
    {
        Assert.Equal("trade_date: each Day from 2020-01-01 to 2020-12-31", Expand("by-trading-day", new() { ["since"] = "20200101", ["until"] = "20201231" }, [Daily]));
        Assert.Equal("ts_code = code: each in other/mine where status = L; 50 of ts_code a request", Expand("by-code", new() { ["table"] = "mine", ["column"] = "code", ["store"] = "other", ["batch"] = 50, ["where"] = new System.Text.Json.Nodes.JsonObject { ["status"] = "L" } }, All));
        Assert.Equal("TemplateParameterMissing", Assert.Throws<DataSyncException>(() => Expand("by-trading-day", [], All)).Id);
        Assert.Equal("TemplateFailed", Assert.Throws<DataSyncException>(() => ArgumentExpansion.Of(new Template { Name = "t", Kind = "Argument", Text = "{ \"kind\": \"Poem\" }" }, Daily, All, new Dictionary<string, object?>())).Id);
        Assert.Equal("@{ a = 'daily' }", ArgumentExpansion.Of(new Template { Name = "t", Kind = "Argument", Text = "@{ a = {{ dataset.name | quote }} }" }, Daily, All, new Dictionary<string, object?>()).Script);
    }

    [Theory]
    [InlineData("stock_basic", "-Template full-snapshot")]
    [InlineData("trade_cal", "-Template by-date-range -Parameter @{ since = … }")]
    [InlineData("daily", "-Template by-trading-day -Parameter @{ since = … }")]
    [InlineData("income", "-Template by-code")]
    [InlineData("income_vip", "-Template by-report-period -Parameter @{ since = … }")]
    [InlineData("anns", "-Template by-announcement-date -Parameter @{ since = … }")]
    [InlineData("minutes", "-Template by-code-and-year -Parameter @{ since = … }")]
    public void The_one_that_suits_is_proposed(string dataset, string expected) =>
        Assert.Equal(expected, ArgumentProposal.Best(All.Single(d => d.Name == dataset), _workspace.Templates.All(), All)!.ToString());

    [Fact]
    public void Nothing_is_proposed_where_a_required_parameter_stays_open() =>
        Assert.Null(ArgumentProposal.Best(Make("x", [], [P("branch", null, FilterOperator.None) with { Required = true }], "a"), _workspace.Templates.All(), All));

    private static IReadOnlyList<Dataset> All => [Stocks, Calendar, Daily, Income, Statements, News, Minutes];

    private string Expand(string name, Dictionary<string, object?> given, IReadOnlyList<Dataset> others) => ArgumentExpansion.Of(_workspace.Templates.Get(name), Daily, others, given).Generator!.ToString();

    private static Dataset Make(string name, string[] key, Parameter[] parameters, params string[] columns) => new() { Name = name, Key = key, Parameters = parameters, Columns = [.. columns.Select(c => new Column(c, DataType.String))] };

    private static Parameter P(string name, string? column, FilterOperator filter, DataType? type = null) => new(name, type ?? DataType.String) { Filter = column is null ? null : new(column, filter) };
}
