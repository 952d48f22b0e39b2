using System.Collections.Concurrent;

namespace DataSync.Examples.Vendor.Data;

/// <summary>Which days have rows already.</summary>
public sealed class Publication(VendorOptions options)
{
    private readonly string? _through = options.PublishedThrough is { } day ? Market.Format(day) : null;
    private readonly HashSet<string> _late = [.. options.LateDays.Select(Market.Format)];
    private readonly HashSet<string> _restated = [.. options.RestatedDays.Select(Market.Format)];
    private readonly ConcurrentDictionary<(string Api, string Day), int> _asked = new();

    /// <summary>True where the rows of a day can be seen.</summary>
    public bool Has(string api, string day) =>
        (_through is null || string.CompareOrdinal(day, _through) <= 0)
        && (!_late.Contains(day) || _asked.GetValueOrDefault((api, day)) > options.LateAsks);

    /// <summary>Counts a request for one day, which is what brings a late day forth.</summary>
    public void Asked(string api, string? day)
    {
        if (day is not null && _late.Contains(day)) _asked.AddOrUpdate((api, day), 1, static (_, n) => n + 1);
    }

    /// <summary>The revision of a day's rows.</summary>
    public int Version(string day) => _restated.Contains(day) ? 1 : 0;
}
