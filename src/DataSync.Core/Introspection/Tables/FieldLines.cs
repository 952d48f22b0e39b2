using System.Text.RegularExpressions;
using DataSync.Introspection.Pages;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Tables;

/// <summary>Reads fields that a page lists without a table: items, definitions, or paragraphs that begin with a name.</summary>
internal sealed partial class FieldLines
{
    /// <summary>Characters of a description; what is longer is an article.</summary>
    public const int MaxDescription = 4000;

    private readonly List<PageField> _fields = [];
    private int _level;
    private bool _open;

    /// <summary>The fields so far.</summary>
    public IReadOnlyList<PageField> Fields => _fields;

    /// <summary>Takes a line of a section that lists fields.</summary>
    public void Add(TextLine line, bool? required, string place)
    {
        if (line.ListLevel > 0 && _fields.Count > 0 && _level > 0 && line.ListLevel > _level)
        {
            // a list in an item: the values a parameter takes
            Describe(line.Text);
            return;
        }
        if (Read(line) is { } read && IsName(read.Name.Name, line))
        {
            if (_fields.Count == FieldTable.MaxRows || _fields.Exists(f => f.Name == read.Name.Name)) return;
            if (_fields.Count == 0) _level = line.ListLevel;
            // where names are items, a name in a paragraph is only spoken of
            else if (line.ListLevel != _level && line.Definition == Definition.None) return;
            _fields.Add(new(read.Name.Name, read.Name.Type, read.Name.Flag ?? FieldText.FlagIn(read.Description) ?? required, read.Description, $"{place}, item {_fields.Count + 1}"));
            // '<start> & <end> - the range'
            if (Second().Match(read.Description) is { Success: true } second && !_fields.Exists(f => f.Name == second.Groups[1].Value))
                _fields.Add(_fields[^1] with { Name = second.Groups[1].Value });
            _open = true;
        }
        else if (_open && (line.Definition == Definition.Details || line.ListLevel == 0)) Describe(line.Text);
    }

    // '60' is a weight, and 'Note' what it says
    private static bool IsName(string name, TextLine line) => !name.All(char.IsAsciiDigit) && !VendorWords.Sections.ContainsKey(VendorWords.Plain(name))
        && (line.ListLevel > 0 || line.Definition != Definition.None || !VendorWords.Remarks.Contains(VendorWords.Plain(name)));

    private void Describe(string text)
    {
        if (_fields is not [.., var last] || last.Description.Length > MaxDescription) return;
        _fields[^1] = last with { Description = last.Description.Length == 0 ? text : $"{last.Description} {text}", Flag = last.Flag ?? (last.Description.Length == 0 ? FieldText.FlagIn(text) : null) };
    }

    private static (FieldText Name, string Description)? Read(TextLine line)
    {
        if (line.Definition == Definition.Details) return null;
        if (line.Definition == Definition.Term) return FieldText.Read(line.Text) is { } term && FieldText.IsIdentifier(term.Name) ? (term, "") : null;
        var text = Bullet().Replace(line.Text, "");
        // 'Required: symbol'
        bool? flag = null;
        if (FlagFirst().Match(text) is { Success: true } first && FieldText.YesOrNo(first.Groups[1].Value) is { } said) (flag, text) = (said, text[first.Length..]);
        if (line.Lead is { } lead && FieldText.Read(Trimmed(lead)) is { } named && FieldText.IsIdentifier(named.Name) && Begins(text, lead))
            return Rest(named with { Flag = flag ?? named.Flag }, text[(text.IndexOf(lead, StringComparison.Ordinal) + lead.Length)..]);
        // without markup, a name needs a list around it and a mark after it
        return line.ListLevel > 0 && NameAndText().Match(text) is { Success: true } plain && FieldText.Read(plain.Groups[1].Value) is { } bare
            ? Rest(bare with { Flag = flag ?? bare.Flag }, plain.Groups[2].Value) : null;
    }

    private static bool Begins(string text, string lead) => text.IndexOf(lead, StringComparison.Ordinal) is >= 0 and var at && text.AsSpan(0, at).Trim(" <\"'`*[").Length == 0;

    private static string Trimmed(string lead) => lead.Trim().TrimEnd(':', '：', ',', ' ');

    private static (FieldText, string)? Rest(FieldText name, string rest)
    {
        var (type, flag) = (name.Type, name.Flag);
        var text = rest.TrimStart(' ', '>', ':', '：', '`', '\u00A0');
        if (Bracket().Match(text) is { Success: true } bracket && FieldText.Words(bracket.Groups[1].Value) is { } said && (said.Type ?? (object?)said.Flag) is not null)
        {
            (type, flag) = (type ?? said.Type, flag ?? said.Flag);
            text = text[bracket.Length..];
        }
        else if (BeforeText().Match(text) is { Success: true } before && FieldText.Words(before.Groups[1].Value) is { } words && before.Groups[1].Value.Count(c => c == ' ') < 3 && (words.Type ?? (object?)words.Flag) is not null)
        {
            (type, flag) = (type ?? words.Type, flag ?? words.Flag);
            text = text[before.Length..];
        }
        return (name with { Type = type, Flag = flag }, text.TrimStart(' ', '-', '–', '—', ':', '：', '.', ','));
    }

    [GeneratedRegex(@"^[\s•·❚▪◦*➤►▸●○■□-]+(?=\S)")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^(required|optional|mandatory|必填|必选|可选|选填)\s*[:：]?\s*", RegexOptions.IgnoreCase)]
    private static partial Regex FlagFirst();

    [GeneratedRegex(@"^([A-Za-z_][\w.\-\[\]]*)\s*(?=[:：(（]|\s[-–—]\s)(.*)$")]
    private static partial Regex NameAndText();

    [GeneratedRegex(@"^[&/,]\s*[<`]+([A-Za-z_][\w.-]*)[>`]+")]
    private static partial Regex Second();

    [GeneratedRegex(@"^[-–—:\s]*[(（\[【]([^)）\]】]{2,60})[)）\]】]\s*")]
    private static partial Regex Bracket();

    // 'string, required - the symbol', 'string. The symbol'
    [GeneratedRegex(@"^[-–—:\s|]*([A-Za-z][A-Za-z ,|]{1,40}?)\s*(?:[-–—:.|]\s|\s{2,}|$)")]
    private static partial Regex BeforeText();
}
