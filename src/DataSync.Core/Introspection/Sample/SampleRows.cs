using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Sample;

/// <summary>Where a sample answer has its rows.</summary>
/// <param name="Path">Their JSON path.</param>
/// <param name="Shape">The shape the HTTP source knows: Objects or Columns; null where it knows none.</param>
/// <param name="Rows">The rows, as objects.</param>
/// <param name="Others">Other arrays that could be the rows.</param>
internal sealed record SampleRows(string Path, string? Shape, IReadOnlyList<JsonObject> Rows, IReadOnlyList<string> Others)
{
    private const int MaxLevels = 4;

    /// <summary>Finds the rows: a list of objects, the outermost one; else arrays side by side; else the one object.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="documented">Names that the document gives the fields: the list that has most of them is the rows.</param>
    public static SampleRows? Find(JsonNode? answer, IReadOnlyCollection<string>? documented = null)
    {
        if (answer is JsonArray root) return OfArray("$", root);
        if (answer is not JsonObject envelope) return null;
        var lists = new List<(string Path, string Name, JsonArray List)>();
        Collect(envelope, "$", 0, lists);
        if (lists.Count > 0)
        {
            var level = lists.Min(l => l.Path.Count(c => c is '.' or '['));
            var best = documented is { Count: > 0 } ? lists.MaxBy(l => Keys(l.List).Count(documented.Contains)) : default;
            if (best.Path is null || !Keys(best.List).Any(k => documented!.Contains(k)))
            {
                // the fields described are those of the object itself
                if (documented is { Count: > 0 } && envelope.Any(p => documented.Contains(p.Key))) return new("$", null, [envelope], []);
                best = lists.Where(l => l.Path.Count(c => c is '.' or '[') == level).OrderBy(l => VendorWords.Answer.GetValueOrDefault(VendorWords.Plain(l.Name)) == "rows" ? 0 : 1).ThenByDescending(l => Keys(l.List).Count()).First();
            }
            return OfArray(best.Path, best.List)! with { Others = [.. lists.Where(l => l.Path != best.Path).Select(l => l.Path)] };
        }
        return Columns(envelope) ?? One(envelope);
    }

    private static void Collect(JsonObject holder, string path, int level, List<(string, string, JsonArray)> lists)
    {
        if (level >= MaxLevels) return;
        foreach (var (name, value) in holder)
        {
            var place = Step(path, name);
            if (value is JsonArray array && array.Count > 0 && array.All(i => i is JsonObject)) lists.Add((place, name, array));
            else if (value is JsonObject inner) Collect(inner, place, level + 1, lists);
        }
    }

    private static SampleRows? OfArray(string path, JsonArray array)
    {
        JsonObject[] rows = [.. array.OfType<JsonObject>()];
        return rows.Length == 0 ? null : new(path, "Objects", rows, []);
    }

    /// <summary>An object of arrays of values of one length: its arrays are columns.</summary>
    private static SampleRows? Columns(JsonObject holder)
    {
        var columns = holder.Where(p => p.Value is JsonArray { Count: > 0 } list && list.All(v => v is null or JsonValue)).Select(p => (p.Key, Values: (JsonArray)p.Value!)).ToList();
        if (columns.Count < 2 || columns.Select(c => c.Values.Count).Distinct().Count() > 1) return null;
        JsonObject[] rows = [.. Enumerable.Range(0, columns[0].Values.Count).Select(i => new JsonObject(columns.Select(c => KeyValuePair.Create(c.Key, c.Values[i]?.DeepClone()))))];
        return new("$", "Columns", rows, []);
    }

    // an envelope around one object has the object's fields, not its own
    private static SampleRows One(JsonObject envelope)
    {
        var inner = envelope.Where(p => p.Value is JsonObject { Count: > 0 } && VendorWords.Answer.GetValueOrDefault(VendorWords.Plain(p.Key)) == "rows").ToList();
        return inner is [var only] ? new(Step("$", only.Key), null, [(JsonObject)only.Value!], []) : new("$", null, [envelope], []);
    }

    /// <summary>The names of the rows' fields, in order.</summary>
    public IReadOnlyList<string> Names => [.. Rows.SelectMany(r => r.Select(p => p.Key)).Distinct()];

    /// <summary>The word JSON has for the type of a field's values.</summary>
    public string? Type(string name)
    {
        string[] types = [.. Rows.Select(r => r[name]).OfType<JsonNode>().Select(Word).Distinct()];
        return types is [var only] ? only : null;
    }

    private static string Word(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        _ => "string",
    };

    private static IEnumerable<string> Keys(JsonArray list) => list.OfType<JsonObject>().Take(3).SelectMany(o => o.Select(p => p.Key)).Distinct();

    private static string Step(string path, string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"{path}.{name}" : $"{path}['{name}']";
}
