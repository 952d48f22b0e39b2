namespace DataSync.Introspection.Pages;

/// <summary>Refuses pages whose elements are nested deeper than any author writes: parsing such a page takes minutes, or the whole stack.</summary>
internal static class NestingGuard
{
    /// <summary>Levels of elements that are read.</summary>
    public const int MaxLevels = 1000;

    /// <summary>Elements that have no end, or whose end an author may leave out: they do not nest by themselves.</summary>
    private static readonly HashSet<string> Flat = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "colgroup", "html", "head", "body", "path",
    };

    /// <exception cref="DataSyncException"><c>DocumentTooDeep</c>.</exception>
    public static void Check(string html, string address)
    {
        var level = 0;
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
        {
            var closes = html[at + 1] == '/';
            var start = at + (closes ? 2 : 1);
            var end = start;
            while (end < html.Length && (char.IsAsciiLetterOrDigit(html[end]) || html[end] is '-' or ':')) end++;
            if (end == start || Flat.GetAlternateLookup<ReadOnlySpan<char>>().Contains(html.AsSpan(start, end - start))) continue;
            level = closes ? Math.Max(0, level - 1) : level + 1;
            if (level > MaxLevels) throw TooDeep(address);
        }
    }

    /// <summary>The error about such a page.</summary>
    public static DataSyncException TooDeep(string address) => new("DocumentTooDeep", $"{address}: the page is nested more than {MaxLevels} levels deep, and was not read.", "Check the link: documentation is not nested like that.");
}
