namespace DataSync.Examples.Vendor.Data.Datasets;

/// <summary>Prices by day: the page does not say which columns are shown, and more than six thousand rows are cut.</summary>
internal static class Daily
{
    public static VendorDataset Make(Market market, Publication publication)
    {
        long Before(RowId r) => market.Close(r.Day - 1, r.Stock);
        long Close(RowId r) => market.Close(r.Day, r.Stock);
        long Change(RowId r) => Close(r) - Before(r);
        long Open(RowId r) => Before(r) + Before(r) * (market.Pick(Id(r), 21, 401) - 200) / 10_000;
        long High(RowId r) => Math.Max(Open(r), Close(r)) * (10_000 + market.Pick(Id(r), 22, 200)) / 10_000;
        long Low(RowId r) => Math.Min(Open(r), Close(r)) * (10_000 - market.Pick(Id(r), 23, 200)) / 10_000;
        long Volume(RowId r) => 10_000 + market.PickLong(Id(r), 24 + r.Version * 100, 200_000_000);
        long Amount(RowId r) => (long)((decimal)Volume(r) * (Open(r) + Close(r)) / 20m);
        long Id(RowId r) => Market.Row(r.Day, r.Stock);
        VendorColumn Number(string name, string description, Func<RowId, long> value, int salt, int scale) =>
            new(name, "float", true, description, r => market.Number(Id(r), salt, value(r), scale));

        return new VendorDataset
        {
            DocId = 27,
            Api = "daily",
            Title = "股票日线",
            Category = "行情数据",
            Notes =
            [
                "数据说明：收盘以后入库，不复权，停牌的股票没有数据",
                "调取说明：每分钟内可调取500次，每次6000条数据",
                "描述：按日期或股票获取日线行情，复权的见<a href=\"/document/2?doc_id=109\"><strong>通用行情</strong></a>",
            ],
            StatesDefaults = false,
            Parameters = Parameters,
            DemandsOneOf = ["ts_code", "trade_date", "start_date", "end_date"],
            Columns =
            [
                new("ts_code", "str", true, "股票代码", r => Cell.Of(market.Codes[r.Stock])),
                new("trade_date", "str", true, "交易日", r => Cell.Of(market.Days[r.Day])),
                Number("open", "开盘价", Open, 31, 2),
                Number("high", "最高价", High, 32, 2),
                Number("low", "最低价", Low, 33, 2),
                Number("close", "收盘价", Close, 34, 2),
                Number("pre_close", "前一交易日收盘价", Before, 35, 2),
                Number("change", "涨跌额", Change, 36, 2),
                Number("pct_chg", "涨跌幅（%） 【涨跌额/前一交易日收盘价】", r => Change(r) * 1_000_000 / Before(r), 37, 4),
                Number("vol", "成交量 （手）", Volume, 38, 2),
                Number("amount", "成交额 （千元）", Amount, 39, 3),
            ],
            Select = args => DayRows.Select("daily", args, market, publication),
        };
    }

    private static readonly IReadOnlyList<VendorParameter> Parameters =
    [
        new("ts_code", "str", false, "股票代码（可填多个，逗号分隔）"),
        new("trade_date", "str", false, "交易日（YYYYMMDD）"),
        new("start_date", "str", false, "开始日期(YYYYMMDD)"),
        new("end_date", "str", false, "结束日期(YYYYMMDD)"),
    ];
}
