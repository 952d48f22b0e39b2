using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace DataSync.Templates;

/// <summary>
/// The language of templates: Scriban's, less what reaches out of the text or makes two renderings of the same differ, plus <c>quote</c> and <c>json</c>.
/// </summary>
internal static class TemplateLanguage
{
    private static readonly string[] Keywords =
        ["if", "else", "end", "for", "in", "break", "continue", "while", "func", "ret", "case", "when", "capture", "with", "wrap", "import", "readonly", "this", "do", "tablerow", "true", "false", "null", "offset", "limit", "reversed"];

    /// <summary>Functions that read other templates, run text as code, ask the clock or throw dice.</summary>
    private static readonly (string Owner, string[] Names)[] Removed =
        [("", ["include", "include_join"]), ("object", ["eval", "eval_template"]), ("date", ["now"]), ("math", ["random", "uuid"])];

    private static readonly ScriptObject Functions = MakeFunctions();
    private static readonly ConcurrentDictionary<string, Scriban.Template> Parsed = new(StringComparer.Ordinal);

    /// <summary>True for a word that the language uses itself.</summary>
    public static bool IsReserved(string name) => Keywords.Contains(name, StringComparer.Ordinal) || Functions.ContainsKey(name);

    /// <summary>A fresh set of the functions, so that no rendering can change another's.</summary>
    public static ScriptObject Builtins() => (ScriptObject)Functions.Clone(deep: true);

    /// <exception cref="DataSyncException"><c>TemplateInvalid</c>: the text does not parse; names file and line.</exception>
    public static Scriban.Template Parse(Template template, string file)
    {
        var parsed = Parsed.GetOrAdd(template.Text, text => Scriban.Template.Parse(text));
        if (!parsed.HasErrors) return parsed;
        var first = parsed.Messages.First(m => m.Type == ParserMessageType.Error);
        throw TemplateFile.Invalid(file, template.TextLine + first.Span.Start.Line, $"column {first.Span.Start.Column + 1}: {first.Message.TrimEnd('.')}", "Correct the text; see about_DataSync_Templates.");
    }

    private static ScriptObject MakeFunctions()
    {
        var functions = (ScriptObject)new Scriban.TemplateContext().BuiltinObject.Clone(deep: true);
        foreach (var (owner, names) in Removed)
        {
            var from = owner.Length == 0 ? functions : (ScriptObject)functions[owner]!;
            foreach (var name in names) from.Remove(name);
        }
        functions.Import("quote", (Func<object?, string>)(value => $"'{Text(value).Replace("'", "''", StringComparison.Ordinal)}'"));
        functions.Import("json", (Func<object?, string>)(value => JsonSerializer.Serialize(ToJson(value), JsonOptions)));
        return functions;
    }

    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        ScriptArray list => new JsonArray([.. list.Select(ToJson)]),
        ScriptObject table => new JsonObject(table.Select(e => KeyValuePair.Create(e.Key, ToJson(e.Value)))),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int or long or double or decimal => JsonSerializer.SerializeToNode(value),
        System.Collections.IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToJson)]),
        _ => JsonValue.Create(Text(value)),
    };
}
