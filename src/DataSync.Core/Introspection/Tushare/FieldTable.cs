using DataSync.Introspection.Pages;

namespace DataSync.Introspection.Tushare;

/// <summary>A table of parameters or columns: which cell says what, and its rows read with the slips that authors make.</summary>
internal sealed class FieldTable
{
    private readonly TableBlock _table;
    private readonly int _name, _type, _flag, _description;
    private readonly IReadOnlyList<int> _remarks;

    private FieldTable(TableBlock table, IReadOnlyDictionary<FieldPart, int> parts)
    {
        _table = table;
        _name = parts[FieldPart.Name];
        _type = Index(FieldPart.Type);
        _flag = Math.Max(Index(FieldPart.Required), Index(FieldPart.DefaultShown));
        _description = Index(FieldPart.Description);
        _remarks = [.. Enumerable.Range(0, table.Header.Count).Where(i => i != _description && table.Header[i].Length > 0 && !parts.Values.Contains(i))];
        StatedRole = parts.ContainsKey(FieldPart.Required) ? FieldRole.Parameter : parts.ContainsKey(FieldPart.DefaultShown) ? FieldRole.Column : null;

        int Index(FieldPart part) => parts.TryGetValue(part, out var index) ? index : -1;
    }

    /// <summary>What the header itself says the table lists; null where it could be either.</summary>
    public FieldRole? StatedRole { get; }

    /// <summary>The last row where it is one of a single cell: a line of text that followed the table too closely.</summary>
    public string? Tail => _table.Rows is [.., var last] && last.Count(c => c.Length > 0) == 1 && last[0].Length > 0 ? last[0] : null;

    /// <summary>True where the other table has the same header, as the two parts of a long one have.</summary>
    public bool HasHeaderOf(FieldTable other) => _table.Header.SequenceEqual(other._table.Header);

    /// <summary>The table as a table of fields; null where its header is no such table's (a list of codes, of products).</summary>
    public static FieldTable? From(TableBlock table)
    {
        var parts = new Dictionary<FieldPart, int>();
        for (var i = 0; i < table.Header.Count; i++)
            if (Vocabulary.Headers.TryGetValue(Vocabulary.Normalize(table.Header[i]), out var part)) parts.TryAdd(part, i);
        var says = parts.ContainsKey(FieldPart.Type) || parts.ContainsKey(FieldPart.Required) || parts.ContainsKey(FieldPart.DefaultShown);
        return parts.ContainsKey(FieldPart.Name) && says ? new(table, parts) : null;
    }

    /// <summary>The rows as fields of a role.</summary>
    /// <param name="role">What the table lists.</param>
    /// <param name="warnings">Takes what could not be read.</param>
    public IReadOnlyList<DocumentedField> Read(FieldRole role, ICollection<string> warnings)
    {
        var fields = new List<DocumentedField>(_table.Rows.Count);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var flagged = StatedRole == role;
        for (var i = 0; i < _table.Rows.Count; i++)
        {
            var row = _table.Rows[i];
            var name = Cell(row, _name);
            if (row.All(c => c.All(x => x is '-' or ':' or ' '))) continue;
            // a remark written under the table ends up as a row of one cell
            if (name.Length == 0 || (row.Count(c => c.Length > 0) == 1 && !IsIdentifier(name)))
            {
                warnings.Add($"{Place(i)} names no field and was left out: '{string.Join(" | ", row)}'.");
                continue;
            }
            if (!names.Add(name))
            {
                warnings.Add($"{Place(i)} names '{name}' a second time and was left out.");
                continue;
            }
            fields.Add(ReadRow(row, name, flagged, () => Place(i), warnings));
        }
        return fields;

        string Place(int row) => $"{(role == FieldRole.Parameter ? "Parameter" : "Column")} table, row {row + 1}";
    }

    private DocumentedField ReadRow(IReadOnlyList<string> row, string name, bool flagged, Func<string> place, ICollection<string> warnings)
    {
        var type = Cell(row, _type);
        var description = Cell(row, _description);
        bool? flag = null;
        if (flagged && Cell(row, _flag) is { Length: > 0 } said)
        {
            if (Vocabulary.Flags.TryGetValue(Vocabulary.Normalize(said), out var yes)) flag = yes;
            else
            {
                // the flag was left out, so that the description sits in its place
                if (description.Length == 0) description = said;
                warnings.Add($"{place()} ({name}): '{said}' says neither yes nor no.");
            }
        }
        foreach (var remark in _remarks)
            if (Cell(row, remark) is { Length: > 0 } more) description = description.Length > 0 ? $"{description} {_table.Header[remark]}：{more}" : more;
        return new(name, type.Length > 0 ? type : null, flag, description);
    }

    private static string Cell(IReadOnlyList<string> row, int index) => index >= 0 && index < row.Count ? row[index] : "";

    private static bool IsIdentifier(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
