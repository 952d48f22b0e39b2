using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>One walk over the rows of a page for some columns: those under their names, those at paths within a row, and those of the object around the rows.</summary>
internal sealed class RowReading
{
    private readonly ColumnReaders _factory;
    private readonly Func<string, Column?> _find;
    private readonly Func<string, string?, CellReader> _unknown;
    private readonly FieldNode _fields;
    private readonly RowWalker _walker;
    private readonly ParentRows? _parents;

    /// <summary>Prepares a walk.</summary>
    /// <param name="columns">The columns wanted.</param>
    /// <param name="factory">Makes the readers of values.</param>
    /// <param name="records">Where the rows are: those of a list within each record have a parent.</param>
    /// <param name="find">The wanted column of a name; null: none.</param>
    /// <param name="unknown">The reader for a name that is no wanted column's, and its path where it is nested.</param>
    public RowReading(IReadOnlyList<Column> columns, ColumnReaders factory, RecordPath records, Func<string, Column?> find, Func<string, string?, CellReader> unknown)
    {
        (_factory, _find, _unknown) = (factory, find, unknown);
        _fields = FieldNode.Of(columns, '$');
        _walker = new RowWalker(Choose);
        if (records.Inner is not null) _parents = new ParentRows(records.Inner, FieldNode.Of(columns, '^'), ReaderOf, _walker, Readers, [.. columns.Where(c => c.Path?.StartsWith('^') == true).Select(c => c.Name)]);
    }

    /// <summary>The readers by column, as they were met.</summary>
    public Dictionary<string, ColumnReader> Readers { get; } = new(StringComparer.Ordinal);
    /// <summary>Rows met.</summary>
    public int Count => _walker.Count;
    /// <summary>Records met: the rows, or those whose lists hold the rows.</summary>
    public int Records => _parents?.Count ?? Count;

    /// <summary>Decodes the rows of the array the reader is at, which are arrays where <paramref name="names"/> are given, else objects.</summary>
    public void Decode(ref Utf8JsonReader reader, IReadOnlyList<string>? names)
    {
        if (_parents is not null) _parents.Walk(ref reader);
        else if (names is null) _walker.WalkObjects(ref reader);
        else _walker.WalkArrays(ref reader, names);
        Complete();
    }

    /// <summary>Decodes rows over the bytes after the outer array's beginning, as far as they are plain.</summary>
    /// <returns>Where a reader that has just passed that beginning is to go on.</returns>
    public int Scan(ReadOnlySpan<byte> json, IReadOnlyList<string>? names) => _parents is null ? _walker.Scan(json, names) : 0;

    /// <summary>Decodes the array the reader is at as all values of a column.</summary>
    public void DecodeColumn(ref Utf8JsonReader reader, string name) => _walker.WalkColumn(ref reader, name);

    /// <summary>Gives every column as many values as there are rows.</summary>
    public void Complete()
    {
        foreach (var reader in Readers.Values) reader.FillTo(Count);
    }

    private CellReader Choose(string name)
    {
        if (_fields.Find(name) is { } node) return ReaderOf(node, Direct(name));
        return Direct(name) is { } column ? Add(column, name) : _unknown(name, null);
    }

    // a column with a path of its own is not found under its name
    private Column? Direct(string name) => _find(name) is { } column && column.Path is not { Length: > 0 } ? column : null;

    private CellReader ReaderOf(FieldNode node) => ReaderOf(node, null);

    private CellReader ReaderOf(FieldNode node, Column? whole)
    {
        var own = (node.Column ?? whole) is { } column ? Add(column, node.Path) : null;
        return node.HasChildren || own is null ? new NestedReader(node, own, ReaderOf, Unknown) : own;
    }

    private CellReader Unknown(FieldNode node, string property)
    {
        var (name, path) = node.Inner(property);
        return _unknown(name, path);
    }

    private ColumnReader Add(Column column, string place)
    {
        var reader = _factory.Create(column);
        return Readers.TryAdd(column.Name, reader) ? reader : throw new AnswerFormatException($"the column '{column.Name}' comes twice, at {place} too");
    }
}
