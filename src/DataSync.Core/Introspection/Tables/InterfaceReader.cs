using System.Text.Json.Nodes;
using DataSync.Introspection.Pages;
using DataSync.Introspection.Sample;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Tables;

/// <summary>What an interface's part of a page says.</summary>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Fields">The fields of its answer, in tables or lists.</param>
/// <param name="Unnamed">Fields of a table whose section does not say what it lists; empty where there is none.</param>
/// <param name="Answer">An answer the page prints; null where it prints none.</param>
/// <param name="Printed">Preformatted blocks, among them printed tables.</param>
/// <param name="Description">The first sentences.</param>
internal sealed record InterfaceFacts(
    IReadOnlyList<PageField> Parameters, IReadOnlyList<PageField> Fields, IReadOnlyList<PageField> Unnamed, string? Answer, IReadOnlyList<string> Printed, string? Description);

/// <summary>Reads an interface's part of a page.</summary>
internal sealed class InterfaceReader
{
    private readonly List<PageField> _parameters = [], _fields = [], _unnamed = [];
    private readonly DraftNotes _notes;
    private FieldLines? _lines;
    private List<PageField>? _component;
    private string _title = "";
    private SectionRole _role;
    private readonly List<(int Level, SectionRole Role)> _sections = [];
    private bool _isCaption, _isInherited, _listsTypes, _fieldsAreListed;
    private FieldTable? _lastTable;
    private int _tables;
    private string? _answer, _shown, _description;

    private InterfaceReader(DraftNotes notes) => _notes = notes;

    public static InterfaceFacts Read(PageInterface page, DraftNotes notes)
    {
        var reader = new InterfaceReader(notes);
        for (var i = 0; i < page.Blocks.Count; i++)
        {
            switch (page.Blocks[i])
            {
                case TextLine line: reader.TakeLine(line, i + 1 < page.Blocks.Count ? page.Blocks[i + 1] : null); break;
                case TableBlock table: reader.TakeTable(table); break;
                case CodeBlock code: reader.TakeCode(code); break;
                case ComponentField field: reader.TakeComponent(field); break;
            }
        }
        reader.EndLines();
        reader.DropRequest();
        reader.DropRemarks();
        return new(reader._parameters, reader._fields, reader._unnamed, reader._answer ?? reader._shown, [.. page.Blocks.OfType<CodeBlock>().Select(c => c.Text)], reader._description);
    }

    private void TakeLine(TextLine line, PageBlock? next)
    {
        if (RequestLine.Read(line) is not null) return;
        if (line.HeadingLevel > 0) _component = null;
        if (_component is [.., var about])
        {
            if (about.Description.Length <= FieldLines.MaxDescription) _component[^1] = about with { Description = about.Description.Length == 0 ? line.Text : $"{about.Description} {line.Text}" };
            return;
        }
        if (SectionTitle.Is(line) && !(line.IsLabel && line.HeadingLevel == 0 && _lines is not null && FlagAndName(line)))
        {
            EndLines();
            (_title, _role, _isCaption) = (line.Text, SectionTitle.Role(line.Text), false);
            Inherit(line.HeadingLevel);
            _lastTable = null;
            if (_role is SectionRole.Parameters or SectionRole.Fields && !_isInherited) _lines = new();
            return;
        }
        if (next is TableBlock && SectionTitle.IsCaption(line))
        {
            EndLines();
            (_title, _role, _isCaption) = (line.Text, SectionTitle.Role(line.Text), true);
            return;
        }
        _lastTable = null;
        if (VendorWords.Interfaces.GetValueOrDefault(VendorWords.Plain(line.Text.Split(':', '：')[0])) == "description" && line.Text.IndexOfAny([':', '：']) is > 0 and var at) _description ??= line.Text[(at + 1)..].Trim();
        else if (_title.Length == 0 && line.ListLevel == 0 && line.Text.Contains(' ')) _description ??= line.Text;
        _lines?.Add(line, SectionTitle.Required(_title), $"list '{_title}'");
    }

    /// <summary>A title that does not tell stands within the section above it: 'Request body', and below it 'Price filters'.</summary>
    private void Inherit(int level)
    {
        if (level > 0)
        {
            _sections.RemoveAll(s => s.Level >= level);
            if (_role != SectionRole.Unknown) _sections.Add((level, _role));
        }
        _isInherited = _role == SectionRole.Unknown && _sections is [.., { Role: SectionRole.Parameters or SectionRole.Fields }];
        if (_isInherited) _role = _sections[^1].Role;
    }

    // 'Required: symbol' in bold is an item of the list, not its next title
    private static bool FlagAndName(TextLine line) => line.Lead is { } lead && FieldText.IsIdentifier(lead) && line.Text.Length > lead.Length && FieldText.YesOrNo(line.Text.Replace(lead, "", StringComparison.Ordinal).Trim(' ', ':', '：', '❚', '•', '*', '(', ')')) is not null
        || (line.Lead == line.Text && FieldText.IsIdentifier(line.Text));

    private void TakeComponent(ComponentField field)
    {
        EndLines();
        var known = field.Place is null ? _fields : _parameters;
        _component = known;
        if (known.Count == FieldTable.MaxRows || known.Exists(k => k.Name == field.Name && k.Level == field.Level)) _component = null;
        else known.Add(new(field.Name, field.Type, field.IsRequired ? true : field.Place is null ? null : false, "", $"component '{field.Name}'") { Level = field.Level, Default = field.Default, Place = field.Place });
    }

    private void TakeTable(TableBlock block)
    {
        _tables++;
        // within the description of one, a table lists its values
        if (_component is not null) return;
        if (FieldTable.From(block) is not { } table)
        {
            _lastTable = null;
            return;
        }
        var place = _title.Length > 0 ? $"table '{_title.TrimEnd(':', '：')}'" : $"table {_tables}";
        var role = RoleOf(table);
        // below such a title, a table that says no more than names and remarks lists values of something
        if (_isInherited && role == _role && !table.SaysType && !table.SaysRequired && table.SaysRole != role) role = SectionRole.Unknown;
        if (role == SectionRole.Other) return;
        var read = table.Read(place, _notes);
        if (SectionTitle.Required(_title) is { } all) read = [.. read.Select(f => f.Flag is null ? f with { Flag = all } : f)];
        // the values of one parameter, under a title that names it
        if (role == SectionRole.Parameters && _listsTypes && !table.SaysRequired && !table.SaysType) _notes.Warn($"{place} ({string.Join(", ", read.Take(3).Select(f => f.Name))}{(read.Count > 3 ? ", …" : "")}) lists the values of a parameter, so it was left out of them.");
        else if (role == SectionRole.Parameters)
        {
            AddDistinct(_parameters, read);
            _listsTypes |= table.SaysType;
        }
        else if (role == SectionRole.Unknown) AddFirst(_unnamed, read, place, continues: false);
        else AddFirst(_fields, read, place, _lastTable?.HasHeaderOf(table) == true);
        _lastTable = table;
        // a table says all that the section lists
        if (role == _role) _lines = null;
    }

    /// <summary>The section decides; where it does not tell, the header does.</summary>
    private SectionRole RoleOf(FieldTable table) => _role switch
    {
        SectionRole.Other => SectionRole.Other,
        // the title of the second table was left out
        SectionRole.Parameters when table.SaysRole == SectionRole.Fields && _parameters.Count > 0 && !table.SaysRequired => SectionRole.Fields,
        SectionRole.Fields when table.SaysRequired && _parameters.Count == 0 && _fields.Count > 0 => SectionRole.Parameters,
        SectionRole.Unknown when table.SaysRole == SectionRole.Parameters && !table.SaysRequired && _parameters.Count > 0 => SectionRole.Unknown,
        // a title of its own, right above the table, says that it is about something else
        SectionRole.Unknown when _isCaption && !table.SaysRequired => SectionRole.Unknown,
        SectionRole.Unknown => table.SaysRole,
        _ => _role,
    };

    private static void AddDistinct(List<PageField> known, IReadOnlyList<PageField> read)
    {
        foreach (var field in read)
            if (known.Count < FieldTable.MaxRows && !known.Exists(k => k.Name == field.Name)) known.Add(field);
    }

    private void AddFirst(List<PageField> known, IReadOnlyList<PageField> read, string place, bool continues)
    {
        if (known.Count == 0 || (continues && !read.Any(r => known.Exists(k => k.Name == r.Name)))) known.AddRange(read);
        else if (read.Count > 0) _notes.Warn($"A further table of fields, {place} ({string.Join(", ", read.Take(3).Select(f => f.Name))}{(read.Count > 3 ? ", …" : "")}), was left out.");
    }

    private void EndLines()
    {
        if (_lines is { Fields.Count: > 0 } lines)
        {
            if (_role == SectionRole.Parameters) AddDistinct(_parameters, lines.Fields);
            else if (_role == SectionRole.Fields && _fields.Count == 0)
            {
                _fields.AddRange(lines.Fields);
                _fieldsAreListed = true;
            }
        }
        _lines = null;
    }

    /// <summary>A printed object that has nothing but parameters is a request's body, whatever it stands under.</summary>
    private void DropRequest()
    {
        if (_shown is { } shown && LooseJson.Parse(shown) is JsonObject { Count: > 0 } body && body.All(p => _parameters.Exists(k => k.Name == p.Key)) && !_fields.Exists(f => body.ContainsKey(f.Name))) _shown = null;
    }

    /// <summary>Items below an answer may be remarks on it: where it has few of their names, they are no list of its fields.</summary>
    private void DropRemarks()
    {
        if (!_fieldsAreListed || SampleRows.Find(LooseJson.Parse(_answer ?? _shown ?? ""), _fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal)) is not { } sample) return;
        if (_fields.Count(f => sample.Names.Contains(f.Name)) * 2 < _fields.Count) _fields.Clear();
    }

    private void TakeCode(CodeBlock code)
    {
        if (!LooseJson.LooksLikeJson(code.Text) || SectionTitle.IsNoAnswer(_title)) return;
        if (_role == SectionRole.Parameters) return;
        if (_role == SectionRole.Fields || SectionTitle.Role(_title.Replace("example", "", StringComparison.OrdinalIgnoreCase)) == SectionRole.Fields) _answer ??= code.Text;
        else _shown ??= code.Text;
    }
}
