using DataSync.Introspection.Words;
using Microsoft.OpenApi;

namespace DataSync.Introspection.OpenApi;

/// <summary>Where the rows of an answer are.</summary>
/// <param name="Path">Their JSON path.</param>
/// <param name="Shape">The shape the HTTP source knows: Objects or Columns; null where it knows none.</param>
/// <param name="Row">The schema of a row; for columns, of the object that holds the arrays.</param>
/// <param name="Others">Other arrays that could be the rows.</param>
/// <param name="Problem">Why these are no rows to read; null where they are.</param>
internal sealed record AnswerRows(string Path, string? Shape, SchemaShape Row, IReadOnlyList<string> Others, string? Problem)
{
    private const int MaxLevels = 4;

    public static AnswerRows Find(IOpenApiSchema answer)
    {
        var root = SchemaShape.Of(answer);
        if (root.Type == "array") return OfArray("$", root);
        var arrays = new List<(string Path, string Name, SchemaShape Array)>();
        var level = new List<(string Path, SchemaShape Object)> { ("$", root) };
        // the outermost arrays win; an envelope may hold the rows a few levels down
        for (var depth = 0; depth < MaxLevels && arrays.Count == 0 && level.Count > 0; depth++)
        {
            var next = new List<(string, SchemaShape)>();
            foreach (var (path, shape) in level)
                foreach (var (name, schema) in shape.Properties)
                {
                    var property = SchemaShape.Of(schema);
                    var place = Step(path, name);
                    if (property.Type == "array" && SchemaShape.Of(property.Items).HasProperties) arrays.Add((place, name, property));
                    else if (property.HasProperties && next.Count < 200) next.Add((place, property));
                }
            // beside plain facts of the one thing asked for, an array deep down is a part of that thing
            level = depth == 0 && LooksLikeRecord(root) ? [] : next;
        }
        if (arrays.Count == 0) return OfObject(root);
        var best = arrays.Find(a => VendorWords.Answer.GetValueOrDefault(VendorWords.Plain(a.Name)) == "rows");
        if (best.Path is null) best = arrays[0];
        return OfArray(best.Path, best.Array) with { Others = [.. arrays.Where(a => a.Path != best.Path).Select(a => a.Path)] };
    }

    private static AnswerRows OfArray(string path, SchemaShape array)
    {
        var row = SchemaShape.Of(array.Items);
        return row.HasProperties ? new(path, "Objects", row, [], null)
            : new(path, null, row, [], row.Type switch
            {
                "array" => "its rows are arrays without names",
                "object" => "the fields of its rows are not described",
                _ => $"its rows are {row.Type ?? "of no stated type"}, not objects",
            });
    }

    private static AnswerRows OfObject(SchemaShape root)
    {
        string[] columns = [.. root.Properties.Where(p => SchemaShape.Of(p.Schema).Type == "array").Select(p => p.Name)];
        // arrays side by side are columns: t, o, h, l, c
        if (columns.Length > 1) return new("$", "Columns", root, [], null);
        return new("$", null, root, [], root.HasProperties ? "it is one object, not a list of rows"
            : root.IsMap ? "its rows stand under names that the document does not know" : "the document does not describe its fields");
    }

    private static bool LooksLikeRecord(SchemaShape root) => root.Properties.Count(p => SchemaShape.Of(p.Schema).Type is "string" or "number" or "integer" or "boolean") > 6;

    internal static string Step(string path, string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"{path}.{name}" : $"{path}['{name}']";
}
