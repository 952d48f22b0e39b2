using System.Text.Json.Nodes;
using DataSync.Catalog;
using Xunit;

namespace DataSync.Tests.Catalog;

public sealed class CatalogFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;

    public CatalogFolderTests() => _workspace = Workspace.Create(_folder.Path);

    public void Dispose() => _folder.Dispose();

    private static Dataset Daily => new()
    {
        Name = "daily",
        Source = "tushare",
        Title = "日线行情",
        Key = ["ts_code", "trade_date"],
        RowCap = 6000,
        Parameters = [new("trade_date", DataType.Date) { Format = "yyyyMMdd", Filter = new("trade_date", FilterOperator.Equals) }],
        Columns = [new("ts_code", DataType.String), new("trade_date", DataType.Date), new("close", DataType.Decimal(18, 4)) { DefaultShown = false }],
        Settings = new JsonObject { ["path"] = "/x" },
    };

    [Fact]
    public void What_is_saved_is_read_back_and_written_again_to_the_letter()
    {
        _workspace.Datasets.Save(Daily, overwrite: false);
        var text = File.ReadAllText(_folder["datasets/daily.json"]);
        var read = _workspace.Datasets.Get("DAILY");
        _workspace.Datasets.Save(read, overwrite: true);

        Assert.Equal(text, File.ReadAllText(_folder["datasets/daily.json"]));
        Assert.Contains("日线行情", text);
        Assert.Contains("\"Decimal(18,4)\"", text);
        Assert.StartsWith("{\n  \"$schema\": \"../.schemas/dataset.schema.json\",\n  \"name\": \"daily\"", text);
        Assert.Equal(Daily.Parameters, read.Parameters);
        Assert.Equal(Daily.Columns, read.Columns);
        Assert.True(File.Exists(_folder[".schemas/dataset.schema.json"]));
    }

    [Fact]
    public void Fields_left_out_keep_their_defaults()
    {
        _workspace.Plans.Save(new Plan { Name = "p", Dataset = "daily", Store = "lake" }, overwrite: false);
        File.WriteAllText(_folder["plans/p.json"], """{ "name": "p", "dataset": "daily", "store": "lake", "refresh": "7d", /* by hand */ }""");

        var plan = _workspace.Plans.Get("p");

        Assert.Equal((8, TimeSpan.FromDays(3), TimeSpan.FromDays(7), WriteMode.Upsert), (plan.ThrottleLimit, plan.SettleAfter, plan.Refresh, plan.Mode));
    }

    [Theory]
    [InlineData("{\n  \"name\": \"p\",\n  \"throttlelimit\": 4\n}", "line 3", "throttlelimit")]
    [InlineData("{\n  \"name\": \"p\",\n  \"mode\": \"Upsrt\"\n}", "line 3", "mode")]
    [InlineData("{\n  \"name\": \"p\",\n  \"refresh\": \"soon\"\n}", "line 3", "'soon' is no time span")]
    [InlineData("{\n  \"name\": \"p\",\n  \"dataset\": \"daily\"\n", "line", "daily")]
    [InlineData("{ \"name\": \"p\", \"name\": \"p\" }", "line 1", "name")]
    public void A_mistake_names_file_line_and_field(string text, string line, string what)
    {
        Directory.CreateDirectory(_folder["plans"]);
        File.WriteAllText(_folder["plans/p.json"], text);

        var e = Assert.Throws<DataSyncException>(() => _workspace.Plans.Get("p"));

        Assert.Equal("CatalogFileInvalid", e.Id);
        Assert.Contains(_folder["plans/p.json"], e.Message);
        Assert.Contains(line, e.Message);
        if (what != "daily") Assert.Contains(what, e.Message);
        Assert.NotNull(e.Advice);
    }

    [Fact]
    public void A_plans_script_is_a_file_beside_it()
    {
        _workspace.Plans.Save(new Plan { Name = "p", Dataset = "daily", Store = "lake", ArgumentScript = "@{ a = 1 }\n" }, overwrite: false);
        Assert.Equal("@{ a = 1 }\n", File.ReadAllText(_folder["plans/p.ps1"]));
        Assert.DoesNotContain("@{", File.ReadAllText(_folder["plans/p.json"]));
        Assert.Equal("@{ a = 1 }\n", _workspace.Plans.Get("p").ArgumentScript);

        _workspace.Plans.Remove("p");
        Assert.False(File.Exists(_folder["plans/p.ps1"]));
    }

    [Fact]
    public void A_name_that_is_not_there_suggests_the_nearest()
    {
        _workspace.Datasets.Save(Daily, overwrite: false);
        var e = Assert.Throws<DataSyncException>(() => _workspace.Datasets.Get("dialy"));

        Assert.Equal("DatasetNotFound", e.Id);
        Assert.Contains("daily", e.Advice);
    }

    [Fact]
    public void Saving_over_another_is_refused_unless_told()
    {
        _workspace.Datasets.Save(Daily, overwrite: false);

        Assert.Equal("DatasetExists", Assert.Throws<DataSyncException>(() => _workspace.Datasets.Save(Daily with { Name = "Daily" }, overwrite: false)).Id);
    }

    [Fact]
    public void What_is_in_use_is_not_removed()
    {
        _workspace.Sources.Save(new Source { Name = "tushare" }, overwrite: false);
        _workspace.Datasets.Save(Daily, overwrite: false);
        var e = Assert.Throws<DataSyncException>(() => _workspace.Sources.Remove("Tushare"));
        Assert.Equal("SourceInUse", e.Id);
        Assert.Contains("dataset 'daily'", e.Message);

        _workspace.Datasets.Remove("daily");
        _workspace.Sources.Remove("tushare");
        Assert.Empty(_workspace.Sources.Names());
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a b")]
    [InlineData("nul")]
    [InlineData("con.x")]
    [InlineData("")]
    [InlineData("x*")]
    public void A_name_that_is_no_file_name_everywhere_is_refused(string name) =>
        Assert.Equal("NameInvalid", Assert.Throws<DataSyncException>(() => _workspace.Stores.Save(new Store { Name = name }, overwrite: true)).Id);

    [Fact]
    public void Many_writers_at_once_lose_nothing()
    {
        _workspace.Stores.Save(new Store { Name = "s", Description = "0" }, overwrite: false);
        Parallel.For(0, 64, _ => Workspace.Open(_folder.Path).Stores.Update("s", s => s with { Description = (int.Parse(s.Description!) + 1).ToString() }));

        Assert.Equal("64", _workspace.Stores.Get("s").Description);
        Assert.DoesNotContain(Directory.GetFiles(_folder["stores"]), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }
}
