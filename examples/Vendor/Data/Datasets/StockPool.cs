namespace DataSync.Examples.Vendor.Data.Datasets;

/// <summary>A snapshot: what it is now, without a date to ask for. Each version moves one stock out and another in.</summary>
internal static class StockPool
{
    private const int Members = 50;

    public static VendorDataset Make(Market market, int version) => new()
    {
        DocId = 900,
        Api = "stock_pool",
        Title = "自选股票池",
        Notes = ["描述：当前股票池的成员和名次，只有最新状态，没有历史", "限量：单次最大5000行"],
        Parameters = [new("ts_code", "str", false, "股票代码")],
        Columns =
        [
            new("ts_code", "str", true, "股票代码", r => Cell.Of(market.Codes[r.Stock])),
            new("rank", "int", true, "名次", r => Cell.Integer(r.Day + 1)),
            new("score", "float", true, "得分", r => Cell.Float(1000 - r.Day * 7, 1)),
            new("remark", "str", true, "备注", r => Cell.Of(r.Day % 10 == 3 ? "含\"引号\"，和\n换行" : null)),
            new("updated_at", "datetime", true, "更新时间", _ => Cell.Of($"2024-01-{2 + version % 28:00} 18:30:00")),
        ],
        Select = args =>
            from rank in Enumerable.Range(0, Math.Min(Members, market.Codes.Count))
            let row = new RowId(rank, (rank + version) % market.Codes.Count)
            where args.Allows("ts_code", market.Codes[row.Stock])
            select row,
    };
}
