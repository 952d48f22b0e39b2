namespace DataSync.Introspection.Pages;

/// <summary>Finds pipe tables that a strict renderer left as lines of text, such as one whose delimiter row has a cell too few.</summary>
internal static class PipeTables
{
    /// <summary>True for a row like <c>--- | :---: | ---</c>.</summary>
    public static bool IsDelimiter(string line) => line.Contains('|') && line.AsSpan().IndexOfAnyExcept("-:| \t\r") < 0 && line.Contains('-') && Array.TrueForAll(Cells(line), c => c.Trim(':') is { Length: > 0 } dashes && !dashes.AsSpan().ContainsAnyExcept('-'));

    /// <summary>Replaces runs of lines that make a table by the table.</summary>
    public static IReadOnlyList<PageBlock> Lift(IReadOnlyList<PageBlock> blocks)
    {
        var lifted = new List<PageBlock>(blocks.Count);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (LineAt(i) is not { } header || !header.Contains('|') || LineAt(i + 1) is not { } delimiter || !IsDelimiter(delimiter))
            {
                lifted.Add(blocks[i]);
                continue;
            }
            var rows = new List<IReadOnlyList<string>>();
            for (i += 2; LineAt(i) is { } row && row.Contains('|'); i++) rows.Add(Cells(row));
            i--;
            lifted.Add(new TableBlock(Cells(header), rows));
        }
        return lifted;

        string? LineAt(int index) => index < blocks.Count && blocks[index] is TextLine line ? line.Text : null;
    }

    /// <summary>The cells of a row.</summary>
    public static string[] Cells(string line)
    {
        var text = line.Trim();
        if (text.StartsWith('|')) text = text[1..];
        if (text.EndsWith('|')) text = text[..^1];
        return [.. text.Split('|').Select(c => c.Trim())];
    }
}
