using System.Text;
using System.Text.RegularExpressions;

namespace DataSync.Sources.Files.Places;

/// <summary>
/// A path below a place: <c>*</c> and <c>?</c> stand for characters of a name, <c>**</c> for any folders, <c>{{name}}</c> for an argument. It never leads out of the place.
/// </summary>
internal sealed partial class PathPattern
{
    /// <summary>Stands for any folders.</summary>
    public const string AnyFolders = "**";

    private PathPattern(string text, IReadOnlyList<string> segments)
    {
        (Text, Segments) = (text, segments);
        Placeholders = [.. Placeholder().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The pattern as written, with <c>/</c> between its parts.</summary>
    public string Text { get; }
    /// <summary>Its parts.</summary>
    public IReadOnlyList<string> Segments { get; }
    /// <summary>The names of its placeholders, each once.</summary>
    public IReadOnlyList<string> Placeholders { get; }
    /// <summary>True where it may stand for several files, whatever the arguments.</summary>
    public bool HasWildcards => Segments.Any(s => s.AsSpan().ContainsAny('*', '?'));

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It is empty, or leads out of the place.</exception>
    public static PathPattern Parse(string text)
    {
        var path = OperatingSystem.IsWindows() ? text.Replace('\\', '/') : text;
        if (path.StartsWith("./", StringComparison.Ordinal)) path = path[2..];
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) throw new FormatException("Write a path such as daily/*.csv.");
        if (Path.IsPathRooted(path) || path.Split('/').Any(s => s is ".." or "." or ""))
            throw new FormatException($"'{text}' leads out of the source's folder. Write a path from that folder, without '..', such as daily/*.csv.");
        string[] segments = path.Split('/');
        return new(path, segments[^1] == AnyFolders ? [.. segments, "*"] : segments);
    }

    /// <summary>True for a text that has wildcards or placeholders.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?') || text.Contains("{{", StringComparison.Ordinal);

    /// <summary>The pattern with values in the place of placeholders; one without a value stands for any text.</summary>
    /// <param name="valueOf">The value of a placeholder's name; null for none.</param>
    /// <exception cref="DataSyncException"><c>ArgumentInvalid</c>: a value would change which folder is meant.</exception>
    public IReadOnlyList<PathPart> Bind(Func<string, string?> valueOf) => [.. Segments.Select(segment => Part(segment, name => valueOf(name) is { } value ? Checked(name, value) : null))];

    /// <summary>The values that a path has where the placeholders are; null where the path is not of the pattern.</summary>
    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        var match = Whole().Match(path);
        return match.Success ? Placeholders.ToDictionary(p => p, p => match.Groups[p].Value, StringComparer.OrdinalIgnoreCase) : null;
    }

    private Regex? _whole;

    private Regex Whole()
    {
        if (_whole is not null) return _whole;
        var text = new StringBuilder("^");
        var met = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Segments.Count; i++)
        {
            if (Segments[i] == AnyFolders)
            {
                text.Append("(?:[^/]+/)*");
                continue;
            }
            // a name that comes twice must have one value
            text.Append(RegexOf(Segments[i], name => met.Add(name) ? $"(?<{name}>[^/]+?)" : $"\\k<{name}>"));
            if (i < Segments.Count - 1) text.Append('/');
        }
        return _whole = new Regex(text.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    private static PathPart Part(string segment, Func<string, string?> valueOf)
    {
        if (segment == AnyFolders) return new(null, null);
        var isLiteral = !segment.AsSpan().ContainsAny('*', '?');
        var literal = Placeholder().Replace(segment, match =>
        {
            if (valueOf(match.Groups[1].Value) is { } value) return value;
            isLiteral = false;
            return "";
        });
        return isLiteral ? new(literal, null)
            : new(null, new Regex($"^{RegexOf(segment, name => valueOf(name) is { } value ? Regex.Escape(value) : "[^/]+?")}$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase));
    }

    private static string RegexOf(string segment, Func<string, string> placeholder)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (Match match in Placeholder().Matches(segment))
        {
            text.Append(Wildcards(segment[at..match.Index])).Append(placeholder(match.Groups[1].Value));
            at = match.Index + match.Length;
        }
        return text.Append(Wildcards(segment[at..])).ToString();
    }

    private static string Wildcards(string text) => Regex.Escape(text).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("\\?", "[^/]", StringComparison.Ordinal);

    private static string Checked(string name, string value) => value.AsSpan().ContainsAny('/', '\\', '\0') || value is "" or "." or ".."
        ? throw new DataSyncException("ArgumentInvalid", $"The value '{value}' of '{name}' is no part of a file's name.", "Give a value without '/' and '\\'.")
        : value;

    [GeneratedRegex(@"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")]
    private static partial Regex Placeholder();
}

/// <summary>One part of a path: a name as it is, a form of names, or, with neither, any folders.</summary>
/// <param name="Name">The name; null where there is none yet.</param>
/// <param name="Form">The form of its names.</param>
internal sealed record PathPart(string? Name, Regex? Form);
