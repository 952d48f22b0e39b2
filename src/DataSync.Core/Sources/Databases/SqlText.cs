using System.Text.RegularExpressions;

namespace DataSync.Sources.Databases;

/// <summary>A user's query, its placeholders found. A value is bound in the place of each, and never becomes part of the text.</summary>
internal sealed partial class SqlText
{
    private SqlText(IReadOnlyList<(string Text, string? Placeholder)> parts) => Parts = parts;

    /// <summary>Literal texts, each with the placeholder that follows it; null for none.</summary>
    public IReadOnlyList<(string Text, string? Placeholder)> Parts { get; }

    /// <summary>The names of the placeholders, each once.</summary>
    public IReadOnlyList<string> Placeholders => [.. Parts.Select(p => p.Placeholder).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reads a query.</summary>
    /// <exception cref="DataSyncException"><c>QueryInvalid</c>: a placeholder stands between quotes or within a comment, where no value can be bound.</exception>
    public static SqlText Parse(string query)
    {
        var text = query.Trim().TrimEnd(';');
        var parts = new List<(string, string?)>();
        var start = 0;
        foreach (Match match in Token().Matches(text))
        {
            if (!match.Groups["name"].Success)
            {
                if (Placeholder().Match(match.Value) is { Success: true } inside)
                    throw new DataSyncException("QueryInvalid", $"{inside.Value} stands between quotes or in a comment of the query.", "Take the quotes away: the value is bound with its type, it needs none.");
                continue;
            }
            parts.Add((text[start..match.Index], match.Groups["name"].Value));
            start = match.Index + match.Length;
        }
        parts.Add((text[start..], null));
        return new SqlText(parts);
    }

    // what is quoted, comments, and placeholders
    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|(?<tag>\$[A-Za-z_0-9]*\$)[\s\S]*?\k<tag>|--[^\n]*|/\*[\s\S]*?\*/|\{\{\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}""", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex(@"\{\{\s*[A-Za-z_][A-Za-z0-9_]*\s*\}\}")]
    private static partial Regex Placeholder();
}
