using System.Text.RegularExpressions;

namespace DataSync.Introspection.Proposals;

/// <summary>The rows of data a page shows as printed tables: evidence for how values are written, and for what tells rows apart.</summary>
/// <param name="Columns">The columns shown.</param>
/// <param name="Rows">One value per column shown.</param>
internal sealed partial record SampleRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private static readonly string[] Missing = ["None", "NaN", "NaT", "null", "..."];

    /// <summary>Reads the first printed table whose header names columns of the page; no rows where there is none.</summary>
    public static SampleRows Read(IEnumerable<string> texts, IReadOnlyList<DocumentedField> columns)
    {
        var names = columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var text in texts)
        {
            string[]? header = null;
            var rows = new List<IReadOnlyList<string>>();
            foreach (var line in text.Split('\n'))
            {
                string[] tokens = [.. Token().Matches(line).Select(m => m.Value).Where(t => t != "\\")];
                if (header is null)
                {
                    // an ellipsis column hides some; rows show it too
                    if (tokens.Length > 1 && tokens.All(t => t == "..." || names.Contains(t)) && tokens.Count(t => t != "...") > 1) header = tokens;
                }
                // rows are numbered in front
                else if (tokens.Length == header.Length + 1 && tokens[0].All(char.IsAsciiDigit)) rows.Add(tokens[1..]);
                else if (tokens.Length > 0 && rows.Count > 0) break;
            }
            if (rows.Count > 0) return new(header!, rows);
        }
        return new([], []);
    }

    /// <summary>The values shown for a column, missing ones left out.</summary>
    public IReadOnlyList<string> Values(string column)
    {
        var index = Columns.ToList().FindIndex(c => c.Equals(column, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? [] : [.. Rows.Select(r => r[index]).Where(v => !Missing.Contains(v))];
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?|\S+")]
    private static partial Regex Token();
}
