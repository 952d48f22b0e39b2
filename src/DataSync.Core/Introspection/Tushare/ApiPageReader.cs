using System.Text.RegularExpressions;
using DataSync.Introspection.Pages;

namespace DataSync.Introspection.Tushare;

/// <summary>Reads a page's facts out of its blocks.</summary>
internal sealed partial class ApiPageReader
{
    private readonly Dictionary<FieldRole, IReadOnlyList<DocumentedField>> _fields = [];
    private readonly List<string> _warnings = [];
    private readonly IReadOnlyList<PageBlock> _blocks;
    private readonly string? _apiName;

    private ApiPageReader(IReadOnlyList<PageBlock> blocks)
    {
        _blocks = blocks;
        _apiName = NameStated() ?? NameCalled();
    }

    /// <summary>The facts of a page; null where it describes no interface.</summary>
    public static ApiPage? Read(Page page)
    {
        var reader = new ApiPageReader(page.Blocks);
        if (reader._apiName is null) return null;
        reader.ReadTables();
        return reader._fields.Count == 0 ? null : reader.Facts();
    }

    private ApiPage Facts()
    {
        var text = _blocks.OfType<TextLine>().Where(l => l.HeadingLevel == 0).Select(l => l.Text).ToList();
        if (!_fields.ContainsKey(FieldRole.Parameter) && !SectionStated(FieldRole.Parameter)) _warnings.Add("No table of parameters (输入参数) was found: the dataset has none.");
        if (!_fields.ContainsKey(FieldRole.Column)) _warnings.Add("No table of columns (输出参数) was found: the dataset has none.");
        return new()
        {
            ApiName = _apiName!,
            Title = _blocks.OfType<TextLine>().FirstOrDefault(l => l.HeadingLevel > 0)?.Text,
            Description = Stated(Fact.Description),
            RowCap = StatedLimits.RowCap(text),
            Points = StatedLimits.Points([.. Facts(Fact.Points).Concat(Facts(Fact.Limits)).Concat(text)]),
            Parameters = _fields.GetValueOrDefault(FieldRole.Parameter, []),
            Columns = _fields.GetValueOrDefault(FieldRole.Column, []),
            Samples = [.. _blocks.OfType<CodeBlock>().Select(c => c.Text)],
            Warnings = _warnings,
        };
    }

    private void ReadTables()
    {
        FieldRole? section = null;
        FieldTable? above = null, unnamed = null;
        var isForeign = false;
        foreach (var block in _blocks)
        {
            if (block is TextLine line)
            {
                above = null;
                if (Section(line) is { } found)
                {
                    section = found.Role;
                    isForeign = found.Api is not null && !found.Api.Equals(_apiName, StringComparison.OrdinalIgnoreCase);
                }
                else if (line.IsLabel && line.Text.Length <= 40) section = null;
            }
            else if (block is TableBlock table && FieldTable.From(table) is { } fields)
            {
                if (isForeign) _warnings.Add($"A table of {Noun(section ?? fields.StatedRole)} belongs to another interface than '{_apiName}' and was left out.");
                else if (RoleOf(fields, section) is { } role) Add(role, fields, above);
                else unnamed ??= fields;
                above = fields;
                if (fields.Tail is { } tail && Section(new(tail)) is { } next) section = next.Role;
            }
        }
        if (unnamed is null || _fields.ContainsKey(FieldRole.Column)) return;
        _warnings.Add("No section of columns (输出参数) was found; the first table of fields under another title was read as that.");
        Add(FieldRole.Column, unnamed, null);
    }

    /// <summary>The section decides; a second table under it that says itself to be of the other role is one whose title is missing.</summary>
    private FieldRole? RoleOf(FieldTable table, FieldRole? section) =>
        section is { } role && (table.StatedRole is null || table.StatedRole == role || !_fields.ContainsKey(role)) ? role : table.StatedRole;

    private void Add(FieldRole role, FieldTable table, FieldTable? above)
    {
        var read = table.Read(role, _warnings);
        if (!_fields.TryGetValue(role, out var first)) _fields[role] = read;
        // a long table may be cut in two; one that repeats a name describes something else
        else if (above?.HasHeaderOf(table) == true && !read.Any(f => first.Any(x => x.Name.Equals(f.Name, StringComparison.OrdinalIgnoreCase)))) _fields[role] = [.. first, .. read];
        else _warnings.Add($"A further table of {Noun(role)} ({string.Join(", ", read.Take(3).Select(f => f.Name))}{(read.Count > 3 ? ", …" : "")}) was left out.");
    }

    private bool SectionStated(FieldRole role) => _blocks.OfType<TextLine>().Any(l => Section(l)?.Role == role);

    private static (FieldRole Role, string? Api)? Section(TextLine line)
    {
        var match = SectionTitle().Match(line.Text);
        return match.Success && Vocabulary.Sections.TryGetValue(Vocabulary.Normalize(match.Groups[2].Value), out var role)
            ? (role, match.Groups[1].Success ? match.Groups[1].Value : null)
            : Vocabulary.Sections.TryGetValue(Vocabulary.Normalize(line.Text), out role) ? (role, null) : null;
    }

    /// <summary>The name on a line as <c>接口：daily，…</c>.</summary>
    private string? NameStated() => Facts(Fact.ApiName).Select(f => Name().Match(f)).FirstOrDefault(m => m.Success)?.Groups[1].Value;

    /// <summary>The name the page's code calls first.</summary>
    private string? NameCalled()
    {
        var call = _blocks.OfType<CodeBlock>().SelectMany(c => Call().Matches(c.Text)).Select(m => m.Groups[1].Value).FirstOrDefault(n => n is not ("api" or "pro_api" or "query"));
        if (call is not null) _warnings.Add($"The page states no interface name (接口：…); '{call}' is the one its code calls.");
        return call;
    }

    private string? Stated(Fact fact) => Facts(fact).FirstOrDefault(f => f.Length > 0);

    private IEnumerable<string> Facts(Fact fact) => _blocks.OfType<TextLine>().Select(l => FactLine().Match(l.Text))
        .Where(m => m.Success && Vocabulary.Facts.TryGetValue(Vocabulary.Normalize(m.Groups[1].Value), out var stated) && stated == fact)
        .Select(m => m.Groups[2].Value.Trim());

    private static string Noun(FieldRole? role) => role == FieldRole.Column ? "columns" : "parameters";

    [GeneratedRegex(@"^\W*([A-Za-z_ ]{2,12}|\p{IsCJKUnifiedIdeographs}{2,6})\s*[：:](.*)$")]
    private static partial Regex FactLine();

    [GeneratedRegex(@"^(?:pro\.|ts\.)?[^A-Za-z]{0,3}([A-Za-z][A-Za-z0-9_]*)")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b(?:pro|ts)\.(?:query\(\s*['""])?([A-Za-z]\w*)")]
    private static partial Regex Call();

    // 'daily输入参数', '2. 输入参数：', '输出参数（部分）'
    [GeneratedRegex(@"^[\W\d]*([A-Za-z_][A-Za-z0-9_]*)?\s*(\p{IsCJKUnifiedIdeographs}{2,4})(?:说明|列表|如下|定义)?\s*(?:[（(].*[）)])?\W*$")]
    private static partial Regex SectionTitle();
}
