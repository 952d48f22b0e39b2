using DataSync.Schema;

namespace DataSync.Sync;

/// <summary>
/// The dataset's columns as they grow in a run. Several workers may meet the same change at once, or changes of each other's; what comes of it is the same in
/// any order. Each change is reported once.
/// </summary>
internal sealed class SchemaEvolution(Dataset dataset, ISyncObserver observer)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(SchemaChangeKind, string, DataType?)> _reported = [];
    private readonly List<SchemaChange> _changes = [];
    private readonly Dataset _given = dataset;
    private Dataset _current = dataset;

    /// <summary>The dataset as it stands.</summary>
    public Dataset Current { get { lock (_gate) return _current; } }

    /// <summary>The changes met so far, each once.</summary>
    public IReadOnlyList<SchemaChange> Changes { get { lock (_gate) return [.. _changes]; } }

    /// <summary>Takes what an answer showed: added columns join the dataset; each change is reported.</summary>
    public void Note(IEnumerable<SchemaChange> changes, bool evolve)
    {
        foreach (var change in changes)
        {
            if (evolve && change is { Kind: SchemaChangeKind.Added, To: { } type }) Grow(change.Column, type, mayAdd: true, change.Path);
            Report(change, evolve);
        }
    }

    /// <summary>Widens a column whose values no longer fit.</summary>
    /// <param name="change">The change.</param>
    /// <param name="asked">The dataset that was asked with.</param>
    /// <returns>True where asking again makes sense: the column is wider than it was for <paramref name="asked"/>.</returns>
    public bool TryWiden(SchemaChange change, Dataset asked)
    {
        if (change is not { Kind: SchemaChangeKind.Retyped, To: { } type } || asked.FindColumn(change.Column) is not { } column) return false;
        Grow(column.Name, type, mayAdd: false);
        Report(change, evolve: true);
        return Current.FindColumn(column.Name)!.Type != column.Type;
    }

    /// <summary>The dataset as others may have saved it meanwhile, with the columns that grew here.</summary>
    public Dataset MergeInto(Dataset saved)
    {
        var columns = saved.Columns.ToList();
        foreach (var column in Current.Columns)
        {
            var at = columns.FindIndex(c => c.Name == column.Name);
            if (at < 0) columns.Add(column);
            else columns[at] = columns[at] with { Type = Widening.Join(columns[at].Type, column.Type) };
        }
        return columns.SequenceEqual(saved.Columns) ? saved : saved with { Columns = columns, SchemaVersion = saved.SchemaVersion + 1 };
    }

    private void Grow(string name, DataType type, bool mayAdd, string? path = null)
    {
        lock (_gate)
        {
            if (_current.FindColumn(name) is { } column)
            {
                var wide = Widening.Join(column.Type, type);
                if (wide == column.Type) return;
                _current = _current with { Columns = [.. _current.Columns.Select(c => c.Name == column.Name ? c with { Type = wide } : c)], SchemaVersion = _given.SchemaVersion + 1 };
            }
            else if (mayAdd) _current = _current with { Columns = [.. _current.Columns, new Column(name, type) { Path = path }], SchemaVersion = _given.SchemaVersion + 1 };
        }
    }

    private void Report(SchemaChange change, bool evolve)
    {
        lock (_gate)
        {
            if (!_reported.Add((change.Kind, change.Column, change.To))) return;
            _changes.Add(change);
        }
        var sample = change.Sample is { } text ? $", such as '{text}'" : "";
        observer.Warning(change.Kind switch
        {
            SchemaChangeKind.Added => $"{_given.Name}: the vendor sends a new column '{change.Column}' ({change.To}{sample}); {(evolve ? "it is added" : "it is dropped")}.",
            SchemaChangeKind.Missing => $"{_given.Name}: the vendor does not send column '{change.Column}'; it is null.",
            _ => $"{_given.Name}: column '{change.Column}' of type {change.From} holds {change.To}{sample}; {(evolve ? $"it becomes {Current.FindColumn(change.Column)?.Type}" : "such values become null")}.",
        });
    }
}
