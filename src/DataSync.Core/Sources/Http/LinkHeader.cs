using System.Text.RegularExpressions;

namespace DataSync.Sources.Http;

/// <summary>The <c>Link</c> header (RFC 8288).</summary>
internal static partial class LinkHeader
{
    /// <summary>The target of <c>rel="next"</c>; null where there is none.</summary>
    public static string? Next(string? header)
    {
        foreach (Match link in Links().Matches(header ?? ""))
            if (Relation().Match(link.Groups[2].Value) is { Success: true } relation && relation.Groups[1].Value.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase))
                return link.Groups[1].Value;
        return null;
    }

    [GeneratedRegex(@"<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:""[^""]*""|[^"",;\s]+))*)")]
    private static partial Regex Links();

    [GeneratedRegex(@";\s*rel\s*=\s*""?([^"";]+)""?", RegexOptions.IgnoreCase)]
    private static partial Regex Relation();
}
