namespace DataSync.Sources.Answers;

/// <summary>Where records are in a JSON document that is read as it comes: a path of names.</summary>
/// <param name="Text">The path as written.</param>
/// <param name="Steps">The names.</param>
internal sealed record RecordPath(string Text, IReadOnlyList<string> Steps)
{
    /// <summary>Reads a path.</summary>
    /// <exception cref="AnswerFormatException">It has steps that are no names.</exception>
    public static RecordPath Parse(string text)
    {
        var path = JsonPath.Parse(text);
        return path.Steps.All(s => s is string) ? new(text, [.. path.Steps.Cast<string>()]) : throw new AnswerFormatException($"the path {text} has an index, which the rows of a file cannot have");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
