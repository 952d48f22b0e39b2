using DataSync.Sources;
using Xunit;

namespace DataSync.Tests.Sources.Http;

/// <summary>Columns that differ from the dataset's, under each policy.</summary>
public sealed class SchemaTests
{
    private const string Fields = """["ts_code","trade_date","close"]""";

    private static Dataset Of(params (string Name, DataType Type)[] columns) => new() { Name = "d", Source = "vendor", Columns = [.. columns.Select(c => new Column(c.Name, c.Type))] };

    private static async Task<(FetchResult Result, HttpBench.Sink Rows)> FetchAsync(SchemaPolicy policy, string fields, string items, Dataset? dataset = null)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Table(fields, items, "false");
        return (await bench.FetchAsync(dataset, policy), bench.Rows);
    }

    [Theory]
    [InlineData("""[["a","20240102",1,7],["b","20240102",2,null]]""", "Int64", "7")]
    [InlineData("""[["a","20240102",1,7],["b","20240102",2,7.5]]""", "Double", "7")]
    [InlineData("""[["a","20240102",1,null],["b","20240102",2,true]]""", "Boolean", "true")]
    [InlineData("""[["a","20240102",1,"000001"]]""", "String", "000001")]
    [InlineData("""[["a","20240102",1,"2024-01-02"],["b","20240102",2,"2024-01-03"]]""", "Date", "2024-01-02")]
    [InlineData("""[["a","20240102",1,"2024-01-02"],["b","20240102",2,"soon"]]""", "String", "2024-01-02")]
    [InlineData("""[["a","20240102",1,{"x":[1]}]]""", "Json", """{"x":[1]}""")]
    [InlineData("""[["a","20240102",1,7],["b","20240102",2,"x"]]""", "String", "7")]
    [InlineData("""[["a","20240102",1,12345678901234567890]]""", "String", "12345678901234567890")]
    public async Task Evolve_adds_a_column_of_the_narrowest_type(string items, string type, string sample)
    {
        var (result, rows) = await FetchAsync(SchemaPolicy.Evolve, """["ts_code","trade_date","close","extra"]""", items);
        Assert.Null(result.Failure);
        Assert.Equal([new SchemaChange(SchemaChangeKind.Added, "extra", null, DataType.Parse(type), sample)], result.SchemaChanges);
        Assert.Equal(DataType.Parse(type), rows.Batches[0].Columns[3].Column.Type);
        Assert.Contains(rows.Column("extra"), v => v is not null);
    }

    [Fact]
    public async Task An_added_column_keeps_every_value()
    {
        var (_, rows) = await FetchAsync(SchemaPolicy.Evolve, """["extra","ts_code","trade_date","close"]""", """[[7,"a","20240102",1],[null,"b","20240102",2],["x\n",3,"20240102","4"]]""");
        Assert.Equal(["7", null, "x\n"], rows.Column("extra"));
        Assert.Equal(["a", "b", "3"], rows.Column("ts_code"));
        Assert.Equal([1.0, 2.0, 4.0], rows.Column("close"));
    }

    [Fact]
    public async Task A_new_column_of_nulls_waits_for_a_value()
    {
        var (result, rows) = await FetchAsync(SchemaPolicy.Evolve, """["ts_code","trade_date","close","extra"]""", """[["a","20240102",1,null]]""");
        Assert.Empty(result.SchemaChanges);
        Assert.Equal(3, rows.Batches[0].Columns.Count);
    }

    [Fact]
    public async Task Freeze_refuses_an_added_column()
    {
        var (result, rows) = await FetchAsync(SchemaPolicy.Freeze, """["ts_code","trade_date","close","extra"]""", """[["a","20240102",1,5]]""");
        Assert.Equal(FailureCategory.Schema, result.Failure?.Category);
        Assert.Equal(new SchemaChange(SchemaChangeKind.Added, "extra", null, DataType.Int64, "5"), result.Failure!.Change);
        Assert.Empty(rows.Batches);
    }

    [Fact]
    public async Task Discard_drops_an_added_column_and_says_so()
    {
        var (result, rows) = await FetchAsync(SchemaPolicy.Discard, """["ts_code","trade_date","close","extra"]""", """[["a","20240102",1,5]]""");
        Assert.Null(result.Failure);
        Assert.Equal("extra", Assert.Single(result.SchemaChanges).Column);
        Assert.Equal(3, rows.Batches[0].Columns.Count);
    }

    [Theory]
    [InlineData(SchemaPolicy.Evolve)]
    [InlineData(SchemaPolicy.Discard)]
    public async Task A_missing_column_is_reported(SchemaPolicy policy)
    {
        var (result, rows) = await FetchAsync(policy, """["ts_code","trade_date"]""", """[["a","20240102"]]""");
        Assert.Null(result.Failure);
        Assert.Equal([new SchemaChange(SchemaChangeKind.Missing, "close", DataType.Double, null, null)], result.SchemaChanges);
        Assert.Equal(2, rows.Batches[0].Columns.Count);
    }

    [Fact]
    public async Task Freeze_refuses_a_missing_column()
    {
        var (result, _) = await FetchAsync(SchemaPolicy.Freeze, """["ts_code","trade_date"]""", """[["a","20240102"]]""");
        Assert.Equal((FailureCategory.Schema, SchemaChangeKind.Missing), (result.Failure?.Category, result.Failure?.Change?.Kind));
    }

    [Theory]
    [InlineData("Int64", "[[1],[1.5]]", "Double", "1.5")]
    [InlineData("Int64", "[[1],[\"n/a\"]]", "String", "n/a")]
    [InlineData("Int64", "[[9007199254740995],[0.5]]", "Decimal(28,9)", "0.5")]
    [InlineData("Int64", "[[\"000001\"]]", "String", "000001")]
    [InlineData("Int64", "[[1],[{\"a\":1}]]", "String", "{\"a\":1}")]
    [InlineData("Double", "[[\"-\"]]", "String", "-")]
    [InlineData("Boolean", "[[true],[2]]", "Int64", "2")]
    [InlineData("Boolean", "[[true],[0.5]]", "Double", "0.5")]
    [InlineData("Date", "[[\"20240102\"],[\"2024-01-02 09:30:00\"]]", "Timestamp", "2024-01-02 09:30:00")]
    [InlineData("Date", "[[\"20240230\"]]", "String", "20240230")]
    [InlineData("Decimal(6,2)", "[[1.25],[1.125]]", "Decimal(28,3)", "1.125")]
    public async Task A_value_that_does_not_fit_names_the_narrowest_type_that_does(string type, string items, string wider, string sample)
    {
        var dataset = Of(("v", DataType.Parse(type)));
        var expected = new SchemaChange(SchemaChangeKind.Retyped, "v", DataType.Parse(type), DataType.Parse(wider), sample);
        foreach (var policy in (SchemaPolicy[])[SchemaPolicy.Evolve, SchemaPolicy.Freeze])
        {
            var (result, rows) = await FetchAsync(policy, """["v"]""", items, dataset);
            Assert.Equal((FailureCategory.Schema, expected), (result.Failure?.Category, result.Failure?.Change));
            Assert.Contains(sample, result.Failure!.Message);
            Assert.Empty(rows.Batches);
        }
        var (discarded, kept) = await FetchAsync(SchemaPolicy.Discard, """["v"]""", items, dataset);
        Assert.Null(discarded.Failure);
        Assert.Equal([expected], discarded.SchemaChanges);
        Assert.Contains(null, kept.Column("v"));
    }

    public static TheoryData<string, string, object?> Lossless => new()
    {
        { "Int64", "\"42\"", 42L }, { "Int64", "42.0", 42L }, { "Int64", "1e3", 1000L }, { "Int64", "-9223372036854775808", long.MinValue }, { "Int64", "null", null }, { "Int64", "\"\"", null },
        { "Double", "1", 1.0 }, { "Double", "\"-1.5e-3\"", -1.5e-3 }, { "Double", "0.1", 0.1 }, { "Double", "0.30000000000000004", 0.30000000000000004 }, { "Double", "\"NaN\"", double.NaN }, { "Double", "\"\"", null },
        { "String", "1.50", "1.50" }, { "String", "true", "true" }, { "String", "\"\"", "" }, { "String", "[1, 2]", "[1, 2]" }, { "String", "\"平\\u5b89\"", "平安" }, { "String", "null", null },
        { "Boolean", "1", true }, { "Boolean", "0", false }, { "Boolean", "\"1\"", true }, { "Boolean", "\"False\"", false }, { "Boolean", "true", true },
        { "Date", "\"20240229\"", new DateOnly(2024, 2, 29) }, { "Date", "20240229", new DateOnly(2024, 2, 29) }, { "Date", "\"2024-02-29\"", new DateOnly(2024, 2, 29) },
        { "Date", "\"2024/02/29\"", new DateOnly(2024, 2, 29) }, { "Date", "\"2024-02-29 00:00:00\"", new DateOnly(2024, 2, 29) }, { "Date", "\"\"", null },
        { "Timestamp", "\"2024-02-29 09:30:01\"", new DateTime(2024, 2, 29, 9, 30, 1) }, { "Timestamp", "\"2024-02-29T09:30:01.5\"", new DateTime(2024, 2, 29, 9, 30, 1, 500) },
        { "Timestamp", "\"20240229093001\"", new DateTime(2024, 2, 29, 9, 30, 1) }, { "Timestamp", "\"20240229\"", new DateTime(2024, 2, 29) },
        { "TimestampTz", "\"2024-02-29 09:30:00\"", new DateTime(2024, 2, 29, 1, 30, 0, DateTimeKind.Utc) }, { "TimestampTz", "\"2024-02-29T09:30:00+02:00\"", new DateTime(2024, 2, 29, 7, 30, 0, DateTimeKind.Utc) },
        { "Decimal(10,2)", "12.340", 12.34m }, { "Decimal(10,2)", "\"-5\"", -5m }, { "Decimal(28,10)", "123456789012345678.0123456789", 123456789012345678.0123456789m },
        { "Json", "{\"a\": [1,null]}", "{\"a\": [1,null]}" }, { "Json", "\"x\"", "\"x\"" },
        { "Binary", "\"AQID\"", new byte[] { 1, 2, 3 } },
    };

    [Theory]
    [MemberData(nameof(Lossless))]
    public async Task What_loses_nothing_is_no_change(string type, string json, object? expected)
    {
        var (result, rows) = await FetchAsync(SchemaPolicy.Freeze, """["v"]""", $"[[{json}]]", Of(("v", DataType.Parse(type))));
        Assert.Null(result.Failure);
        Assert.Empty(result.SchemaChanges);
        Assert.Equal([expected], rows.Column("v"));
        if (expected is DateTime time) Assert.Equal(time.Kind, ((DateTime)rows.Column("v")[0]!).Kind);
    }

    [Fact]
    public async Task A_columns_own_format_decides()
    {
        var dataset = new Dataset { Name = "d", Columns = [new Column("v", DataType.Date) { Format = "ddMMyyyy" }] };
        var (result, rows) = await FetchAsync(SchemaPolicy.Freeze, """["v"]""", """[["01122024"]]""", dataset);
        Assert.Null(result.Failure);
        Assert.Equal([new DateOnly(2024, 12, 1)], rows.Column("v"));
    }

    [Fact]
    public async Task Names_match_in_any_case_and_keep_the_datasets()
    {
        var (result, rows) = await FetchAsync(SchemaPolicy.Freeze, """["TS_CODE","Trade_Date","close"]""", """[["a","20240102",1]]""");
        Assert.Null(result.Failure);
        Assert.Equal(["a"], rows.Column("ts_code"));
    }

    [Fact]
    public async Task A_column_that_comes_twice_is_fatal()
    {
        var (result, _) = await FetchAsync(SchemaPolicy.Evolve, """["ts_code","trade_date","close","close"]""", """[["a","20240102",1,2]]""");
        Assert.Equal(FailureCategory.Fatal, result.Failure?.Category);
        Assert.Contains("'close' comes twice", result.Failure!.Message);
    }

    [Fact]
    public async Task A_later_page_that_widens_an_added_column_reads_the_slice_anew()
    {
        await using var bench = new HttpBench();
        var fields = """["ts_code","trade_date","close","extra"]""";
        string first = """[["a","20240102",1,5]]""", second = """[["b","20240102",1,5.5]]""";
        bench.Vendor.Table(fields, first, "true").Table(fields, second, "false").Table(fields, first, "true").Table(fields, second, "false");
        var result = await bench.FetchAsync(HttpBench.Daily with { Parameters = [.. HttpBench.Daily.Parameters, new("offset", DataType.Int64)] });
        Assert.Equal((null, 4, 2L, 1), (result.Failure?.Message, result.Requests, result.Rows, bench.Rows.Resets));
        Assert.Equal([5.0, 5.5], bench.Rows.Column("extra"));
        Assert.Equal(DataType.Double, Assert.Single(result.SchemaChanges).To);
    }

    [Fact]
    public async Task Nothing_is_missing_that_another_page_had()
    {
        await using var bench = new HttpBench(settings: """{"query":{"offset":"{{page.offset}}"},"paging":{"mode":"OffsetLimit","pageSize":1},"records":{"path":"$"}}""");
        bench.Vendor.Json("""[{"ts_code":"a","trade_date":"2024-01-02"}]""").Json("""[{"ts_code":"b","close":1,"trade_date":"2024-01-02"}]""").Json("[]");
        var result = await bench.FetchAsync(policy: SchemaPolicy.Freeze);
        Assert.Null(result.Failure);
        Assert.Equal([null, 1.0], bench.Rows.Column("close"));
    }

    [Fact]
    public async Task A_misfit_fails_even_when_the_fields_name_no_rows_before()
    {
        var (result, _) = await FetchAsync(SchemaPolicy.Evolve, Fields, """[["a","20240102",1],["b","yesterday",2]]""");
        Assert.Equal(("trade_date", "yesterday"), (result.Failure?.Change?.Column, result.Failure?.Change?.Sample));
    }
}
