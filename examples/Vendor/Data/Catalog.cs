using System.Collections.Frozen;
using DataSync.Examples.Vendor.Data.Datasets;

namespace DataSync.Examples.Vendor.Data;

/// <summary>All datasets as the options make them.</summary>
public sealed class Catalog
{
    /// <summary>Makes the datasets.</summary>
    public Catalog(VendorOptions options)
    {
        Market = new(options);
        Publication = new(options);
        All =
        [
            .. new[]
            {
                StockBasic.Make(Market), TradeCalendar.Make(Market), Daily.Make(Market, Publication), DailyBasic.Make(Market, Publication),
                Income.Make(Market), StockPool.Make(Market, options.SnapshotVersion),
            }.Select(d => d.Changed(options)),
        ];
        ByApi = All.ToFrozenDictionary(d => d.Api);
    }

    /// <summary>The market behind them.</summary>
    public Market Market { get; }
    /// <summary>Which days have rows.</summary>
    public Publication Publication { get; }
    /// <summary>The datasets, in the menu's order.</summary>
    public IReadOnlyList<VendorDataset> All { get; }
    /// <summary>The datasets by API name.</summary>
    public FrozenDictionary<string, VendorDataset> ByApi { get; }
}
