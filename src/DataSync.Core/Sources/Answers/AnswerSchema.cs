namespace DataSync.Sources.Answers;

/// <summary>The columns of one fetch, all its pages: the dataset's, those that came besides, and how they differ.</summary>
internal sealed class AnswerSchema(Dataset dataset, SchemaPolicy policy)
{
    private readonly Dictionary<(SchemaChangeKind, string), SchemaChange> _changes = [];
    private readonly Dictionary<string, Column> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _untyped = [];
    private bool _named;

    /// <summary>What to do where columns differ.</summary>
    public SchemaPolicy Policy => policy;

    /// <summary>The dataset's columns, then the added ones.</summary>
    public IEnumerable<Column> Columns => dataset.Columns.Concat(_added.Values);

    /// <summary>What differs so far, missing columns apart.</summary>
    public IEnumerable<SchemaChange> Changes => _changes.Values;

    /// <summary>The column an answer's name stands for; null: none.</summary>
    public Column? Find(string name) => dataset.Columns.FirstOrDefault(c => c.Name == name) ?? dataset.FindColumn(name) ?? _added.GetValueOrDefault(name);

    /// <summary>True where the dataset lacks the column and an earlier page brought it.</summary>
    public bool IsAdded(Column column) => _added.ContainsKey(column.Name);

    /// <summary>Takes a column into the fetch, or widens one taken before.</summary>
    public void Add(Column column) => _added[column.Name] = column;

    /// <summary>Remembers a difference; the first of a kind and column stays.</summary>
    public void Report(SchemaChange change)
    {
        if (change.Kind == SchemaChangeKind.Added && IsAddedWithType(change)) _changes[(change.Kind, change.Column)] = change;
        else _changes.TryAdd((change.Kind, change.Column), change);
    }

    /// <summary>Names that the dataset lacks and that had no value yet to tell a type from.</summary>
    public IEnumerable<string> Untyped => _untyped.Where(n => Find(n) is null).Distinct(StringComparer.Ordinal);

    /// <summary>Remembers a name without a value.</summary>
    public void SawUntyped(string name) => _untyped.Add(name);

    /// <summary>Remembers the columns a page had.</summary>
    public void Saw(IEnumerable<string> columns)
    {
        _named = true;
        _seen.UnionWith(columns);
    }

    /// <summary>The dataset's columns that no page had; none where no page named any.</summary>
    public IEnumerable<SchemaChange> Missing => _named
        ? dataset.Columns.Where(c => !_seen.Contains(c.Name)).Select(c => new SchemaChange(SchemaChangeKind.Missing, c.Name, c.Type, null, null))
        : [];

    private bool IsAddedWithType(SchemaChange change) => _added.TryGetValue(change.Column, out var column) && change.To == column.Type;
}
