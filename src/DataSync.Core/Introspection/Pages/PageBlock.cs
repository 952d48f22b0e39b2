namespace DataSync.Introspection.Pages;

/// <summary>A piece of a documentation page, whatever it was written in.</summary>
internal abstract record PageBlock;

/// <summary>A line of running text.</summary>
/// <param name="Text">The text, without markup, white space collapsed.</param>
/// <param name="IsLabel">True where the whole line is a heading or emphasized, as labels of sections are.</param>
/// <param name="HeadingLevel">1 to 6 for a heading, else 0.</param>
internal sealed record TextLine(string Text, bool IsLabel = false, int HeadingLevel = 0) : PageBlock;

/// <summary>A table. Rows have as many cells as they were written with, so they may be shorter or longer than the header.</summary>
internal sealed record TableBlock(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) : PageBlock;

/// <summary>Preformatted text: code, or a sample of data.</summary>
internal sealed record CodeBlock(string Text) : PageBlock;
