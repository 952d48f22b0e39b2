namespace DataSync.Arguments.Splitting;

/// <summary>Short forms for arguments that differ in a few values.</summary>
internal static class SplitArguments
{
    /// <summary>The arguments with one set; null takes it away.</summary>
    public static Dictionary<string, object> With(this IReadOnlyDictionary<string, object> arguments, string name, object? value)
    {
        var changed = new Dictionary<string, object>(arguments, StringComparer.Ordinal);
        if (value is null) changed.Remove(name);
        else changed[name] = value;
        return changed;
    }

    /// <summary>True where an argument in use holds the column at one value, so that it cannot be divided by others.</summary>
    public static bool Fixes(this Dataset dataset, IReadOnlyDictionary<string, object> arguments, string column) =>
        arguments.Keys.Any(name => dataset.FindParameter(name)?.Filter is { Operator: FilterOperator.Equals } filter && filter.Column.Equals(column, StringComparison.OrdinalIgnoreCase));
}
