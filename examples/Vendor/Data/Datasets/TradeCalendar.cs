namespace DataSync.Examples.Vendor.Data.Datasets;

/// <summary>The trade calendar: its <c>is_open</c> is documented as text and sent as a number.</summary>
internal static class TradeCalendar
{
    private static readonly string[] Exchanges = ["SSE", "SZSE"];

    public static VendorDataset Make(Market market) => new()
    {
        DocId = 26,
        Api = "trade_cal",
        Title = "交易日历",
        Notes = ["描述：各交易所哪天开市，不填交易所时给出上交所", "积分：需2000积分"],
        Parameters =
        [
            new("exchange", "str", false, "交易所 SSE上交所,SZSE深交所"),
            new("start_date", "str", false, "开始日期 （格式：YYYYMMDD 下同）"),
            new("end_date", "str", false, "结束日期"),
            new("is_open", "str", false, "是否开市 '0'休市 '1'开市"),
        ],
        Columns =
        [
            new("exchange", "str", true, "交易所 SSE上交所 SZSE深交所", r => Cell.Of(Exchanges[r.Stock])),
            new("cal_date", "str", true, "日期", r => Cell.Of(market.Calendar[r.Day].Date)),
            new("is_open", "str", true, "是否开市 0休市 1开市", r => Cell.Integer(market.Calendar[r.Day].Open ? 1 : 0)),
            new("pretrade_date", "str", true, "上一个开市日", r => Cell.Of(market.Calendar[r.Day].Previous)),
        ],
        Select = args =>
        {
            var exchange = Array.IndexOf(Exchanges, args["exchange"] ?? "SSE");
            return
                from day in Enumerable.Range(0, market.Calendar.Count)
                where exchange >= 0 && args.InRange(market.Calendar[day].Date) && args.Allows("is_open", market.Calendar[day].Open ? "1" : "0")
                select new RowId(day, exchange);
        },
    };
}
