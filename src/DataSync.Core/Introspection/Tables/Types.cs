using System.Text.RegularExpressions;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Tables;

/// <summary>The data types that words stand for.</summary>
internal static partial class Types
{
    /// <summary>The type of a worded one, such as <c>string (YYYY-MM-DD)</c> or <c>LONG</c>; null where the words are not known.</summary>
    public static DataType? Kind(string? worded)
    {
        if (string.IsNullOrWhiteSpace(worded)) return null;
        if (Listed().IsMatch(worded)) return DataType.Json;
        if (Known(worded) is { } whole) return whole;
        // a size or a form in brackets, alternatives after 'or'
        var main = Main().Match(worded).Value.Trim();
        return Known(main) ?? Known(main.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')) ?? Known(main.Split(' ')[0]);
    }

    private static DataType? Known(string word) => VendorWords.Types.TryGetValue(VendorWords.Plain(word), out var kind) ? DataType.Parse(kind) : null;

    [GeneratedRegex(@"^\s*(?:array|list|set|map|dict|object)\b|\[\]\s*$|^\s*(?:array|list|map)<", RegexOptions.IgnoreCase)]
    private static partial Regex Listed();

    [GeneratedRegex(@"^[^(（\[<|/,;]*?(?=\s+or\s|\s*[(（\[<|/,;]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Main();
}
