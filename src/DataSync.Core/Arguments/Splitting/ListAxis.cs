namespace DataSync.Arguments.Splitting;

/// <summary>Halves a list of values, such as codes, that one argument holds.</summary>
/// <param name="parameter">A parameter that filters In.</param>
internal sealed class ListAxis(Parameter parameter) : ISplitAxis
{
    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyDictionary<string, object>>? Split(IReadOnlyDictionary<string, object> arguments, CutRows rows)
    {
        if (arguments.GetValueOrDefault(parameter.Name) is not string list) return null;
        var values = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (values.Length < 2) return null;
        var half = values.Length / 2;
        return [arguments.With(parameter.Name, string.Join(',', values[..half])), arguments.With(parameter.Name, string.Join(',', values[half..]))];
    }
}
