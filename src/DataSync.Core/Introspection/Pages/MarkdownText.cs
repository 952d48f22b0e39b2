using System.Text;
using System.Text.RegularExpressions;

namespace DataSync.Introspection.Pages;

/// <summary>Loosens Markdown that its authors wrote for a more forgiving renderer.</summary>
internal static partial class MarkdownText
{
    /// <summary>
    /// Sets tables and lone HTML breaks apart by blank lines: a table that follows a line of text directly is no table to CommonMark, and a line after a lone
    /// <c>&lt;br&gt;</c> is raw HTML to it. A line without pipes inside a table becomes a row of one cell, so that the rows after it stay rows. Fenced code stays as it is.
    /// </summary>
    public static string Loosen(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var text = new StringBuilder(markdown.Length + 64);
        string? fence = null;
        var inTable = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (Fence().Match(line) is { Success: true } match)
                fence = fence is null ? match.Groups[1].Value : line.AsSpan().Trim().StartsWith(fence) ? null : fence;
            if (fence is null)
            {
                var isHeader = IsHeader(i);
                inTable = isHeader || (inTable && !string.IsNullOrWhiteSpace(line));
                if (isHeader) text.Append('\n');
                else if (inTable && !line.Contains('|'))
                {
                    if (i + 1 < lines.Length && lines[i + 1].Contains('|') && !IsHeader(i + 1)) line = $"| {line} |";
                    else
                    {
                        inTable = false;
                        text.Append('\n');
                    }
                }
            }
            text.Append(line).Append('\n');
            if (fence is null && LoneBreak().IsMatch(line)) text.Append('\n');
        }
        return text.ToString();

        bool IsHeader(int index) => index + 1 < lines.Length && lines[index].Contains('|') && PipeTables.IsDelimiter(lines[index + 1]) && !PipeTables.IsDelimiter(lines[index]);
    }

    [GeneratedRegex(@"^ {0,3}(`{3,}|~{3,})")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*(</?(br|p|div|font|center)\b[^<>]*>\s*)+$", RegexOptions.IgnoreCase)]
    private static partial Regex LoneBreak();
}
