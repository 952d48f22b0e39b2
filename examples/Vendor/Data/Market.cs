using System.Globalization;

namespace DataSync.Examples.Vendor.Data;

/// <summary>An invented stock market: stocks, a calendar, and numbers that are functions of seed, day and stock, so nothing is stored.</summary>
public sealed class Market
{
    private static readonly string[] Words = ["星河", "青石", "远帆", "北岭", "云溪", "金穗", "白鹭", "长桥", "东篱", "松涛"];
    private readonly ulong _seed;
    private readonly double _nullRate;
    private readonly long[] _base;

    /// <summary>Makes the market that the options ask for.</summary>
    public Market(VendorOptions options)
    {
        _seed = (ulong)options.Seed * 0x9E3779B97F4A7C15UL;
        _nullRate = options.NullRate;
        Codes = [.. Enumerable.Range(0, options.Stocks).Select(Code)];
        StockIndex = Codes.Select((code, i) => (code, i)).ToDictionary(p => p.code, p => p.i, StringComparer.Ordinal);
        Names = [.. Enumerable.Range(0, options.Stocks).Select(s => Words[Pick(s, 1, Words.Length)] + Words[Pick(s, 2, Words.Length)])];
        _base = [.. Enumerable.Range(0, options.Stocks).Select(s => 200L + Pick(s, 3, 8800))];

        var date = options.Start;
        var days = new List<string>();
        for (string? previous = null; days.Count < options.Days; date = date.AddDays(1))
        {
            var open = date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            Calendar.Add(new(Format(date), open, previous));
            if (open) days.Add(previous = Format(date));
        }

        Days = days;
        DayIndex = days.Select((day, i) => (day, i)).ToDictionary(p => p.day, p => p.i, StringComparer.Ordinal);
    }

    /// <summary>The stocks' codes.</summary>
    public IReadOnlyList<string> Codes { get; }
    /// <summary>The stocks' names.</summary>
    public IReadOnlyList<string> Names { get; }
    /// <summary>Where a code stands in <see cref="Codes"/>.</summary>
    public IReadOnlyDictionary<string, int> StockIndex { get; }
    /// <summary>The trade days, as YYYYMMDD.</summary>
    public IReadOnlyList<string> Days { get; }
    /// <summary>Where a trade day stands in <see cref="Days"/>.</summary>
    public IReadOnlyDictionary<string, int> DayIndex { get; }
    /// <summary>All days.</summary>
    public List<CalendarDay> Calendar { get; } = [];

    /// <summary>A day as the vendor writes it.</summary>
    public static string Format(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The closing price in cents: a slow wave with daily noise, so that a day's change stays within a few percent.</summary>
    public long Close(int day, int stock)
    {
        var period = 20 + Pick(stock, 4, 40);
        var phase = (day + Pick(stock, 5, period) + 1) % period;
        var wave = Math.Abs(2 * phase - period) * 1000 / period;
        return Math.Max(1, _base[stock] * (9500 + wave + Pick(Row(day, stock), 6, 300)) / 10_000);
    }

    /// <summary>A number of 0 to below <paramref name="count"/>, the same for the same row and salt.</summary>
    public int Pick(long row, int salt, int count) => (int)(Hash(row, salt) % (ulong)count);

    /// <summary>A large number of 0 to below <paramref name="count"/>.</summary>
    public long PickLong(long row, int salt, long count) => (long)(Hash(row, salt) % (ulong)count);

    /// <summary>The number of a day's row.</summary>
    public static long Row(int day, int stock) => ((long)(day + 1) << 24) + stock;

    /// <summary>A number, or null as often as the options say.</summary>
    public Cell Number(long row, int salt, long value, int scale) =>
        _nullRate > 0 && Hash(row, salt + 1000) % 10_000 < _nullRate * 10_000 ? Cell.Null : Cell.Float(value, scale);

    private ulong Hash(long row, int salt) => SplitMix.Next(_seed + (ulong)row * 0xD1342543DE82EF95UL + (ulong)salt * 0xA0761D6478BD642FUL);

    private static string Code(int stock) => (stock % 3) switch
    {
        0 => $"{stock / 3 + 1:000000}.SZ",
        1 => $"{600000 + stock / 3:000000}.SH",
        _ => $"{300001 + stock / 3:000000}.SZ",
    };
}

/// <summary>A day of the calendar.</summary>
/// <param name="Date">The day, as YYYYMMDD.</param>
/// <param name="Open">True on a trade day.</param>
/// <param name="Previous">The trade day before; null for none.</param>
public sealed record CalendarDay(string Date, bool Open, string? Previous);
