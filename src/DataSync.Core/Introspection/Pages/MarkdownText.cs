using System.Text;
using System.Text.RegularExpressions;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Pages;

/// <summary>Loosens Markdown that its authors wrote for a more forgiving renderer.</summary>
internal static partial class MarkdownText
{
    private const int MaxLinesOfCell = 40;

    /// <summary>
    /// Sets tables and lone HTML breaks apart by blank lines: a table that follows a line of text directly is no table to CommonMark, and a line after a lone
    /// <c>&lt;br&gt;</c> is raw HTML to it. Lines without pipes inside a table belong to the text before them, or are a row of one cell where the table ends in no text, so that the rows after them stay rows. Fenced code stays as it is.
    /// </summary>
    public static string Loosen(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var text = new StringBuilder(markdown.Length + 64);
        string? fence = null;
        var (inTable, endsInText, columns) = (false, false, 0);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (Fence().Match(line) is { Success: true } match)
                fence = fence is null ? match.Groups[1].Value : line.AsSpan().Trim().StartsWith(fence) ? null : fence;
            if (fence is null)
            {
                var isHeader = IsHeader(i);
                inTable = isHeader || (inTable && !string.IsNullOrWhiteSpace(line));
                if (isHeader)
                {
                    text.Append('\n');
                    var header = PipeTables.Cells(line);
                    columns = header.Length;
                    endsInText = VendorWords.Headers.GetValueOrDefault(VendorWords.Plain(header[^1])) is "description" or "values";
                }
                else if (inTable && !line.Contains('|'))
                {
                    if (!RowFollows(i + 1))
                    {
                        inTable = false;
                        text.Append('\n');
                    }
                    else if (endsInText && !Remark().IsMatch(line))
                    {
                        Continue(line);
                        continue;
                    }
                    else line = $"| {line} |";
                }
            }
            text.Append(line).Append('\n');
            if (fence is null && LoneBreak().IsMatch(line)) text.Append('\n');
        }
        return text.ToString();

        // text that merely follows a table has no row of that table after it
        bool RowFollows(int index)
        {
            for (var last = index + MaxLinesOfCell; index < last && index < lines.Length && !string.IsNullOrWhiteSpace(lines[index]); index++)
                if (lines[index].Contains('|')) return !IsHeader(index);
            return false;
        }

        void Continue(string line)
        {
            var end = text.Length;
            while (end > 0 && text[end - 1] is '\n' or ' ' or '\t') end--;
            text.Length = end;
            var start = end;
            while (start > 0 && text[start - 1] != '\n') start--;
            var row = text.ToString(start, end - start).Trim();
            // a row that is closed by a pipe begins with one; a row that lacks cells has no text yet
            var closed = row.Length > 1 && row[0] == '|' && row[^1] == '|';
            if (closed) text.Length = end - 1;
            for (var cells = PipeTables.Cells(row).Length + (!closed && row.EndsWith('|') ? 1 : 0); cells < columns; cells++) text.Append(" | ");
            text.Append(' ').Append(line.AsSpan().Trim()).Append(closed ? " |\n" : "\n");
        }

        bool IsHeader(int index) => index + 1 < lines.Length && lines[index].Contains('|') && PipeTables.IsDelimiter(lines[index + 1]) && !PipeTables.IsDelimiter(lines[index]);
    }

    // a remark is about the table, not about its last row
    [GeneratedRegex(@"^\W*(?:注|备注|說明|说明|提示|notes?|remarks?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Remark();

    [GeneratedRegex(@"^ {0,3}(`{3,}|~{3,})")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*(</?(br|p|div|font|center)\b[^<>]*>\s*)+$", RegexOptions.IgnoreCase)]
    private static partial Regex LoneBreak();
}
