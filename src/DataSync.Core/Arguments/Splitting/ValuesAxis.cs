using DataSync.Rows;

namespace DataSync.Arguments.Splitting;

/// <summary>Asks for each of the values that a parameter is documented to take, where no argument chooses one.</summary>
/// <param name="dataset">The dataset.</param>
/// <param name="parameter">A parameter with a list of values that filters Equals or In.</param>
internal sealed class ValuesAxis(Dataset dataset, Parameter parameter) : ISplitAxis
{
    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyDictionary<string, object>>? Split(IReadOnlyDictionary<string, object> arguments, CutRows rows)
    {
        // without the argument a default value would be asked for, and not all of them
        if (arguments.ContainsKey(parameter.Name) || parameter.Default is not null || dataset.Fixes(arguments, parameter.Filter!.Column)) return null;
        var known = new List<object>();
        foreach (var text in parameter.Values!)
        {
            if (!ValueConverter.TryConvert(text, parameter.Type, parameter.Format, null, out var value) || value is null) return null;
            known.Add(value);
        }
        // a row of no known value would come with none of them
        if (dataset.FindColumn(parameter.Filter.Column) is not { } column) return null;
        var texts = known.Select(v => Text(v, column)).ToHashSet(StringComparer.Ordinal);
        if (rows.Values(column.Name).Any(v => v is null || !texts.Contains(ValueConverter.ToText(v, column.Type)))) return null;
        return [.. known.Select(v => arguments.With(parameter.Name, v))];
    }

    private string Text(object value, Column column) =>
        ValueConverter.TryConvert(value, column.Type, column.Format ?? parameter.Format, null, out var converted) && converted is not null ? ValueConverter.ToText(converted, column.Type) : "";
}
