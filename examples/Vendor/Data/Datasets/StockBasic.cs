namespace DataSync.Examples.Vendor.Data.Datasets;

/// <summary>The list of stocks: asked without arguments, with columns that come only when named.</summary>
internal static class StockBasic
{
    private static readonly string[] Areas = ["深圳", "北京", "上海", "浙江", "江苏", "广东", "四川", "湖北"];
    private static readonly string[] Industries = ["银行", "软件服务", "化学制药", "专用机械", "半导体", "食品", "电气设备", "物流"];

    public static VendorDataset Make(Market market)
    {
        string Code(RowId r) => market.Codes[r.Stock];
        string Board(RowId r) => Code(r).StartsWith('3') ? "创业板" : "主板";
        string Exchange(RowId r) => Code(r).EndsWith("SH", StringComparison.Ordinal) ? "SSE" : "SZSE";
        string Status(RowId r) => market.Pick(r.Stock, 13, 50) == 0 ? "D" : "L";
        string Connect(RowId r) => market.Pick(r.Stock, 14, 3) switch { 0 => "N", 1 => "H", _ => "S" };
        string Listed(RowId r) => $"{1991 + market.Pick(r.Stock, 15, 32)}{1 + market.Pick(r.Stock, 16, 12):00}{1 + market.Pick(r.Stock, 17, 28):00}";

        return new VendorDataset
        {
            DocId = 25,
            Api = "stock_basic",
            Title = "股票列表",
            Notes = ["描述：全部股票的代码、名称、行业和上市日期", "限量：每次最多返回6000行数据", "权限：2000积分起，每分钟请求50次"],
            Parameters =
            [
                new("ts_code", "str", false, "股票代码（<a href=\"/document/2?doc_id=14\">代码写法</a>）"),
                new("name", "str", false, "简称"),
                new("market", "str", false, "板块 （主板/创业板）"),
                new("list_status", "str", false, "上市状态 L上市 D退市，默认是L"),
                new("exchange", "str", false, "交易所 SSE上交所 SZSE深交所"),
                new("is_hs", "str", false, "沪深港通标的，N否 H沪股通 S深股通"),
            ],
            Columns =
            [
                new("ts_code", "str", true, "股票代码", r => Cell.Of(Code(r))),
                new("symbol", "str", true, "六位数字", r => Cell.Of(Code(r)[..6])),
                new("name", "str", true, "简称", r => Cell.Of(market.Names[r.Stock])),
                new("area", "str", true, "所在地", r => Cell.Of(Areas[market.Pick(r.Stock, 11, Areas.Length)])),
                new("industry", "str", true, "行业", r => Cell.Of(market.Pick(r.Stock, 18, 40) == 0 ? null : Industries[market.Pick(r.Stock, 12, Industries.Length)])),
                new("fullname", "str", false, "公司全称", r => Cell.Of(market.Names[r.Stock] + "股份有限公司")),
                new("market", "str", true, "板块", r => Cell.Of(Board(r))),
                new("exchange", "str", false, "交易所代码", r => Cell.Of(Exchange(r))),
                new("curr_type", "str", false, "交易货币", _ => Cell.Of("CNY")),
                new("list_status", "str", false, "上市状态 L上市 D退市", r => Cell.Of(Status(r))),
                new("list_date", "str", true, "上市日期", r => Cell.Of(Listed(r))),
                new("delist_date", "str", false, "退市日期", r => Cell.Of(Status(r) == "D" ? "20231229" : null)),
                new("is_hs", "str", false, "沪深港通标的，N否 H沪股通 S深股通", r => Cell.Of(Connect(r))),
            ],
            Select = args =>
                from stock in Enumerable.Range(0, market.Codes.Count)
                let row = new RowId(0, stock)
                where (args["list_status"] ?? "L").Split(',').Contains(Status(row))
                    && args.Allows("ts_code", Code(row)) && args.Allows("name", market.Names[stock]) && args.Allows("market", Board(row))
                    && args.Allows("exchange", Exchange(row)) && args.Allows("is_hs", Connect(row))
                select row,
        };
    }
}
