using DataSync.Introspection.Tushare;
using Xunit;

namespace DataSync.Introspection;

/// <summary>What is inferred from a page's facts: types, filters, limits, keys.</summary>
public sealed class DatasetInferenceTests
{
    private static DatasetDraft Read(ApiPageWriter page) => Assert.Single(new TushareDocumentKind().Read(page.Document("md")));

    [Theory]
    [InlineData("trade_date", "str", "日期", "Date", "yyyyMMdd")]
    [InlineData("imp_anndate", "str", "公布日", "Date", "yyyyMMdd")]
    [InlineData("list_dt", "str", "日期", "Date", "yyyyMMdd")]
    [InlineData("ref_date", "datetime", "日期", "Timestamp", null)]
    [InlineData("day_str", "str", "日期（格式：YYYY-MM-DD）", "Date", "yyyy-MM-dd")]
    [InlineData("trade_time", "str", "时间（2023-08-25 15:00:00）", "Timestamp", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("month", "str", "月份YYYYMM", "String", null)]
    [InlineData("quarter", "str", "季度（2019Q1）", "String", null)]
    [InlineData("report_date", "str", "月份（YYYYMM）", "String", null)]
    [InlineData("start_date", "str", "日线YYYYMMDD，分钟用2019-09-01 09:00:00", "String", null)]
    [InlineData("last_update", "str", "更新", "String", null)]
    [InlineData("name", "str", "名称（20190910后有数据）", "String", null)]
    [InlineData("list_date", "int", "日期", "Int64", null)]
    [InlineData("flag", "bool", "标志", "Boolean", null)]
    public void Recognizes_days_and_times(string name, string type, string description, string expected, string? format)
    {
        var column = Assert.Single(Read(ApiPageWriter.Page("x").Output([name, type, "Y", description])).Dataset.Columns);

        Assert.Equal((DataType.Parse(expected), format, type), (column.Type, column.Format, column.VendorType));
    }

    [Fact]
    public void Printed_rows_decide_what_a_column_holds()
    {
        var dataset = Read(ApiPageWriter.Page("x").Output(["made_date", "str", "Y", "日期"], ["sold_date", "str", "Y", "日期"], ["seen_time", "str", "Y", "时间"], ["n", "int", "Y", ""])
            .Code("   made_date   sold_date            seen_time  n\n0     202401  2024-01-02  2024-01-02 09:30:00  1\n1     202402        None  2024-01-03 09:30:00  2")).Dataset;

        Assert.Equal(DataType.String, dataset.FindColumn("made_date")!.Type);
        Assert.Equal((DataType.Date, null), (dataset.FindColumn("sold_date")!.Type, dataset.FindColumn("sold_date")!.Format));
        Assert.Equal((DataType.Timestamp, "yyyy-MM-dd HH:mm:ss"), (dataset.FindColumn("seen_time")!.Type, dataset.FindColumn("seen_time")!.Format));
    }

    [Fact]
    public void Parameters_filter_the_columns_they_name()
    {
        var dataset = Read(ApiPageWriter.Page("x")
            .Input(["ts_code", "str", "N", "代码（支持多个，逗号分隔）"], ["market", "str", "N", "市场"], ["trade_date", "str", "N", "日期"], ["start_date", "str", "N", "开始日期"], ["end_date", "str", "N", "结束日期"],
                ["name", "str", "N", "名称，模糊查询"], ["limit", "int", "N", "行数"], ["other", "str", "N", "其他"])
            .Output(["ts_code", "str", "Y", ""], ["trade_date", "str", "Y", ""], ["market", "str", "Y", ""], ["name", "str", "Y", ""])).Dataset;

        Assert.Equal(
        [
            new("ts_code", FilterOperator.In), new("market", FilterOperator.Equals), new("trade_date", FilterOperator.Equals), new("trade_date", FilterOperator.From), new("trade_date", FilterOperator.To),
            new("", FilterOperator.None), new("", FilterOperator.None), null,
        ], dataset.Parameters.Select(p => p.Filter));
        Assert.Equal((DataType.Date, "yyyyMMdd"), (dataset.FindParameter("start_date")!.Type, dataset.FindParameter("start_date")!.Format));
    }

    [Theory]
    [InlineData("start_date", "公告开始日期", "ann_date", FilterOperator.From)]
    [InlineData("end_date", "报告期结束日期", "end_date", FilterOperator.To)]
    [InlineData("period", "报告期", "end_date", FilterOperator.Equals)]
    public void A_range_filters_the_day_its_description_speaks_of(string parameter, string description, string column, FilterOperator op)
    {
        var other = parameter == "start_date" ? "end_date" : "start_date";
        var dataset = Read(ApiPageWriter.Page("x").Input([parameter, "str", "N", description], [other, "str", "N", description])
            .Output(["ts_code", "str", "Y", ""], ["ann_date", "str", "Y", ""], ["end_date", "str", "Y", ""])).Dataset;

        Assert.Equal(new ParameterFilter(column, op), dataset.FindParameter(parameter)!.Filter);
    }

    [Fact]
    public void Minutes_take_the_form_of_their_range()
    {
        var dataset = Read(ApiPageWriter.Page("x").Input(["start_date", "datetime", "N", "开始 2023-08-25 09:00:00"], ["end_date", "datetime", "N", "结束"]).Output(["trade_time", "str", "Y", "时间"])).Dataset;

        Assert.All(dataset.Parameters, p => Assert.Equal((DataType.Timestamp, "yyyy-MM-dd HH:mm:ss"), (p.Type, p.Format)));
        Assert.Equal((DataType.Timestamp, "yyyy-MM-dd HH:mm:ss"), (dataset.Columns[0].Type, dataset.Columns[0].Format));
    }

    [Theory]
    [InlineData("ts_code,trade_date,close", "ts_code,trade_date")]
    [InlineData("ts_code,name,list_date", "ts_code")]
    [InlineData("exchange,cal_date,is_open", "cal_date,exchange")]
    [InlineData("ts_code,exchange,trade_date,freq", "ts_code,trade_date,freq")]
    [InlineData("ts_code,ann_date,f_ann_date,end_date,report_type,update_flag", "ts_code,ann_date,report_type,f_ann_date,end_date,update_flag")]
    [InlineData("month,m0", "month")]
    [InlineData("name,province,end_date", "name")]
    [InlineData("width,height", "")]
    public void Proposes_a_key_of_columns_that_exist(string columns, string key)
    {
        var draft = Read(ApiPageWriter.Page("x").Output([.. columns.Split(',').Select(c => new[] { c, c is "close" or "m0" or "width" or "height" ? "float" : "str", "Y", "" })]));

        Assert.Equal(key, string.Join(',', draft.Dataset.Key));
        Assert.Equal(key.Length == 0, draft.Warnings.Any(w => w.Contains("no column looks like", StringComparison.Ordinal)));
    }

    [Fact]
    public void Printed_rows_that_would_collide_widen_the_key()
    {
        var draft = Read(ApiPageWriter.Page("x").Output(["ts_code", "str", "Y", ""], ["trade_date", "str", "Y", ""], ["price", "float", "Y", ""])
            .Code("     ts_code trade_date  price\n0  600000.SH   20240102    1.0\n1  600000.SH   20240102    2.0"));

        Assert.Equal(["ts_code", "trade_date", "price"], draft.Dataset.Key);
        Assert.Contains(draft.Warnings, w => w.Contains("'price' was added", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("限量：单次最大4000行数据，总量不限制", 4000)]
    [InlineData("限量：单次最大5800", 5800)]
    [InlineData("数量：每次最多返回6000条", 6000)]
    [InlineData("提示：单次请求最大放回1000条，可循环", 1000)]
    [InlineData("说明：单次最多获取30个月数据", null)]
    [InlineData("限量：每分钟可以请求500次", null)]
    public void Reads_the_row_cap(string line, int? cap) => Assert.Equal(cap, Read(ApiPageWriter.Page("x", line).Output(["a", "str", "Y", ""])).Dataset.RowCap);

    [Theory]
    [InlineData("积分：用户需要至少2000积分才可以调取，5000积分以上频次更高", 2000)]
    [InlineData("积分：120积分可以试用，6000积分可正式调取", 6000)]
    [InlineData("权限：300分可调取，每天15点30分更新", 300)]
    [InlineData("权限：0积分完全开放", 0)]
    [InlineData("权限：单独开权限，跟积分没关系", null)]
    public void Reads_the_points(string line, int? points) => Assert.Equal(points, Read(ApiPageWriter.Page("x", line).Output(["a", "str", "Y", ""])).Dataset.Points);
}
