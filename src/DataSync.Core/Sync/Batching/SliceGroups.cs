using System.Runtime.CompilerServices;
using DataSync.Arguments;

namespace DataSync.Sync.Batching;

/// <summary>Puts slices into groups that share a request: those that follow each other and differ in the batched parameter alone. Without a rule, each slice is a group.</summary>
/// <param name="sliceOf">An item's slice.</param>
/// <param name="dataset">The dataset.</param>
/// <param name="rule">How slices share requests; null: each has its own.</param>
internal sealed class SliceGroups<T>(Func<T, Slice> sliceOf, Dataset dataset, BatchRule? rule)
{
    private readonly string _parameter = rule is null ? "" : dataset.FindParameter(rule.Parameter)!.Name;
    private List<T> _open = [];

    /// <summary>Takes an item; a group that it closes comes back.</summary>
    public IReadOnlyList<T>? Add(T item)
    {
        if (rule is null) return [item];
        var closed = _open.Count > 0 && (_open.Count == rule.Count || !SliceGroups.Share(sliceOf(_open[0]), sliceOf(item), _parameter)) ? _open : null;
        if (closed is not null) _open = [];
        _open.Add(item);
        return closed;
    }

    /// <summary>The last group; null where there is none.</summary>
    public IReadOnlyList<T>? End() => _open.Count > 0 ? _open : null;

    /// <summary>The groups of items that come one after another.</summary>
    public async IAsyncEnumerable<IReadOnlyList<T>> OfAsync(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
            if (Add(item) is { } group) yield return group;
        if (End() is { } last) yield return last;
    }
}

/// <summary>How slices are asked for together.</summary>
internal static class SliceGroups
{
    /// <summary>The arguments of slices that differ in one parameter, its values parted by commas.</summary>
    public static IReadOnlyDictionary<string, object> Join(IReadOnlyList<Slice> slices, Parameter parameter) => slices is [var one] ? one.Arguments
        : new Dictionary<string, object>(slices[0].Arguments, StringComparer.Ordinal) { [parameter.Name] = string.Join(',', slices.Select(s => (string)s.Arguments[parameter.Name])) };

    /// <summary>True for slices that differ in a parameter alone. A value with a comma is a list already, and would not be told from its parts.</summary>
    public static bool Share(Slice first, Slice other, string parameter)
    {
        if (first.Arguments.Count != other.Arguments.Count || !IsOne(first) || !IsOne(other)) return false;
        foreach (var (name, value) in first.Arguments)
            if (name != parameter && !(other.Arguments.TryGetValue(name, out var same) && value.Equals(same))) return false;
        return true;

        bool IsOne(Slice slice) => slice.Arguments.TryGetValue(parameter, out var value) && value is string text && !text.Contains(',');
    }
}
