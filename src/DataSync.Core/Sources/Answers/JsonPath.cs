using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Sources.Answers;

/// <summary>A place in a JSON document: <c>$.data.items</c>, <c>$['a name'][0]</c>. Each step is a property's name or an index.</summary>
/// <param name="Steps">Names (<see cref="string"/>) and indexes (<see cref="int"/>); empty for the whole document.</param>
internal sealed partial record JsonPath(IReadOnlyList<object> Steps)
{
    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">The text is none; the message says what one looks like.</exception>
    public static JsonPath Parse(string text)
    {
        if (!text.StartsWith('$')) throw Wrong(text);
        var steps = new List<object>();
        var at = 1;
        while (at < text.Length)
        {
            var step = Step().Match(text, at);
            if (!step.Success) throw Wrong(text);
            steps.Add(step.Groups[1].Success ? step.Groups[1].Value
                : step.Groups[2].Success ? int.Parse(step.Groups[2].Value, CultureInfo.InvariantCulture)
                : step.Groups[3].Value);
            at += step.Length;
        }
        return new JsonPath(steps);
    }

    private static FormatException Wrong(string text) => new($"'{text}' is no JSON path. Write it as $.data.items, with [0] for an element and ['a name'] for a name of other characters.");

    [GeneratedRegex(@"\G(?:\.([^.\[\]'""\s]+)|\[(\d{1,9})\]|\[['""]([^'""\]]+)['""]\])")]
    private static partial Regex Step();
}
