using System.Text.Json.Nodes;
using DataSync.Schema;

namespace DataSync.Corpus;

/// <summary>
/// Pages before and after their vendor changed them, with the truth of what changed: folders of <c>DIR/changes</c> with <c>before*</c> pages, <c>after*</c> pages and a <c>diff.json</c>.
/// </summary>
public static class PageChanges
{
    /// <summary>Compares each page before with each page after, and prints a line, with each pair that comes out otherwise below it.</summary>
    /// <returns>False where one does.</returns>
    public static bool Score(string corpus)
    {
        var folder = Path.Combine(corpus, "changes");
        if (!Directory.Exists(folder)) return true;
        var (pairs, misses) = (0, new List<string>());
        foreach (var change in Directory.EnumerateDirectories(folder).Where(f => File.Exists(Truth(f))).Order(StringComparer.Ordinal))
        {
            var expected = Expected(JsonNode.Parse(File.ReadAllText(Truth(change)))!["diff"]!).Order(StringComparer.Ordinal).ToList();
            foreach (var before in Pages(change, "before"))
                foreach (var after in Pages(change, "after"))
                {
                    pairs++;
                    var found = SchemaComparison.Compare(Read(before), Read(after)).SelectMany(Facts).Order(StringComparer.Ordinal).ToList();
                    if (!found.SequenceEqual(expected))
                        misses.Add($"{Path.GetFileName(change)} {Path.GetFileName(before)} -> {Path.GetFileName(after)}: missing [{string.Join(", ", expected.Except(found))}], extra [{string.Join(", ", found.Except(expected))}]");
                }
        }
        Console.WriteLine($"changes {pairs - misses.Count}/{pairs} pairs");
        foreach (var miss in misses) Console.WriteLine($"  {miss}");
        return misses.Count == 0;
    }

    private static string Truth(string change) => Path.Combine(change, "diff.json");

    private static IEnumerable<string> Pages(string change, string begin) => Directory.EnumerateFiles(change, $"{begin}*").Order(StringComparer.Ordinal);

    private static Dataset Read(string page) => Family.Import(page).Single().Dataset;

    /// <summary>What a difference says; a renaming that is only proposed is a name that went and one that came.</summary>
    private static IEnumerable<string> Facts(SchemaDifference difference) => difference.Kind == SchemaDifferenceKind.Renamed
        ? [Fact(difference.Part, difference.Before!, SchemaDifferenceKind.Removed), Fact(difference.Part, difference.After!, SchemaDifferenceKind.Added)]
        : [Fact(difference.Part, difference.Name, difference.Kind)];

    private static IEnumerable<string> Expected(JsonNode diff)
    {
        foreach (var (part, field) in new[] { (SchemaPart.Parameter, "input_params"), (SchemaPart.Column, "output_fields") })
        {
            foreach (var added in diff[field]!["added"]!.AsArray()) yield return Fact(part, Name(added), SchemaDifferenceKind.Added);
            foreach (var removed in diff[field]!["removed"]!.AsArray()) yield return Fact(part, Name(removed), SchemaDifferenceKind.Removed);
            foreach (var changed in diff[field]!["changed"]!.AsArray())
                foreach (var (what, _) in changed!.AsObject().Where(p => p.Key != "name"))
                    yield return Fact(part, Name(changed), Kind(what));
        }

        static string Name(JsonNode? item) => (string)item!["name"]!;
    }

    private static SchemaDifferenceKind Kind(string what) => what switch
    {
        "type" => SchemaDifferenceKind.Retyped,
        "required" => SchemaDifferenceKind.RequiredChanged,
        "default_shown" => SchemaDifferenceKind.DefaultShownChanged,
        "description" => SchemaDifferenceKind.DescriptionChanged,
        _ => throw new InvalidDataException($"diff.json: '{what}' is no change that is known here."),
    };

    private static string Fact(SchemaPart part, string name, SchemaDifferenceKind kind) => $"{part} {name} {kind}";
}
