using System.Text.Json;
using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Sources.Answers;

/// <summary>Decodes the rows of one page into typed columns, and finds how they differ from the dataset's.</summary>
internal sealed class RowDecoder
{
    private readonly AnswerSchema _schema;
    private readonly ColumnReaders _columns;
    private readonly RowWalker _walker;
    private readonly Dictionary<string, ColumnReader> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KindProbe> _probes = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _names;

    /// <summary>Makes a decoder for one page.</summary>
    public RowDecoder(AnswerSchema schema, ColumnReaders columns)
    {
        (_schema, _columns) = (schema, columns);
        _walker = new RowWalker(Choose);
    }

    /// <summary>True once rows were met.</summary>
    public bool Started { get; private set; }
    /// <summary>Rows met.</summary>
    public int Count => _walker.Count;

    /// <summary>Decodes the rows of the array the reader is at, which are arrays where <paramref name="names"/> are given, else objects.</summary>
    public void Decode(ref Utf8JsonReader reader, IReadOnlyList<string>? names)
    {
        (Started, _names) = (true, names);
        if (names is null) _walker.WalkObjects(ref reader);
        else _walker.WalkArrays(ref reader, names);
        if (names is { Count: > 0 } || Count > 0) _schema.Saw(_readers.Keys);
    }

    /// <summary>Decodes the array the reader is at as all values of a column.</summary>
    public void DecodeColumn(ref Utf8JsonReader reader, string name)
    {
        Started = true;
        _walker.WalkColumn(ref reader, name);
    }

    /// <summary>Says that all columns were given.</summary>
    public void EndColumns()
    {
        if (Started) _schema.Saw(_readers.Keys);
    }

    /// <summary>Completes the page by the schema policy.</summary>
    /// <param name="records">The bytes of the rows, which are walked again for the columns that differ.</param>
    /// <param name="shape">The shape of the rows.</param>
    public DecodedRows Finish(ReadOnlySpan<byte> records, RecordShape shape)
    {
        if (TakeAdded(records, shape) is { } refused) return new(null, refused);
        foreach (var reader in _readers.Values)
        {
            if (reader.Misfit is not { } sample) continue;
            var column = reader.Vector.Column;
            var wider = Wider(column, records, shape);
            if (_schema.IsAdded(column) && _schema.Policy == SchemaPolicy.Evolve)
            {
                _schema.Add(column with { Type = wider });
                _schema.Report(new SchemaChange(SchemaChangeKind.Added, column.Name, null, wider, sample));
                return new(null, null, Restart: true);
            }
            var change = new SchemaChange(SchemaChangeKind.Retyped, column.Name, column.Type, wider, sample);
            _schema.Report(change);
            if (_schema.Policy != SchemaPolicy.Discard) return new(null, Refuse(change, $"column '{column.Name}' is {column.Type}, but the vendor sent '{sample}'"));
        }
        var vectors = _schema.Columns.Where(c => _readers.ContainsKey(c.Name)).Select(c => _readers[c.Name].Vector).ToArray();
        return new(new RowBatch(vectors, Count), null);
    }

    /// <summary>A failure for a change that the policy does not take.</summary>
    public static Failure Refuse(SchemaChange change, string message) => new(FailureCategory.Schema, $"The answer does not fit the dataset: {message}.")
    {
        Change = change,
        Advice = change.Kind == SchemaChangeKind.Retyped && change.To is { } type
            ? $"Change the column's type to {type}, or use -SchemaPolicy Discard to store such values as null."
            : "Use -SchemaPolicy Evolve to follow the vendor's columns, or update the dataset from its documentation.",
    };

    private Failure? TakeAdded(ReadOnlySpan<byte> records, RecordShape shape)
    {
        var columns = new List<Column>();
        foreach (var (name, probe) in _probes)
        {
            // a column of nulls has no type yet and loses nothing by waiting for a value
            if (probe.Type is null && _schema.Policy == SchemaPolicy.Evolve)
            {
                _schema.SawUntyped(name);
                continue;
            }
            var change = new SchemaChange(SchemaChangeKind.Added, name, null, probe.Type, probe.FirstValue);
            if (_schema.Policy == SchemaPolicy.Freeze) return Refuse(change, $"the vendor sent a column '{name}' that the dataset lacks");
            if (_schema.Policy == SchemaPolicy.Evolve) columns.Add(new Column(name, probe.Type!.Value));
            else _schema.Report(change);
        }
        if (columns.Count == 0) return null;
        var readers = Walk(columns, records, shape);
        var misfits = readers.Where(r => r.Misfit is not null).Select(r => r.Vector.Column with { Type = DataType.String }).ToList();
        foreach (var reader in readers.Where(r => r.Misfit is null).Concat(misfits.Count > 0 ? Walk(misfits, records, shape) : []))
        {
            var column = reader.Vector.Column;
            _readers[column.Name] = reader;
            _schema.Add(column);
            _schema.Report(new SchemaChange(SchemaChangeKind.Added, column.Name, null, column.Type, _probes[column.Name].FirstValue));
        }
        return null;
    }

    private DataType Wider(Column column, ReadOnlySpan<byte> records, RecordShape shape)
    {
        foreach (var type in Widening.WiderThan(column.Type))
            if (Walk([column with { Type = type }], records, shape) is [{ Misfit: null }]) return type;
        return DataType.String;
    }

    private List<ColumnReader> Walk(IReadOnlyList<Column> columns, ReadOnlySpan<byte> records, RecordShape shape)
    {
        var readers = columns.Select(c => _columns.Create(c)).ToList();
        // a dataset's column may be written in other case in the answer
        var walker = new RowWalker(name => readers.Find(r => r.Vector.Column.Name == (_schema.Find(name)?.Name ?? name)) ?? (CellReader)SkippingReader.Instance);
        var reader = new Utf8JsonReader(records);
        reader.Read();
        if (shape == RecordShape.Columns) WalkColumns(walker, ref reader);
        else if (_names is null) walker.WalkObjects(ref reader);
        else walker.WalkArrays(ref reader, _names);
        readers.ForEach(r => r.FillTo(Count));
        return readers;
    }

    private static void WalkColumns(RowWalker walker, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray) walker.WalkColumn(ref reader, name);
            else reader.Skip();
        }
    }

    private CellReader Choose(string name)
    {
        if (_schema.Find(name) is not { } column) return _probes.TryAdd(name, new KindProbe()) ? _probes[name] : throw Twice(name);
        var reader = _columns.Create(column);
        return _readers.TryAdd(column.Name, reader) ? reader : throw Twice(name);
    }

    private static AnswerFormatException Twice(string name) => new($"the column '{name}' comes twice");
}

/// <summary>The rows of one page.</summary>
/// <param name="Batch">The rows; null where there is none.</param>
/// <param name="Failure">Why the policy refuses them; null where it does not.</param>
/// <param name="Restart">The pages before were read with a type that has proved too narrow.</param>
internal readonly record struct DecodedRows(RowBatch? Batch, Failure? Failure, bool Restart = false);
