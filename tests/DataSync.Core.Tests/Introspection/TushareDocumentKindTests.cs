using DataSync.Introspection.Tushare;
using Xunit;

namespace DataSync.Introspection;

public sealed class TushareDocumentKindTests
{
    private static readonly TushareDocumentKind Kind = new();

    public static TheoryData<string> Forms => ["md", "html"];

    private static DatasetDraft Read(ApiPageWriter page, string form) => Assert.Single(Kind.Read(page.Document(form)));

    [Theory, MemberData(nameof(Forms))]
    public void Reads_the_facts_of_a_page(string form)
    {
        var draft = Read(ApiPageWriter.Page("depot_temp，可以在线调试", "描述：每个仓库每日的温度", "限量：单次最大4500行，可以按日期循环", "积分：用户需要至少600积分，900积分以上更快")
            .Input(["depot_code", "str", "Y", "仓库代码"], ["trade_date", "str", "N", "日期（YYYYMMDD）"])
            .Output(["depot_code", "str", "Y", "仓库代码"], ["trade_date", "str", "Y", "日期"], ["temp", "float", "Y", "温度"], ["humidity", "int", "N", "湿度"]), form);
        var dataset = draft.Dataset;

        Assert.Equal(("depot_temp", "depot_temp", "仓库温度记录", "每个仓库每日的温度"), (dataset.Name, dataset.ApiName, dataset.Title, dataset.Description));
        Assert.Equal((4500, 600), (dataset.RowCap, dataset.Points));
        Assert.Equal([("depot_code", "str", true), ("trade_date", "str", false)], dataset.Parameters.Select(p => (p.Name, p.VendorType, p.Required)));
        Assert.Equal([("depot_code", "str", true), ("trade_date", "str", true), ("temp", "float", true), ("humidity", "int", (bool?)false)], dataset.Columns.Select(c => (c.Name, c.VendorType, c.DefaultShown)));
        Assert.Equal([DataType.String, DataType.Date, DataType.Double, DataType.Int64], dataset.Columns.Select(c => c.Type));
        Assert.Equal("湿度", dataset.FindColumn("humidity")!.Description);
    }

    [Theory, MemberData(nameof(Forms))]
    public void Reads_rows_with_missing_and_surplus_cells(string form)
    {
        var draft = Read(ApiPageWriter.Page("depot_temp")
            .Output(["ts_code", "str", "Y", ""], ["vol", "float", "数量（箱）"], ["amount", "float", "Y", "金额", "surplus"], ["place", "", "Y", "地点"]), form);

        Assert.Equal([("ts_code", true, null), ("vol", null, "数量（箱）"), ("amount", true, "金额"), ("place", (bool?)true, "地点")],
            draft.Dataset.Columns.Select(c => (c.Name, c.DefaultShown, c.Description)));
        Assert.Contains(draft.Warnings, w => w.Contains("row 2 (vol)", StringComparison.Ordinal));
        Assert.Contains(draft.Warnings, w => w.Contains("'place': no type is stated", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("md", "必须", "默认输出")]
    [InlineData("html", "是否必填", "默认展示")]
    public void Knows_other_words_in_headers(string form, string required, string shown)
    {
        var dataset = Read(ApiPageWriter.Page("depot_temp").Section("接口参数").Table(["参数名", "数据类型", required, "说明"], ["a", "str", "是", "x"], ["b", "str", "否", "y"])
            .Section("返回字段说明：").Table(["字段", "类型", shown, "含义"], ["c", "str", "Y", "z"], ["d", "str", "N", "z"]), form).Dataset;

        Assert.Equal([("a", true), ("b", false)], dataset.Parameters.Select(p => (p.Name, p.Required)));
        Assert.Equal([("c", true), ("d", (bool?)false)], dataset.Columns.Select(c => (c.Name, c.DefaultShown)));
    }

    [Theory, MemberData(nameof(Forms))]
    public void Leaves_out_lists_of_codes_and_other_interfaces(string form)
    {
        var draft = Read(ApiPageWriter.Page("depot_temp")
            .Section("depot_temp输入参数").Table(ApiPageWriter.InputHeader, ["freq", "str", "Y", "频度"])
            .Lines("也可以回放，接口名：depot_temp_day")
            .Section("depot_temp_day输入参数").Table(ApiPageWriter.InputHeader, ["freq", "str", "Y", "频度"], ["day", "str", "N", "日期"])
            .Section("freq参数说明").Table(["freq", "说明"], ["1H", "一小时"])
            .Table(["代码", "类型", "说明"], ["1", "冷库", "零下"])
            .Output(["time", "str", "Y", "时间"]), form);

        Assert.Equal(["freq"], draft.Dataset.Parameters.Select(p => p.Name));
        Assert.Equal(["time"], draft.Dataset.Columns.Select(c => c.Name));
        Assert.Contains(draft.Warnings, w => w.Contains("another interface than 'depot_temp'", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Forms))]
    public void Joins_a_table_cut_in_two(string form)
    {
        var dataset = Read(ApiPageWriter.Page("depot_temp").Output(["a", "str", "Y", ""]).Table(ApiPageWriter.OutputHeader, ["b", "str", "Y", ""])
            .Lines("备用").Table(ApiPageWriter.OutputHeader, ["c", "str", "Y", ""]), form).Dataset;

        Assert.Equal(["a", "b"], dataset.Columns.Select(c => c.Name));
    }

    [Theory, MemberData(nameof(Forms))]
    public void Keeps_names_and_types_as_they_are_worded(string form)
    {
        var draft = Read(ApiPageWriter.Page("depot_temp").Input(["limit", "intint", "N", "行数"], ["ma", "list", "N", "均值"])
            .Output(["1w", "float", "Y", "一周"], ["年份", "str", "Y", "年份"], ["kind", "None", "Y", "种类"]), form);
        var dataset = draft.Dataset;

        Assert.Equal([("limit", "intint", DataType.Int64), ("ma", "list", DataType.String)], dataset.Parameters.Select(p => (p.Name, p.VendorType, p.Type)));
        Assert.Equal([("1w", "float"), ("年份", "str"), ("kind", "None")], dataset.Columns.Select(c => (c.Name, c.VendorType)));
        Assert.Contains(draft.Warnings, w => w.Contains("'kind': the type 'None' is not known", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Forms))]
    public void A_page_without_parameters_has_none(string form)
    {
        var draft = Read(ApiPageWriter.Page("depots").Section("输入参数").Lines("无").Section("输出参数").Table(["名称", "类型", "描述"], ["name", "str", "名称"]), form);

        Assert.Empty(draft.Dataset.Parameters);
        Assert.Null(Assert.Single(draft.Dataset.Columns).DefaultShown);
        Assert.DoesNotContain(draft.Warnings, w => w.Contains("table of parameters", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Forms))]
    public void A_remark_below_a_table_is_no_field(string form)
    {
        var draft = Read(ApiPageWriter.Page("depot_temp").Output(["a", "str", "Y", ""], ["注：温度为摄氏度"], ["a", "int", "Y", "重复"]), form);

        Assert.Equal(["a"], draft.Dataset.Columns.Select(c => c.Name));
        Assert.Contains(draft.Warnings, w => w.Contains("row 2 names no field", StringComparison.Ordinal));
        Assert.Contains(draft.Warnings, w => w.Contains("row 3 names 'a' a second time", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Forms))]
    public void A_parameter_required_unless_another_is_given_names_it(string form)
    {
        var dataset = Read(ApiPageWriter.Page("depot_temp")
            .Input(["ts_code", "str", "Y", "代码（二选一）"], ["trade_date", "str", "N", "日期 （二选一）"], ["market", "str", "Y", "市场"]).Output(["ts_code", "str", "Y", ""]), form).Dataset;

        Assert.Equal(["trade_date"], dataset.FindParameter("ts_code")!.Alternatives);
        Assert.True(dataset.FindParameter("ts_code")!.Required);
        Assert.Null(dataset.FindParameter("trade_date")!.Alternatives);
        Assert.Null(dataset.FindParameter("market")!.Alternatives);
    }

    [Theory, MemberData(nameof(Forms))]
    public void A_page_that_states_no_name_is_called_as_its_code_calls_it(string form)
    {
        var draft = Read(new ApiPageWriter().Heading("仓库").Output(["a", "str", "Y", ""]).Code("pro = ts.pro_api()\ndf = pro.query('depot_temp', day='20240102')"), form);

        Assert.Equal("depot_temp", draft.Dataset.ApiName);
        Assert.Contains(draft.Warnings, w => w.Contains("'depot_temp' is the one its code calls", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Forms))]
    public void Columns_under_an_unknown_title_are_found(string form)
    {
        var draft = Read(ApiPageWriter.Page("depot_temp").Input(["day", "str", "N", "日期"]).Section("数据明细").Table(["名称", "类型", "描述"], ["temp", "float", "温度"]), form);

        Assert.Equal(["temp"], draft.Dataset.Columns.Select(c => c.Name));
        Assert.Contains(draft.Warnings, w => w.StartsWith("No section of columns", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Forms))]
    public void A_title_that_became_a_row_still_begins_its_section(string form)
    {
        var dataset = Read(ApiPageWriter.Page("depot_temp").Input(["day", "str", "N", "日期"], ["输出参数"]).Table(["名称", "类型", "描述"], ["temp", "float", "温度"]), form).Dataset;

        Assert.Equal(["day"], dataset.Parameters.Select(p => p.Name));
        Assert.Equal(["temp"], dataset.Columns.Select(c => c.Name));
    }

    [Fact]
    public void Reads_tables_that_strict_Markdown_does_not()
    {
        const string Text = """
            ## 仓库
            接口：depot\_temp
            **输入参数**
            名称 | 类型 | 必选 | 描述
            ---- | ----- | ----
            day | str | N | 日期
            |hour | str | N | 小时 |
            <br>
            **输出参数**
            | 名称 | 类型 | 描述
            | --- | ---
            | temp | float | 温度
            """;
        var dataset = Assert.Single(Kind.Read(new("x.md", "text/markdown", Text))).Dataset;

        Assert.Equal("depot_temp", dataset.ApiName);
        Assert.Equal([("day", false), ("hour", false)], dataset.Parameters.Select(p => (p.Name, p.Required)));
        Assert.Equal([("temp", "float")], dataset.Columns.Select(c => (c.Name, c.VendorType)));
    }

    [Fact]
    public void Both_forms_of_a_page_have_one_fingerprint_and_another_fact_has_another()
    {
        ApiPageWriter Page(string type) => ApiPageWriter.Page("depot_temp", "描述：温度").Input(["day", "str", "N", "日期"]).Output(["temp", type, "Y", "温度 （摄氏）"]);
        string? Fingerprint(string type, string form) => Read(Page(type), form).Dataset.Fingerprint;

        Assert.Equal(Fingerprint("float", "md"), Fingerprint("float", "html"));
        Assert.NotEqual(Fingerprint("float", "md"), Fingerprint("int", "md"));
        Assert.Matches("^[0-9a-f]{64}$", Fingerprint("float", "md"));
    }

    [Theory]
    [InlineData("https://tushare.pro/document/2?doc_id=27", "https://tushare.pro/wctapi/documents/27.md", "https://tushare.pro/document/2?doc_id=27")]
    [InlineData("http://www.tushare.pro/document/41?x=1&doc_id=170", "http://www.tushare.pro/wctapi/documents/170.md", "http://www.tushare.pro/document/41?x=1&doc_id=170")]
    [InlineData("http://copy.example:7173/docs/document/2?doc_id=9", "http://copy.example:7173/docs/wctapi/documents/9.md", "http://copy.example:7173/docs/document/2?doc_id=9")]
    [InlineData("https://tushare.pro/wctapi/documents/27.md", "https://tushare.pro/wctapi/documents/27.md", "https://tushare.pro/document/2?doc_id=27")]
    public void Markdown_is_tried_before_the_page(string link, string first, string second) =>
        Assert.Equal([new Uri(first), new Uri(second)], Kind.Candidates(new(link)));

    [Theory]
    [InlineData("https://example.com/page.html")]
    [InlineData("https://tushare.pro/document/2")]
    [InlineData("ftp://tushare.pro/document/2?doc_id=27")]
    public void Other_links_are_not_of_this_kind(string link) => Assert.Empty(Kind.Candidates(new(link)));

    [Fact]
    public void A_login_page_is_no_documentation()
    {
        var error = Assert.Throws<DataSyncException>(() => Kind.Read(new("https://v.example/document/2?doc_id=7", "text/markdown", "<!DOCTYPE html><html><body><form><input type=\"password\"></form></body></html>")));

        Assert.Equal("DocumentNotApi", error.Id);
        Assert.Contains("login page", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Advice);
    }

    [Theory, MemberData(nameof(Forms))]
    public void A_page_of_words_is_no_documentation(string form)
    {
        var error = Assert.Throws<DataSyncException>(() => Kind.Read(new ApiPageWriter().Heading("积分说明").Lines("积分可以累积").Table(["档次", "积分"], ["一", "120"]).Document(form)));

        Assert.Equal("DocumentNotApi", error.Id);
        Assert.Contains("the heading '积分说明' and 1 other tables", error.Message, StringComparison.Ordinal);
    }
}
