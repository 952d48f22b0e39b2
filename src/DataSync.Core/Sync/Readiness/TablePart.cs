using System.Text.RegularExpressions;
using DataSync.Stores;

namespace DataSync.Sync.Readiness;

/// <summary>Some rows of a table of the plan's store: <c>table</c>, <c>table.column</c>, and after them <c>?column=value</c>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column; null: none is named.</param>
/// <param name="Where">Which rows; null: all.</param>
internal sealed partial record TablePart(string Table, string? Column, KeyValuePair<string, string>? Where)
{
    /// <summary>Reads the text form; null where it is none.</summary>
    public static TablePart? Read(string text)
    {
        var match = Form().Match(text);
        return match.Success
            ? new(match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : null, match.Groups[3].Success ? KeyValuePair.Create(match.Groups[3].Value, match.Groups[4].Value.Trim()) : null)
            : null;
    }

    /// <summary>The question to a store.</summary>
    public ReadQuery Query(IReadOnlyList<string> columns) => new()
    {
        Columns = columns,
        Where = Where is { } where ? new Dictionary<string, IReadOnlyList<object?>> { [where.Key] = [where.Value] } : new Dictionary<string, IReadOnlyList<object?>>(),
    };

    [GeneratedRegex(@"^\s*([\p{L}_][\p{L}\p{N}_\-]*)(?:\.([\p{L}_][\p{L}\p{N}_]*))?(?:\?([\p{L}_][\p{L}\p{N}_]*)=(.+))?\s*$")]
    private static partial Regex Form();
}
