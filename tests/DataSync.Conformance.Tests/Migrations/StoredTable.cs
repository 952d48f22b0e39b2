using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>A table's columns and rows in memory, and what each step makes of them: what a store must come to, worked out without it.</summary>
internal sealed record StoredTable(IReadOnlyList<Column> Columns, IReadOnlyList<Dictionary<string, object?>> Rows, IReadOnlyList<string> Key)
{
    /// <summary>Columns, key and rows as text, the rows sorted.</summary>
    public IReadOnlyList<string> Lines =>
    [
        $"columns {string.Join(", ", Columns)}", $"key {string.Join(", ", Key)}",
        .. Rows.Select(r => string.Join("|", Columns.Select(c => r[c.Name] is decimal number ? ValueConverter.ToText(number, c.Type) : StoreTable.Text(r[c.Name])))).Order(StringComparer.Ordinal),
    ];

    public StoredTable Apply(IEnumerable<SchemaStep> steps) => steps.Aggregate(this, (table, step) => table.Apply(step));

    private StoredTable Apply(SchemaStep step) => step switch
    {
        AddColumn s => this with { Columns = [.. Columns, s.Column], Rows = With(s.Column.Name, _ => s.Default) },
        DropColumn s => this with { Columns = [.. Columns.Where(c => c.Name != s.Name)] },
        RenameColumn s => this with { Columns = [.. Columns.Select(c => c.Name == s.Name ? new Column(s.To, c.Type) : c)], Rows = With(s.To, r => r[s.Name]), Key = [.. Key.Select(k => k == s.Name ? s.To : k)] },
        RetypeColumn s => this with { Columns = [.. Columns.Select(c => c.Name == s.Name ? new Column(s.Name, s.Type) : c)], Rows = With(s.Name, r => Convert(r[s.Name], Columns.First(c => c.Name == s.Name).Type, s.Type)) },
        ChangeKey s => this with { Key = s.Key },
        ReorderColumns s => this with { Columns = [.. s.Names.Select(n => Columns.First(c => c.Name == n))] },
        _ => throw new NotSupportedException(step.ToString()),
    };

    private List<Dictionary<string, object?>> With(string name, Func<Dictionary<string, object?>, object?> value) => [.. Rows.Select(r => new Dictionary<string, object?>(r) { [name] = value(r) })];

    private static object? Convert(object? value, DataType from, DataType to)
    {
        if (value is null) return null;
        if (to.IsText) return ValueConverter.ToText(value, from);
        return ValueConverter.TryConvert(value, to, null, null, out var converted) ? converted : throw new InvalidOperationException($"{value} is no {to}");
    }
}
