using System.Text.RegularExpressions;

namespace DataSync.Introspection.Markdown;

/// <summary>What a Markdown file says of its page before the page begins: <c>title: Klines</c>, <c>openapi: GET /v1/klines</c>.</summary>
/// <param name="Title">The page's title; null where none is said.</param>
/// <param name="Request">The request that the page describes; null where none is said.</param>
internal sealed partial record FrontMatter(string? Title, string? Request)
{
    private const int MaxLength = 20_000;

    public static FrontMatter Read(string markdown)
    {
        var head = markdown.Length > MaxLength ? markdown[..MaxLength] : markdown;
        if (Block().Match(head) is not { Success: true } block) return new(null, null);
        var text = block.Groups[1].Value;
        return new(TitleLine().Match(text) is { Success: true } title ? title.Groups[1].Value.Trim('"', '\'', ' ') : null,
            RequestOf().Match(text) is { Success: true } request ? request.Groups[1].Value : null);
    }

    [GeneratedRegex(@"\A\uFEFF?---[ \t]*\r?\n(.*?)\r?\n---", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^title:[ \t]*(.+?)[ \t\r]*$", RegexOptions.Multiline)]
    private static partial Regex TitleLine();

    // a file may stand before the method: 'openapi: spec.json GET /klines'
    [GeneratedRegex("""^(?:api|openapi|endpoint):[ \t]*["']?(?:[^\s"']+[ \t]+)?((?:GET|POST|PUT|DELETE|PATCH)[ \t]+[^\s"']+)["']?[ \t\r]*$""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex RequestOf();
}
