using System.Text.RegularExpressions;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Tables;

/// <summary>A name with what is written about it in the same place: <c>limit (int, optional)</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type said beside it.</param>
/// <param name="Flag">Whether it is required.</param>
/// <param name="Level">How deep it is nested, by the marks before it.</param>
internal readonly partial record struct FieldText(string Name, string? Type, bool? Flag, int Level)
{
    /// <summary>Reads a name's cell; null where it names nothing.</summary>
    public static FieldText? Read(string cell)
    {
        var marks = Marks().Match(cell);
        var level = marks.Value.Count(c => c is '>' or '»' or '└' or '├' or '↳' or '∟' or '→' or '›');
        var text = cell[marks.Length..].Trim();
        bool? flag = null;
        if (text.StartsWith('*') || text.EndsWith('*')) (flag, text) = (true, text.Trim('*', ' '));
        if (text.EndsWith('?') && text.Length > 1) (flag, text) = (false, text[..^1]);
        text = text.Trim('`', '"', '“', '”', ' ', '\u00A0');
        if (text.StartsWith('<') && text.EndsWith('>')) text = text[1..^1];
        if (IsNothing(text)) return null;
        string? type = null;
        var rest = Rest().Match(text);
        // what follows a name counts only where all of it is known: other names have spaces
        if (rest.Success && Words(rest.Groups[2].Value) is { } said) (text, type, flag) = (rest.Groups[1].Value.TrimEnd('*', ','), said.Type, said.Flag ?? flag);
        return new(text, type, flag, level);
    }

    /// <summary>The names in a text that names several: <c>priceMin / priceMax</c>; else the one.</summary>
    public static IReadOnlyList<FieldText> Split(FieldText several)
    {
        string[] names = [.. Separator().Split(several.Name).Select(n => n.Trim('`', '<', '>', ' '))];
        return names.Length > 1 && Array.TrueForAll(names, n => n.Length > 1 && IsIdentifier(n) && !n.All(char.IsAsciiDigit)) ? [.. names.Select(n => several with { Name = n })] : [several];
    }

    /// <summary>True for an HTTP status, or what stands for all others.</summary>
    public static bool IsStatus(string text) => Status().IsMatch(text.Trim('`', '*', ' '));

    /// <summary>Types and flags, where a text has nothing else; null where it has.</summary>
    public static (string? Type, bool? Flag)? Words(string text)
    {
        string? type = null;
        bool? flag = null;
        foreach (var part in text.Split([',', ';', '|', '(', ')', '[', ']', '/', '，', '（', '）'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(Known))
        {
            if (YesOrNo(part) is { } yes) flag = yes;
            else if (Types.Kind(part) is not null) type ??= part;
            else return null;
        }
        return (type, flag);
    }

    /// <summary>What a cell says of yes or no; null where it says neither.</summary>
    public static bool? YesOrNo(string text)
    {
        if (VendorWords.Flags.TryGetValue(VendorWords.Plain(text), out var word)) return word == "yes";
        var first = FirstWord().Match(text).Value;
        return first.Length > 1 && first.Length < text.Length && VendorWords.Flags.TryGetValue(VendorWords.Plain(first), out word) ? word == "yes" : null;
    }

    /// <summary>Whether a description says by its marks that a parameter is required; null where it does not.</summary>
    public static bool? FlagIn(string description)
    {
        var match = Marked().Match(description);
        if (!match.Success) return null;
        var word = match.Groups.Values.Skip(1).First(g => g.Success).Value;
        return !word.StartsWith("not", StringComparison.OrdinalIgnoreCase) && word.ToLowerInvariant() is "required" or "mandatory" or "必填" or "必选" or "必须" or "必传";
    }

    /// <summary>True where a cell stands for nothing at all.</summary>
    public static bool IsNothing(string text) => text.All(c => c is '-' or '–' or '—' or ' ' or '/' or '.' or '…' or '─') || text.Equals("none", StringComparison.OrdinalIgnoreCase) || text.Equals("n/a", StringComparison.OrdinalIgnoreCase) || text == "无";

    /// <summary>True for a name as programs have them.</summary>
    public static bool IsIdentifier(string text) => Identifier().IsMatch(text);

    // 'optional string' are two words of one part, 'date-time' and 'not required' are one
    private static IEnumerable<string> Known(string part)
    {
        if (!part.Contains(' ') || VendorWords.Types.ContainsKey(VendorWords.Plain(part)) || part.Equals("not required", StringComparison.OrdinalIgnoreCase)) return [part];
        string[] words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Array.Exists(words, w => VendorWords.Flags.ContainsKey(VendorWords.Plain(w))) || Types.Kind(part) is null ? words : [part];
    }

    [GeneratedRegex(@"^(?:[\s>»└├│─↳∟→›•·❚▪◦\u00A0\u3000]|-{1,3}(?=\s))+")]
    private static partial Regex Marks();

    [GeneratedRegex(@"^([^\s(（,]+)[\s(（,]+(.+)$")]
    private static partial Regex Rest();

    [GeneratedRegex(@"\s*(?:\s[/&]\s|,\s|、|，|\s(?:and|or|和|或)\s)\s*")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^(?:[1-5]\d\d|[1-5]xx|default)$", RegexOptions.IgnoreCase)]
    private static partial Regex Status();

    [GeneratedRegex(@"^[A-Za-z]+|^\p{IsCJKUnifiedIdeographs}+")]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"[\[(（【]\s*(optional|required|mandatory|not required|可选|选填|必填|必选|必须|必传|非必填)\s*[\])）】]|^\W*(optional|required|mandatory|not required)(?:\s*[.:;,–-]|\s*$)|^(必填|必选|必传|可选|选填)(?=[，。；;,:：\s]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^[{<]?[@$]?[A-Za-z_\d][\w.$@:\-\[\]]*[}>]?$")]
    private static partial Regex Identifier();
}
