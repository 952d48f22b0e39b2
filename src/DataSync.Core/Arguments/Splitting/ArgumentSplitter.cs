namespace DataSync.Arguments.Splitting;

/// <summary>
/// Divides arguments whose answer was cut, by what the dataset's parameters declare to filter: lists of values in halves, ranges that a From and a To parameter bound in halves
/// (bounds are added where none is given), and the documented values of a parameter one by one.
/// </summary>
public sealed class ArgumentSplitter
{
    private readonly List<ISplitAxis> _axes = [];

    /// <summary>Finds the ways to divide a dataset's arguments.</summary>
    public ArgumentSplitter(Dataset dataset)
    {
        var filters = dataset.Parameters.Where(p => p.Filter is { Operator: not FilterOperator.None } f && dataset.FindColumn(f.Column) is not null).ToList();
        _axes.AddRange(filters.Where(p => p.Filter!.Operator == FilterOperator.In).Select(p => new ListAxis(p)));
        foreach (var from in filters.Where(p => p.Filter!.Operator == FilterOperator.From))
            _axes.AddRange(filters.Where(p => p.Filter!.Operator == FilterOperator.To && p.Filter.Column.Equals(from.Filter!.Column, StringComparison.OrdinalIgnoreCase)).Select(to => new RangeAxis(dataset, from, to)));
        _axes.AddRange(filters.Where(p => p.Filter!.Operator is FilterOperator.Equals or FilterOperator.In && p.Values is { Count: > 1 }).Select(p => new ValuesAxis(dataset, p)));
    }

    /// <summary>Arguments that select together what the given ones do, each less, in order; null where there are none.</summary>
    /// <param name="arguments">The arguments whose answer was cut.</param>
    /// <param name="rows">What the answer held.</param>
    public IReadOnlyList<IReadOnlyDictionary<string, object>>? Split(IReadOnlyDictionary<string, object> arguments, CutRows rows)
    {
        foreach (var axis in _axes)
            if (axis.Split(arguments, rows) is { } parts) return parts;
        return null;
    }
}
