namespace DataSync.Examples.Vendor.Data.Datasets;

/// <summary>Selects rows of the datasets that have one for each day and stock.</summary>
internal static class DayRows
{
    public static IEnumerable<RowId> Select(string api, VendorArguments args, Market market, Publication publication)
    {
        var only = args.Day("trade_date");
        publication.Asked(api, only);
        var days = (only is null ? market.Days.Where(args.InRange).Reverse() : market.DayIndex.ContainsKey(only) ? [only] : [])
            .Where(day => publication.Has(api, day));
        var stocks = args["ts_code"] is { } codes
            ? [.. codes.Split(',').Where(market.StockIndex.ContainsKey).Select(c => market.StockIndex[c]).Distinct()]
            : Enumerable.Range(0, market.Codes.Count).ToArray();
        return
            from day in days
            from stock in stocks
            select new RowId(market.DayIndex[day], stock, publication.Version(day));
    }
}
