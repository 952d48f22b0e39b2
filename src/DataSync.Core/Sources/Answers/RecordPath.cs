namespace DataSync.Sources.Answers;

/// <summary>Where rows are in a JSON document: <c>$.data.items</c>, or within each record of a list, <c>$.orders[*].lines</c>.</summary>
/// <param name="Text">The path as written.</param>
/// <param name="Outer">Where the list of rows, or of the records that hold them, is.</param>
/// <param name="Inner">Where in each record its list of rows is; null where the records are the rows.</param>
internal sealed record RecordPath(string Text, JsonPath Outer, JsonPath? Inner)
{
    private const string Each = "[*]";

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static RecordPath Parse(string text)
    {
        var at = text.IndexOf(Each, StringComparison.Ordinal);
        if (at < 0) return new(text, JsonPath.Parse(text), null);
        var rest = text[(at + Each.Length)..];
        if (rest.Length == 0) return new(text, JsonPath.Parse(text[..at]), null);
        var inner = JsonPath.Parse("$" + rest);
        return inner.Steps is [string, ..] ? new(text, JsonPath.Parse(text[..at]), inner) : throw new FormatException($"'{text}' is no path of rows. Write it as $.data.items, or $.orders[*].lines for a list within each record.");
    }

    /// <summary>The names that lead to the list, for a reader that takes a document as it comes.</summary>
    /// <exception cref="AnswerFormatException">It has steps that are no names.</exception>
    public IReadOnlyList<string> Names => Outer.Steps.All(s => s is string) ? [.. Outer.Steps.Cast<string>()] : throw new AnswerFormatException($"the path {Text} has an index, which the rows of a file cannot have");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
