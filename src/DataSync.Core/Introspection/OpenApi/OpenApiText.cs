using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Microsoft.OpenApi.YamlReader;

namespace DataSync.Introspection.OpenApi;

/// <summary>Reads the text of an OpenAPI or Swagger document, bounded: depth, nodes and YAML aliases are limited, and references to other documents are not followed.</summary>
internal static partial class OpenApiText
{
    // a schema of arrays within objects within objects: documents of vendors stay below 30
    private const int MaxDepth = 128;
    private const int MaxRepairs = 200;

    /// <summary>True where the text is such a document, not a page that mentions one.</summary>
    public static bool Recognize(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start.StartsWith("{") ? text.Contains("\"paths\"", StringComparison.Ordinal) && JsonVersion().IsMatch(text) : !start.StartsWith("<") && YamlVersion().IsMatch(text);
    }

    /// <summary>The document.</summary>
    /// <exception cref="DataSyncException"><c>DocumentInvalid</c>: it cannot be read, or is hostile; says why.</exception>
    public static (OpenApiDocument Document, IReadOnlyList<string> Problems) Parse(Document source)
    {
        var text = source.Text;
        var isJson = text.AsSpan().TrimStart().StartsWith("{");
        for (var repairs = 0; ; repairs++)
        {
            var result = Read(text, isJson, source.Address);
            IReadOnlyList<string> problems = [.. (result.Diagnostic?.Errors ?? []).Select(e => e.ToString())];
            if (result.Document is { Paths.Count: > 0 } document) return (document, problems);
            if (!isJson && repairs < MaxRepairs && Repair(text, problems) is { } repaired) text = repaired;
            else throw Invalid(source.Address, problems.Count > 0 ? problems[0] : "it describes no paths");
        }
    }

    private static ReadResult Read(string text, bool isJson, string address)
    {
        var settings = new OpenApiReaderSettings { LoadExternalRefs = false, RuleSet = new ValidationRuleSet() };
        settings.Readers["yaml"] = new OpenApiYamlReader(new OpenApiYamlReaderSettings { MaxDepth = MaxDepth, MaxScalarLength = 1 << 20, MaxAliasExpansionNodeCount = 100_000 });
        try
        {
            if (!isJson) return OpenApiDocument.Parse(text, "yaml", settings);
            var json = JsonNode.Parse(text, null, new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })!;
            return new OpenApiJsonReader().Read(json, new Uri("https://openapi.invalid/"), settings);
        }
        catch (Exception exception) when (exception is OpenApiException or OpenApiUnsupportedSpecVersionException or FormatException or InvalidOperationException or ArgumentException or JsonException)
        {
            throw Invalid(address, exception.Message, exception);
        }
    }

    /// <summary>
    /// YAML 1.2 lets a colon stand within a plain value in braces (<c>{example: http://host}</c>), which the reader's YAML 1.1 does not: the line that it stumbled over
    /// gets its quotes. Null where that is not what is wrong.
    /// </summary>
    private static string? Repair(string text, IReadOnlyList<string> problems)
    {
        if (problems.Count == 0 || ErrorLine().Match(problems[0]) is not { Success: true } at) return null;
        var lines = text.Split('\n');
        var line = int.Parse(at.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) - 1;
        if (line < 0 || line >= lines.Length) return null;
        var repaired = PlainWithColon().Replace(lines[line], m => $"'{m.Value.Replace("'", "''", StringComparison.Ordinal)}'");
        if (repaired == lines[line]) return null;
        // the same slip is likely elsewhere, and each repair reads the text once more
        for (var i = 0; i < lines.Length; i++)
            if (i == line || FlowLine().IsMatch(lines[i])) lines[i] = PlainWithColon().Replace(lines[i], m => $"'{m.Value.Replace("'", "''", StringComparison.Ordinal)}'");
        return string.Join('\n', lines);
    }

    private static DataSyncException Invalid(string address, string why, Exception? inner = null) => new("DocumentInvalid",
        $"{address}: this OpenAPI document cannot be read: {why.TrimEnd('.')}.", "Check the document with an OpenAPI validator; versions 2.0, 3.0, 3.1 and 3.2 are read.", inner);

    [GeneratedRegex("\"(?:openapi|swagger)\"\\s*:\\s*\"\\d")]
    private static partial Regex JsonVersion();

    [GeneratedRegex("""^["']?(?:openapi|swagger)["']?\s*:\s*["']?\d""", RegexOptions.Multiline)]
    private static partial Regex YamlVersion();

    [GeneratedRegex(@"line (\d+)")]
    private static partial Regex ErrorLine();

    // 'name: {type: string, …}': a mapping in braces on one line
    [GeneratedRegex(@"^\s*(?:- )?(?:[\w$/{}.-]+:\s*)?\{.*\}\s*,?\s*$")]
    private static partial Regex FlowLine();

    [GeneratedRegex(@"(?<=[{,]\s*[\w$-]+:\s+)(?![\s'""{}\[\]&*!|>%@`#])[^{}\[\],'""]*:[^\s{}\[\],'""][^{}\[\],'""]*?(?=\s*[,}])")]
    private static partial Regex PlainWithColon();
}
