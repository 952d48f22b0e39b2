using DataSync.Introspection.Pages;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Tables;

/// <summary>A table of parameters or fields: which column says what, told by the headers and, where those leave a choice, by the cells.</summary>
internal sealed class FieldTable
{
    private const double MostlyIdentifiers = 0.7;
    // the longest tables of vendors have some hundreds; what is longer lists codes
    public const int MaxRows = 5000;

    private readonly TableBlock _table;
    private readonly int _name;
    private readonly Dictionary<string, int> _parts;
    private readonly bool _flagIsOptional;

    private FieldTable(TableBlock table, int name, Dictionary<string, int> parts)
    {
        (_table, _name, _parts) = (table, name, parts);
        _flagIsOptional = parts.TryGetValue("required", out var flag) && VendorWords.Plain(table.Header[flag]).TrimEnd('?') is "optional" or "可选" or "是否可选";
        var header = VendorWords.Plain(table.Header[name]);
        SaysRole = parts.ContainsKey("required") ? SectionRole.Parameters
            : parts.ContainsKey("shown") ? SectionRole.Fields
            : VendorWords.NameOfParameter.Contains(header) ? SectionRole.Parameters
            : VendorWords.NameOfField.Contains(header) ? SectionRole.Fields
            : SectionRole.Unknown;
    }

    /// <summary>What the headers say the table lists.</summary>
    public SectionRole SaysRole { get; }

    /// <summary>True where a column says which parameters are required.</summary>
    public bool SaysRequired => _parts.ContainsKey("required");

    /// <summary>True where a column says the types.</summary>
    public bool SaysType => _parts.ContainsKey("type");

    /// <summary>True where both have the same header, as the parts of a table that was cut in two.</summary>
    public bool HasHeaderOf(FieldTable other) => _table.Header.SequenceEqual(other._table.Header);

    /// <summary>The table as one of fields; null where it is none: a list of codes, of errors, of prices.</summary>
    public static FieldTable? From(TableBlock table)
    {
        if (table.Rows.Count > MaxRows) return null;
        var names = new List<int>();
        var parts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < table.Header.Count; i++)
        {
            if (!VendorWords.Headers.TryGetValue(VendorWords.Plain(table.Header[i]), out var part)) continue;
            if (part == "name") names.Add(i);
            else parts.TryAdd(part, i);
        }
        // 'Symbol | Type | Required': the first column's header is a word of its own
        if (names.Count == 0 && table.Header.Count > 1 && (parts.ContainsKey("type") || parts.ContainsKey("required")) && !parts.ContainsValue(0) && Share(table, 0) >= MostlyIdentifiers) names.Add(0);
        if (names.Count == 0 || parts.Keys.All(p => p == "default")) return null;
        var name = names.MaxBy(i => Math.Round(Share(table, i), 1));
        // the answers by their HTTP status
        if (table.Rows.Count > 0 && table.Rows.All(r => FieldText.IsStatus(Cell(r, name)))) return null;
        foreach (var label in names.Where(i => i != name)) parts.TryAdd(parts.ContainsKey("description") ? $"label{label}" : "description", label);
        return Share(table, name) > 0 || HasNonLatinNames(table, name) ? new(table, name, parts) : null;
    }

    /// <summary>The rows as fields.</summary>
    /// <param name="place">The table, for people.</param>
    /// <param name="notes">Takes what could not be read.</param>
    public IReadOnlyList<PageField> Read(string place, DraftNotes notes)
    {
        var fields = new List<PageField>(_table.Rows.Count);
        for (var i = 0; i < _table.Rows.Count; i++)
        {
            var row = _table.Rows[i];
            if (FieldText.Read(Cell(row, _name)) is not { } name || (row.Count == 1 && _table.Header.Count > 1)) continue;
            // a heading within the table, such as 'Optional parameters'
            if (row.Count > 1 && row.Where((_, at) => at != _name).All(c => c.Length == 0) && name.Name.Contains(' ')) continue;
            var origin = $"{place}, row {i + 1}";
            // the cell before the type was left out
            if (Cell(row, _table.Header.Count - 1).Length == 0 && _parts.GetValueOrDefault("type") == _name + 1 && Types.Kind(name.Name) is not null && Types.Kind(Part(row, "type")) is null)
            {
                notes.Warn($"{origin}: a cell is missing, so the row ({string.Join(" | ", row.Where(c => c.Length > 0))}) was left out.");
                continue;
            }
            // a table that repeats names at one level lists values, not fields; the first one stays
            foreach (var one in FieldText.Split(name))
                if (!fields.Exists(f => f.Name == one.Name)) fields.Add(Row(row, one, origin, notes));
        }
        return fields;
    }

    private PageField Row(IReadOnlyList<string> row, FieldText name, string origin, DraftNotes notes)
    {
        var description = Part(row, "description");
        bool? flag = null;
        var said = Part(row, "required");
        if (said.Length > 0)
        {
            flag = FieldText.YesOrNo(said) is { } yes ? yes != _flagIsOptional : null;
            // words such as 'optional' under that header mean themselves
            if (_flagIsOptional && VendorWords.Plain(said) is "optional" or "required" or "mandatory") flag = FieldText.YesOrNo(said);
            if (flag is null && FieldText.Words(said) is { Flag: { } stated }) flag = stated;
            if (flag is null) notes.Warn($"{origin} ({name.Name}): '{said}' says neither yes nor no.");
        }
        var type = Part(row, "type") is { Length: > 0 } typed && !FieldText.IsNothing(typed) ? typed : name.Type;
        // 'string, required' in the column of types
        if (flag is null && type is not null && type.Contains(',') && FieldText.Words(type) is { Flag: { } beside, Type: var bare }) (flag, type) = (beside, bare ?? type);
        if (Part(row, "values") is { Length: > 0 } values && !FieldText.IsNothing(values)) description = description.Length > 0 ? $"{description} ({_table.Header[_parts["values"]]}: {values})" : values;
        return new(name.Name, type, flag ?? name.Flag ?? FieldText.FlagIn(description), description, origin)
        {
            Level = name.Level,
            Default = Part(row, "default") is { Length: > 0 } value && !FieldText.IsNothing(value) ? value : null,
            Place = Part(row, "place") is { Length: > 0 } where ? where.ToLowerInvariant() : null,
        };
    }

    private string Part(IReadOnlyList<string> row, string part) => _parts.TryGetValue(part, out var index) ? Cell(row, index) : "";

    private static string Cell(IReadOnlyList<string> row, int index) => index < row.Count ? row[index] : "";

    private static double Share(TableBlock table, int column)
    {
        var cells = table.Rows.Select(r => Cell(r, column)).Where(c => c.Length > 0).ToList();
        return cells.Count == 0 ? 0 : (double)cells.Count(c => FieldText.Read(c) is { } name && FieldText.Split(name).All(n => FieldText.IsIdentifier(n.Name))) / cells.Count;
    }

    private static bool HasNonLatinNames(TableBlock table, int column) => table.Rows.Count == 0 || table.Rows.Any(r => Cell(r, column).Any(c => c > 0x2E80) || FieldText.IsNothing(Cell(r, column)) || FieldText.Read(Cell(r, column)) is { Level: > 0 });
}
