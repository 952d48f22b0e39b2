namespace DataSync.Examples.Vendor.Data.Datasets;

/// <summary>Indicators by day, with nulls; the page calls a parameter required that is not where the other one is given.</summary>
internal static class DailyBasic
{
    public static VendorDataset Make(Market market, Publication publication)
    {
        long Id(RowId r) => Market.Row(r.Day, r.Stock);
        bool Loss(RowId r) => market.Pick(r.Stock, 41, 8) == 0;
        long Shares(RowId r) => 100_000_000 + market.PickLong(r.Stock, 42, 900_000_000_000);
        VendorColumn Number(string name, string description, Func<RowId, long?> value, int scale = 4) =>
            new(name, "float", true, description, r => value(r) is { } v ? Cell.Float(v, scale) : Cell.Null);

        return new VendorDataset
        {
            DocId = 32,
            Api = "daily_basic",
            Title = "每日估值",
            Category = "行情数据",
            Notes = ["更新时间：交易日收盘以后", "描述：全部股票每天的估值和股本。单次请求最大返回6000条数据，可按日循环取全部历史。", "积分：至少2000积分才可以调取"],
            StatesDefaults = false,
            Parameters =
            [
                new("ts_code", "str", true, "股票代码（二选一）"),
                new("trade_date", "str", false, "交易日 （二选一）"),
                new("start_date", "str", false, "开始日期(YYYYMMDD)"),
                new("end_date", "str", false, "结束日期(YYYYMMDD)"),
            ],
            DemandsOneOf = ["ts_code", "trade_date"],
            Columns =
            [
                new("ts_code", "str", true, "股票代码", r => Cell.Of(market.Codes[r.Stock])),
                new("trade_date", "str", true, "交易日", r => Cell.Of(market.Days[r.Day])),
                Number("close", "收盘价", r => market.Close(r.Day, r.Stock), 2),
                Number("turnover_rate", "换手率（%）", r => market.Pick(Id(r), 43, 200_000)),
                Number("volume_ratio", "量比", r => market.Pick(Id(r), 44, 500), 2),
                Number("pe", "市盈率（亏损的为空）", r => Loss(r) ? null : 50_000 + market.Pick(Id(r), 45, 900_000)),
                Number("pe_ttm", "市盈率（最近四个季度，亏损的为空）", r => Loss(r) ? null : 50_000 + market.Pick(Id(r), 46, 900_000)),
                Number("pb", "市净率", r => 5_000 + market.Pick(Id(r), 47, 90_000)),
                Number("total_share", "总股本 （万股）", r => Shares(r)),
                Number("float_share", "流通股本 （万股）", r => Shares(r) * 7 / 10),
                Number("total_mv", "总市值 （万元）", r => Shares(r) / 100 * market.Close(r.Day, r.Stock)),
            ],
            Select = args => DayRows.Select("daily_basic", args, market, publication),
        };
    }
}
