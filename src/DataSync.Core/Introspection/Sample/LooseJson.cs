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

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth };

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
        try
        {
            return JsonNode.Parse(FirstValue(Tidy(text)), null, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True where a text begins as JSON does, comments apart.</summary>
    public static bool LooksLikeJson(string text)
    {
        var start = LeadingComments().Replace(text, "").TrimStart();
        return start.Length > 1 && start[0] is '{' or '[' && JsonStart().IsMatch(start);
    }

    /// <summary>The comments behind the values of the first inner array, in order: what vendors call the values of rows without names.</summary>
    public static IReadOnlyList<string> CommentsOfFirstRow(string text) => [.. FirstRow().Match(text) is { Success: true } row ? RowComment().Matches(row.Value).Select(m => m.Groups[1].Value.Trim()) : []];

    /// <summary>Drops comments and ellipses outside of strings.</summary>
    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
            {
                var end = i + 1;
                while (end < text.Length && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
                end = Math.Min(end, text.Length - 1);
                tidy.Append(text, i, end - i + 1);
                i = end;
            }
            else if (c is '/' && i + 1 < text.Length && text[i + 1] is '/' or '#') i = LineEnd(text, i) - 1;
            else if (c is '/' && i + 1 < text.Length && text[i + 1] is '*') i = text.IndexOf("*/", i + 2, StringComparison.Ordinal) is >= 0 and var close ? close + 1 : text.Length;
            else if (c is '.' && text.AsSpan(i).StartsWith("...")) i += 2;
            else if (c != '…' && c != '\u00A0') tidy.Append(c);
        }
        var plain = EmptyArrayAmongMembers().Replace(tidy.ToString(), "$1");
        return DoubleComma().Replace(plain, ",");
    }

    private static int LineEnd(string text, int from) => text.IndexOf('\n', from) is >= 0 and var end ? end : text.Length;

    /// <summary>The first value alone: a block may print several.</summary>
    private static string FirstValue(string text)
    {
        var (depth, inString) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (c == '\\') i++;
                else if (c == '"') inString = false;
            }
            else if (c == '"') inString = true;
            else if (c is '{' or '[') depth++;
            else if (c is '}' or ']' && --depth == 0) return text[..(i + 1)];
        }
        return text;
    }

    [GeneratedRegex(@"^(?:\s*(?://|#)[^\n]*\n)+|^\s*/\*[\s\S]*?\*/")]
    private static partial Regex LeadingComments();

    [GeneratedRegex("""^(?:\{\s*(?:"|\}|//|/\*|\.\.\.|…)|\[\s*(?:[\[{"\]\d\-tfn]|//|/\*|\.\.\.|…))""")]
    private static partial Regex JsonStart();

    // '{ "a": 1, [...] }' left an empty array where a member is due
    [GeneratedRegex(@"([{,]\s*)\[\s*\]\s*(?=[,}])")]
    private static partial Regex EmptyArrayAmongMembers();

    [GeneratedRegex(@",(?:\s*,)+")]
    private static partial Regex DoubleComma();

    [GeneratedRegex(@"\[\s*\[[^\[\]]*\]")]
    private static partial Regex FirstRow();

    [GeneratedRegex(@"//\s*([^\n]+)")]
    private static partial Regex RowComment();
}
