using System.Text.RegularExpressions;
using DataSync.Introspection.Pages;

namespace DataSync.Introspection.Tables;

/// <summary>The line of a page that says how an interface is asked: <c>GET /api/v1/klines</c>.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Server">The server; null where the line has a path only.</param>
/// <param name="Path">The path, without query.</param>
/// <param name="Query">The query's template: names, and what stands for their values.</param>
internal sealed partial record RequestLine(string Method, string? Server, string Path, IReadOnlyList<(string Name, string Value)> Query)
{
    /// <summary>A block that is nothing but a request line; null where it is none.</summary>
    public static RequestLine? Read(PageBlock block) => block switch
    {
        TextLine { ListLevel: 0 } line => Parse(line.Text, bareAddress: false),
        CodeBlock code when code.Text.Trim().Split('\n') is { Length: <= 2 } lines => Parse(lines[0].Trim(), bareAddress: false),
        _ => null,
    };

    /// <summary>Reads <c>GET /path</c>, <c>GET https://host/path?x={x}</c>, or, where that is allowed, an address or path alone.</summary>
    public static RequestLine? Parse(string text, bool bareAddress)
    {
        var match = Line().Match(text.Trim('`', ' ', '*'));
        if (!match.Success || (!match.Groups[1].Success && !bareAddress) || (!match.Groups[2].Success && !match.Groups[3].Success)) return null;
        var (path, query) = (match.Groups[3].Value, match.Groups[4].Value);
        (string, string)[] pairs = [.. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (p[0].Trim('[', ']', '{', '}'), p.Length > 1 ? p[1] : ""))];
        return new(match.Groups[1].Success ? match.Groups[1].Value.ToUpperInvariant() : "GET", match.Groups[2].Success ? match.Groups[2].Value : null, path.Length > 0 ? path : "/", pairs);
    }

    /// <summary>True where a query's value only stands for one: <c>&lt;symbol&gt;</c>, <c>{symbol}</c>, <c>YOUR_KEY</c>.</summary>
    public static bool IsPlaceholder(string value) => value.Length == 0 || Placeholder().IsMatch(value);

    /// <summary>True where a value leaves something open: it is one of a request's own, no part of the address.</summary>
    public static bool IsFree(string value) => value.Length == 0 || Open().IsMatch(value);

    [GeneratedRegex(@"[<{\[]|^:\w|^YOUR|^\.\.\.$", RegexOptions.IgnoreCase)]
    private static partial Regex Open();

    [GeneratedRegex(@"^(?:(?:HTTP\s+)?(GET|POST|PUT|DELETE|PATCH|HEAD)\b[\s:`*]*)?(https?://(?>(?:<[^>]+>|\{[^}]+\}|[^/\s?])+))?(/[^\s?`]*)?(?:\?([^\s`]*))?`?(?:\s*\((?:[A-Z_ ,-]+|HMAC SHA256|signed|public|private)\))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Line();

    [GeneratedRegex(@"^[<{\[:].*[>}\]]$|^:\w+$|^YOUR|^x+$|^\.\.\.$")]
    private static partial Regex Placeholder();
}
