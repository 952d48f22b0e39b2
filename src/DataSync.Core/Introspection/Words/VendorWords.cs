using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace DataSync.Introspection.Words;

/// <summary>The words that vendors use for one thing, in English and Chinese: the data of <c>words.json</c>, compared without case, spaces, hyphens and underscores.</summary>
internal static class VendorWords
{
    private static readonly JsonDocument Data = Load();

    private static readonly FrozenDictionary<char, char> Traditional = Data.RootElement.GetProperty("traditional").EnumerateArray().Select(p => p.GetString()!).ToFrozenDictionary(p => p[0], p => p[1]);

    /// <summary>What a table's header says of its column.</summary>
    public static readonly FrozenDictionary<string, string> Headers = Groups("headers");
    /// <summary>What a section's title says of the table or list below it: parameters, fields or other.</summary>
    public static readonly FrozenDictionary<string, string> Sections = Groups("sections");
    /// <summary>Words of longer titles that tell the same, the first group that has one deciding.</summary>
    public static readonly IReadOnlyList<(string Role, FrozenSet<string> Words)> Titles = [.. Data.RootElement.GetProperty("titles").EnumerateObject().Select(g => (g.Name, g.Value.EnumerateArray().Select(w => Plain(w.GetString()!)).ToFrozenSet()))];
    /// <summary>Words in titles of examples.</summary>
    public static readonly FrozenSet<string> Examples = List("examples").ToFrozenSet();
    /// <summary>Words that stand beside others in the title of a section and change nothing.</summary>
    public static readonly FrozenSet<string> Modifiers = List("modifiers").ToFrozenSet();
    /// <summary>Words that begin a remark in a list, and name no field there.</summary>
    public static readonly FrozenSet<string> Remarks = List("remarks").ToFrozenSet();
    /// <summary>Words in titles of examples that show requests, not answers.</summary>
    public static readonly FrozenSet<string> RequestExamples = List("requestExamples").ToFrozenSet();
    /// <summary>What a labelled line says of an interface.</summary>
    public static readonly FrozenDictionary<string, string> Interfaces = Groups("interfaces");
    /// <summary>What components of documentation sites describe: parameters or fields.</summary>
    public static readonly FrozenDictionary<string, string> Components = Groups("components");
    /// <summary>yes or no.</summary>
    public static readonly FrozenDictionary<string, string> Flags = Groups("flags");
    /// <summary>The kind of data a type's name stands for.</summary>
    public static readonly FrozenDictionary<string, string> Types = Groups("types");
    /// <summary>What a request's parameter is for: offset, limit, page, cursor or token.</summary>
    public static readonly FrozenDictionary<string, string> Request = Groups("request");
    /// <summary>What an answer's field is for: rows, cursor, nextLink or hasMore.</summary>
    public static readonly FrozenDictionary<string, string> Answer = Groups("answer");
    /// <summary>Headers of name columns that only parameters have.</summary>
    public static readonly FrozenSet<string> NameOfParameter = List("nameOfParameter").ToFrozenSet();
    /// <summary>Headers of name columns that only fields have.</summary>
    public static readonly FrozenSet<string> NameOfField = List("nameOfField").ToFrozenSet();
    /// <summary>Names of columns that identify a thing, the surest first.</summary>
    public static readonly IReadOnlyList<string> Identity = List("identity");
    /// <summary>Names of columns that rows follow in time, the surest first.</summary>
    public static readonly IReadOnlyList<string> Time = List("time");

    /// <summary>A word as the tables have it: lower case, without what merely separates.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC))
            if (!char.IsWhiteSpace(c) && c is not ('_' or '-' or '*' or '#' or '`' or ':' or '：' or '【' or '】' or '"' or '\'')) plain.Append(Simplified(char.ToLowerInvariant(c)));
        return plain.ToString();
    }

    /// <summary>A text with traditional characters of the words above as the simplified ones.</summary>
    public static string Simplify(string text) => string.Concat(text.Select(Simplified));

    private static char Simplified(char c) => c >= '\u4e00' && Traditional.TryGetValue(c, out var simple) ? simple : c;

    private static JsonDocument Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("DataSync.Introspection.Words.words.json")!;
        return JsonDocument.Parse(stream);
    }

    private static FrozenDictionary<string, string> Groups(string name)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in Data.RootElement.GetProperty(name).EnumerateObject())
            foreach (var word in group.Value.EnumerateArray()) words.TryAdd(Plain(word.GetString()!), group.Name);
        return words.ToFrozenDictionary();
    }

    private static string[] List(string name) => [.. Data.RootElement.GetProperty(name).EnumerateArray().Select(w => Plain(w.GetString()!))];
}
