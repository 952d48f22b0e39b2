namespace DataSync.Introspection.Proposals;

/// <summary>Finds the column that a dataset's rows follow in time.</summary>
internal static class LeadingTime
{
    /// <summary>Names of such columns, the first one present leading; dates of other kinds (listing, expiry) describe a thing instead.</summary>
    private static readonly string[] Names =
    [
        "trade_date", "cal_date", "trade_time", "nav_date", "date", "datetime", "time", "pubtime", "pub_time", "month", "quarter", "year", "float_date", "change_date",
        "ann_date", "publish_date", "end_date", "period", "report_date", "ipo_date",
    ];

    /// <summary>The leading one of some columns; null where none is.</summary>
    public static string? Of(IEnumerable<string> columns) => Names.Select(n => columns.FirstOrDefault(c => c.Equals(n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c is not null);
}
