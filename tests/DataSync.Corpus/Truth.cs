using System.Text.Json;

namespace DataSync.Corpus;

/// <summary>The truth of a family, by page: one file a page, or one that lists the interfaces of a page, or several files that name it.</summary>
public sealed class Truth
{
    private readonly Dictionary<string, List<Draft>> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Draft>> _byName = new(StringComparer.Ordinal);

    public Truth(string corpus, Family family)
    {
        var folders = family.Truth.Select(t => Path.Combine(corpus, "truth", t)).Where(Directory.Exists);
        // the nearest folder knows; those of one capture's several days are all of it
        foreach (var folder in family.Folder == "tushare_raw" ? folders : folders.Take(1))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(file));
                var root = json.RootElement;
                if (root.ValueKind != JsonValueKind.Object) continue;
                if (root.TryGetProperty("apis", out var apis)) Add(_byName, Path.GetFileNameWithoutExtension(file), apis.EnumerateArray().Select(TruthFiles.Listed));
                else if (root.TryGetProperty("operations", out var operations)) Add(_byName, Path.GetFileNameWithoutExtension(file), operations.EnumerateArray().Select(TruthFiles.Operation));
                else if (root.TryGetProperty("endpoint", out _)) Add(_byName, Family.Stem(root.GetProperty("file").GetString()!), [TruthFiles.Endpoint(root)]);
                else if (root.TryGetProperty("api_name", out _))
                {
                    var draft = Draft.Read(file);
                    Add(_byName, Path.GetFileNameWithoutExtension(file), [draft]);
                    if (draft.DocId?.ToString() is { Length: > 0 } number) Add(_byNumber, number, [draft]);
                }
            }
        }
    }

    /// <summary>The truth of a page, by interface; empty where there is none.</summary>
    public IReadOnlyList<Draft> Of(string page)
    {
        var stem = Family.Stem(page);
        var number = string.Concat(stem.TakeWhile(char.IsAsciiDigit)).TrimStart('0');
        return _byNumber.GetValueOrDefault(number) ?? _byName.GetValueOrDefault(stem) ?? [];
    }

    private static void Add(Dictionary<string, List<Draft>> drafts, string page, IEnumerable<Draft> truth)
    {
        if (!drafts.TryGetValue(page, out var known)) drafts[page] = known = [];
        known.AddRange(truth);
    }
}
