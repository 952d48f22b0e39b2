using System.Globalization;
using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.State;

namespace DataSync.Sync.Coverages;

/// <summary>Gathers slices by their dates or by the values of a parameter.</summary>
internal sealed class CoverageGrouping
{
    private const string Nothing = "(none)";
    private readonly SortedDictionary<string, CoverageTally> _groups = new(StringComparer.Ordinal);
    private readonly Plan _plan;
    private readonly Func<Slice, string?> _name;
    private readonly Func<CoverageTally> _tally;

    private CoverageGrouping(Plan plan, Func<Slice, string?> name, Func<CoverageTally> tally) => (_plan, _name, _tally) = (plan, name, tally);

    /// <summary>A grouping by name.</summary>
    /// <exception cref="DataSyncException"><c>ParameterNotFound</c>.</exception>
    public static CoverageGrouping By(string by, Plan plan, Dataset dataset)
    {
        switch (by.ToLowerInvariant())
        {
            case "year": return new(plan, s => Format(s, "yyyy"), () => new CoverageTally(12, d => d.Month - 1));
            case "month": return new(plan, s => Format(s, "yyyy-MM"), () => new CoverageTally(31, d => d.Day - 1));
            case "day": return new(plan, s => Format(s, "yyyy-MM-dd"), () => new CoverageTally(0, null));
        }
        var parameter = dataset.FindParameter(by) ?? throw new DataSyncException("ParameterNotFound", $"Coverage is counted by Year, Month, Day or a parameter, and dataset '{dataset.Name}' has no parameter '{by}'.",
            ItemName.Suggest(by, ["Year", "Month", "Day", .. dataset.Parameters.Select(p => p.Name)]));
        return new(plan, s => s.Arguments.TryGetValue(parameter.Name, out var value) ? ValueConverter.ToText(value, parameter.Type) : null, () => new CoverageTally(0, null));
    }

    /// <summary>Adds a slice.</summary>
    public void Add(Slice? slice, SliceRecord? record, SliceState state)
    {
        var name = (slice is null ? null : _name(slice)) ?? Nothing;
        if (!_groups.TryGetValue(name, out var group)) _groups.Add(name, group = name == Nothing ? new CoverageTally(0, null) : _tally());
        group.Add(slice?.Date, record, state);
    }

    /// <summary>The groups, in order.</summary>
    public IReadOnlyList<CoverageGroup> Groups() => [.. _groups.Select(g => g.Value.Fill(new CoverageGroup { Plan = _plan.Name, Group = g.Key }))];

    private static string? Format(Slice slice, string format) => slice.Date?.ToString(format, CultureInfo.InvariantCulture);
}
