using DataSync.Rows;

namespace DataSync.Arguments.Splitting;

/// <summary>
/// Divides a range of dates, times or whole numbers that two parameters bound, whether or not the arguments give bounds. A range with both ends is halved; an open one is
/// divided at the middle of what the cut answer held.
/// </summary>
/// <param name="dataset">The dataset.</param>
/// <param name="from">The parameter that filters From.</param>
/// <param name="to">The parameter that filters To, of the same column.</param>
internal sealed class RangeAxis(Dataset dataset, Parameter from, Parameter to) : ISplitAxis
{
    private readonly RangeSteps? _steps = from.Type.Kind == to.Type.Kind ? RangeSteps.Of(from.Type.Kind) : null;
    private readonly string _column = dataset.FindColumn(from.Filter!.Column)!.Name;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyDictionary<string, object>>? Split(IReadOnlyDictionary<string, object> arguments, CutRows rows)
    {
        if (_steps is null || dataset.Fixes(arguments, _column)) return null;
        var (low, high) = (Bound(arguments, from), Bound(arguments, to));
        if (Held(rows, mayLack: low is not null || high is not null) is not { } held) return null;
        var parts = new List<IReadOnlyDictionary<string, object>>();
        foreach (var cut in low is { } l && high is { } h ? l < h ? [l + (h - l) / 2] : [] : Cuts(held, low, high))
        {
            parts.Add(Part(low, cut));
            low = cut + 1;
        }
        if (parts.Count == 0) return null;
        parts.Add(Part(low, high));
        return parts;

        Dictionary<string, object> Part(long? first, long? last) => arguments.With(from.Name, Value(first)).With(to.Name, Value(last));
    }

    private long? Bound(IReadOnlyDictionary<string, object> arguments, Parameter parameter) => arguments.TryGetValue(parameter.Name, out var value) ? _steps!.Number(value) : null;

    private object? Value(long? number) => number is { } n ? _steps!.Value(n) : null;

    /// <summary>What the answer held, sorted; null where a row would be in no part.</summary>
    private List<long>? Held(CutRows rows, bool mayLack)
    {
        var held = new List<long>();
        foreach (var value in rows.Values(_column))
        {
            if (value is null && mayLack) continue; // a range in use selects no row without a value
            if (value is null || !ValueConverter.TryConvert(value, from.Type, from.Format, null, out var converted) || converted is null || _steps!.Number(converted) is not { } number) return null;
            held.Add(number);
        }
        held.Sort();
        return held;
    }

    /// <summary>Where to cut an open range: the last places of its parts but the last one.</summary>
    private static List<long> Cuts(List<long> held, long? low, long? high)
    {
        if (held.Count == 0) return [];
        var (first, middle, last) = (held[0], held[held.Count / 2], held[^1]);
        if (first < last) return [middle < last ? middle : held.FindLast(v => v < last)];
        // all of one value: it alone, and what lies on either side
        var cuts = new List<long>();
        if (!(low >= first)) cuts.Add(first - 1);
        if (!(high <= first)) cuts.Add(first);
        return cuts;
    }
}
