namespace DataSync.Introspection.Pages;

/// <summary>A piece of a documentation page, whatever it was written in.</summary>
internal abstract record PageBlock;

/// <summary>A line of running text.</summary>
/// <param name="Text">The text, without markup, white space collapsed.</param>
/// <param name="IsLabel">True where the whole line is a heading or emphasized, as labels of sections are.</param>
/// <param name="HeadingLevel">1 to 6 for a heading, else 0.</param>
internal sealed record TextLine(string Text, bool IsLabel = false, int HeadingLevel = 0) : PageBlock
{
    /// <summary>The part set as code or emphasized that the line begins with, else the first part set as code; null where there is none.</summary>
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

/// <summary>A parameter or field that a component of a documentation site describes; the text that follows up to the next one is about it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as worded; null where none is said.</param>
/// <param name="IsRequired">True where it is said to be required.</param>
/// <param name="Default">The value that holds where none is given; null where none is said.</param>
/// <param name="Place">Where a parameter belongs in a request; null for a field of the answer.</param>
/// <param name="Level">How many such components it stands in.</param>
internal sealed record ComponentField(string Name, string? Type, bool IsRequired, string? Default, string? Place, int Level) : PageBlock;

/// <summary>Preformatted text: code, or a sample of data.</summary>
internal sealed record CodeBlock(string Text) : PageBlock;
