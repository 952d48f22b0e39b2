using System.Text.RegularExpressions;

namespace DataSync.Sources.Http.Requests;

/// <summary>
/// A placeholder of a template, written <c>{{name}}</c>: <c>token</c>; <c>dataset.api</c>; <c>dataset.name</c>; <c>arguments</c>, all that no other placeholder
/// names, as an object; <c>arguments.NAME</c>, one of them; <c>columns</c>, the names of all columns, comma-separated, or empty where none is hidden;
/// <c>page.offset</c>, <c>page.limit</c>, <c>page.number</c>, <c>page.cursor</c>.
/// </summary>
internal sealed record Placeholder(string Name)
{
    /// <summary>What precedes an argument's name.</summary>
    public const string ArgumentPrefix = "arguments.";

    private static readonly string[] Known = ["token", "dataset.api", "dataset.name", "arguments", "columns", "page.offset", "page.limit", "page.number", "page.cursor"];

    /// <summary>The names there are, for people.</summary>
    public static string KnownNames => string.Join(", ", Known.Select(n => $"{{{{{n}}}}}")) + ", {{arguments.NAME}}";

    /// <summary>The argument this stands for; null where it stands for something else.</summary>
    public string? Argument => Name.StartsWith(ArgumentPrefix, StringComparison.Ordinal) ? Name[ArgumentPrefix.Length..] : null;

    /// <summary>True for the place of the page.</summary>
    public bool IsPage => Name.StartsWith("page.", StringComparison.Ordinal);

    /// <summary>True where the name means something.</summary>
    public bool IsKnown => Argument is { Length: > 0 } || Known.Contains(Name, StringComparer.Ordinal);
}

/// <summary>A text with placeholders.</summary>
internal sealed partial class TextTemplate
{
    private TextTemplate(IReadOnlyList<object> parts) => Parts = parts;

    /// <summary>The literal texts (<see cref="string"/>) and placeholders, in order.</summary>
    public IReadOnlyList<object> Parts { get; }

    /// <summary>The placeholder, where the text is nothing else.</summary>
    public Placeholder? Single => Parts is [Placeholder only] ? only : null;

    /// <summary>The placeholders in it.</summary>
    public IEnumerable<Placeholder> Placeholders => Parts.OfType<Placeholder>();

    /// <summary>Reads a template.</summary>
    public static TextTemplate Parse(string text)
    {
        var parts = new List<object>();
        var at = 0;
        foreach (var match in Form().EnumerateMatches(text))
        {
            if (match.Index > at) parts.Add(text[at..match.Index]);
            parts.Add(new Placeholder(text.Substring(match.Index + 2, match.Length - 4).Trim()));
            at = match.Index + match.Length;
        }
        if (at < text.Length || parts.Count == 0) parts.Add(text[at..]);
        return new TextTemplate(parts);
    }

    [GeneratedRegex(@"\{\{[^{}]*\}\}")]
    private static partial Regex Form();
}
