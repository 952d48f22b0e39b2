namespace DataSync.Introspection.Pages;

/// <summary>A piece of a documentation page, whatever it was written in.</summary>
internal abstract record PageBlock;

/// <summary>A line of running text.</summary>
/// <param name="Text">The text, without markup, white space collapsed.</param>
/// <param name="IsLabel">True where the whole line is a heading or emphasized, as labels of sections are.</param>
/// <param name="HeadingLevel">1 to 6 for a heading, else 0.</param>
internal sealed record TextLine(string Text, bool IsLabel = false, int HeadingLevel = 0) : PageBlock
{
    /// <summary>The first part set as code, or the emphasized part the line begins with; null where there is none.</summary>
    public string? Lead { get; init; }
    /// <summary>Levels of lists around the line; 0: it is no item.</summary>
    public int ListLevel { get; init; }
    /// <summary>The absolute addresses the line links to.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
    /// <summary>What the line is in a list of definitions.</summary>
    public Definition Definition { get; init; }
}

/// <summary>The two parts of a list of definitions.</summary>
internal enum Definition { None, Term, Details }

/// <summary>A table. Rows have as many cells as they were written with, so they may be shorter or longer than the header.</summary>
internal sealed record TableBlock(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) : PageBlock;

/// <summary>Preformatted text: code, or a sample of data.</summary>
internal sealed record CodeBlock(string Text) : PageBlock;
