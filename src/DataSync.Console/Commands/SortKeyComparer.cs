using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary>Compares objects by the values they are sorted by, as PowerShell's operators compare them; what cannot be compared is compared as text.</summary>
/// <param name="descending">For each value, whether the larger one comes first.</param>
/// <param name="otherwise">The same, where objects themselves are the only value.</param>
/// <param name="ignoreCase">Whether case counts in texts.</param>
internal sealed class SortKeyComparer(bool[] descending, bool otherwise, bool ignoreCase) : IComparer<object?[]>
{
    public int Compare(object?[]? x, object?[]? y)
    {
        for (var i = 0; i < x!.Length; i++)
        {
            var order = Compare(x[i], y![i]);
            if (order != 0)
                return (descending.Length > 0 ? descending[i] : otherwise) ? -order : order;
        }

        return 0;
    }

    private int Compare(object? left, object? right) => LanguagePrimitives.TryCompare(left, right, ignoreCase, out var order)
        ? order
        : string.Compare(left?.ToString(), right?.ToString(), ignoreCase ? StringComparison.CurrentCultureIgnoreCase : StringComparison.CurrentCulture);
}
