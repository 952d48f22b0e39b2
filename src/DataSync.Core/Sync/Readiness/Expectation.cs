using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Sync.Readiness;

/// <summary>How many rows an answer has at least.</summary>
/// <param name="Count">So many; null where another answer or table says.</param>
/// <param name="Share">The share of those of the last answer, or of the table.</param>
/// <param name="Table">The table whose rows count; null: the last answer's do.</param>
internal sealed partial record Expectation(long? Count, double Share, TablePart? Table)
{
    /// <summary>Reads <c>5000</c>, <c>95%</c>, <c>stock_basic</c> or <c>90% of stock_basic?list_status=L</c>.</summary>
    /// <exception cref="DataSyncException"><c>ExpectInvalid</c>.</exception>
    public static Expectation Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count) && count > 0) return new(count, 1, null);
        var match = Form().Match(text);
        var share = match.Groups[1].Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / 100 : 1;
        var table = match.Groups[2].Success ? TablePart.Read(match.Groups[2].Value) : null;
        if (match.Success && share is > 0 and <= 1 && (table is not null || (match.Groups[1].Success && !match.Groups[2].Success))) return new(null, share, table);
        throw new DataSyncException("ExpectInvalid", $"'{text}' says no number of rows.", "Write a count such as 5000, a share of the last answer such as 95%, a table of the plan's store such as stock_basic, or both: '90% of stock_basic?list_status=L'.");
    }

    [GeneratedRegex(@"^\s*(?:(\d{1,3}(?:\.\d+)?)\s*%)?\s*(?:(?:(?<=%\s*)of\s+)?([^\s%\d].*?))?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
