using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSync.Introspection.Sample;

/// <summary>Reads JSON as documentation prints it: with comments, ellipses and trailing commas.</summary>
internal static partial class LooseJson
{
    /// <summary>Levels of nesting that are read.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The first value of a text; null where there is none.</summary>
    public static JsonNode? Parse(string text)
    {
        if (!LooksLikeJson(text)) return null;
        try
        {
            return JsonNode.Parse(text, null, Options);
        }
        catch (JsonException)
        {
            // printed for people
        }
        return new LooseJsonReader(text, MaxDepth).Read();
    }

    /// <summary>True where a text begins as JSON does, comments apart.</summary>
    public static bool LooksLikeJson(string text)
    {
        var start = LeadingComments().Replace(text, "").TrimStart();
        return start.Length > 1 && start[0] is '{' or '[' && JsonStart().IsMatch(start);
    }

    /// <summary>The comments behind the values of the first inner array, in order: what vendors call the values of rows without names.</summary>
    public static IReadOnlyList<string> CommentsOfFirstRow(string text) => [.. FirstRow().Match(text) is { Success: true } row ? RowComment().Matches(row.Value).Select(m => m.Groups[1].Value.Trim()) : []];

    [GeneratedRegex(@"^(?:\s*(?://|#)[^\n]*\n)+|^\s*/\*[\s\S]*?\*/")]
    private static partial Regex LeadingComments();

    [GeneratedRegex("""^(?:\{\s*(?:"|\}|//|/\*|\.\.\.|…)|\[\s*(?:[\[{"\]\d\-tfn]|//|/\*|\.\.\.|…))""")]
    private static partial Regex JsonStart();

    [GeneratedRegex(@"\[\s*\[[^\[\]]*\]")]
    private static partial Regex FirstRow();

    [GeneratedRegex(@"//\s*([^\n]+)")]
    private static partial Regex RowComment();
}
