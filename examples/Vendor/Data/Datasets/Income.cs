using System.Globalization;

namespace DataSync.Examples.Vendor.Data.Datasets;

/// <summary>A financial statement: a period is announced, and sometimes announced again with corrected numbers.</summary>
internal static class Income
{
    private const int Quarters = 8;

    public static VendorDataset Make(Market market)
    {
        long Id(RowId r) => ((long)r.Day << 24) + r.Stock;
        DateOnly Announced(RowId r) => Period(r).AddDays(15 + market.Pick(Id(r), 51, 60));
        bool Revised(int quarter, int stock) => market.Pick(Id(new(quarter, stock)), 52, 4) == 0;
        long Revenue(RowId r) => 1_000_000_000 + market.PickLong(Id(r), 53 + r.Version, 90_000_000_000_000);
        VendorColumn Number(string name, string description, Func<RowId, long> value, int scale = 2, bool shown = true) =>
            new(name, "float", shown, description, r => market.Number(Id(r), 60, value(r), scale));

        return new VendorDataset
        {
            DocId = 33,
            Api = "income",
            Title = "利润表",
            Category = "财务数据",
            Notes = ["描述：上市公司的利润表，每次取一只股票", "积分：用户需要至少2000积分才可以调取，具体请参阅<a href=\"/document/1?doc_id=13\">积分</a>"],
            Parameters =
            [
                new("ts_code", "str", true, "股票代码"),
                new("ann_date", "str", false, "公告日期（YYYYMMDD格式，下同）"),
                new("f_ann_date", "str", false, "实际公告日期"),
                new("start_date", "str", false, "公告日开始日期"),
                new("end_date", "str", false, "公告日结束日期"),
                new("period", "str", false, "报告期(每个季度最后一天，比如20231231表示年报)"),
                new("report_type", "str", false, "报告类型，1合并报表"),
            ],
            Demands = ["ts_code"],
            Columns =
            [
                new("ts_code", "str", true, "股票代码", r => Cell.Of(market.Codes[r.Stock])),
                new("ann_date", "str", true, "公告日期", r => Cell.Of(Market.Format(Announced(r)))),
                new("f_ann_date", "str", true, "实际公告日期", r => Cell.Of(Market.Format(Announced(r).AddDays(30 * r.Version)))),
                new("end_date", "str", true, "报告期", r => Cell.Of(Market.Format(Period(r)))),
                new("report_type", "str", true, "报告类型", _ => Cell.Of("1")),
                new("comp_type", "str", true, "公司类型(1一般工商业2银行3保险4证券)", r => Cell.Of((1 + market.Pick(r.Stock, 54, 4)).ToString(CultureInfo.InvariantCulture))),
                Number("basic_eps", "每股收益", r => market.Pick(Id(r), 55 + r.Version, 4_000) - 1_000, 4),
                Number("total_revenue", "营业总收入", Revenue),
                Number("n_income", "净利润", r => Revenue(r) / 10 - 1_000_000_000),
                Number("ebit", "息税前利润", r => Revenue(r) / 8, shown: false),
                new("update_flag", "str", true, "更新标识，1为更正以后", r => Cell.Of(r.Version == 0 ? "0" : "1")),
            ],
            Select = args =>
                from code in (args["ts_code"] ?? "").Split(',')
                where market.StockIndex.ContainsKey(code)
                let stock = market.StockIndex[code]
                from quarter in Enumerable.Range(0, Quarters).Reverse()
                from version in Revised(quarter, stock) ? new[] { 1, 0 } : [0]
                let row = new RowId(quarter, stock, version)
                let announced = Market.Format(Announced(row))
                where args.InRange(announced) && args.Allows("ann_date", announced) && args.Allows("report_type", "1")
                    && args.Allows("f_ann_date", Market.Format(Announced(row).AddDays(30 * version))) && args.Allows("period", Market.Format(Period(row)))
                select row,
        };
    }

    private static DateOnly Period(RowId row) => new DateOnly(2022, 4, 1).AddMonths(3 * row.Day).AddDays(-1);
}
