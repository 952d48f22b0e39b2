using System.Text.Json;
using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Sources.Answers;

/// <summary>Decodes the rows of one page into typed columns, and finds how they differ from the dataset's.</summary>
internal sealed class RowDecoder
{
    private readonly AnswerSchema _schema;
    private readonly ColumnReaders _columns;
    private readonly RecordPath _path;
    private readonly RowReading _reading;
    private readonly Dictionary<string, KindProbe> _probes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _names;

    /// <summary>Makes a decoder for one page.</summary>
    /// <param name="schema">The columns of the fetch.</param>
    /// <param name="columns">Makes the readers of values.</param>
    /// <param name="path">Where the rows are.</param>
    public RowDecoder(AnswerSchema schema, ColumnReaders columns, RecordPath path)
    {
        (_schema, _columns, _path) = (schema, columns, path);
        _reading = new RowReading([.. schema.Columns], columns, path, schema.Find, Probe);
    }

    /// <summary>True once rows were met.</summary>
    public bool Started { get; private set; }
    /// <summary>Rows met.</summary>
    public int Count => _reading.Count;
    /// <summary>Records met: the rows, or those whose lists hold the rows.</summary>
    public int Records => _reading.Records;

    private Dictionary<string, ColumnReader> Readers => _reading.Readers;

    /// <summary>Decodes the rows of the array the reader is at, which are arrays where <paramref name="names"/> are given, else objects.</summary>
    public void Decode(ref Utf8JsonReader reader, IReadOnlyList<string>? names)
    {
        (Started, _names) = (true, names);
        _reading.Decode(ref reader, names);
        if (names is { Count: > 0 } || Count > 0) _schema.Saw(Readers.Keys);
    }

    /// <summary>Decodes rows over the bytes after the array's beginning, as far as they are plain; the rest is for <see cref="Decode"/>, which also ends the rows.</summary>
    /// <returns>Where a reader that has just passed that beginning is to go on.</returns>
    public int Scan(ReadOnlySpan<byte> json, IReadOnlyList<string>? names) => _reading.Scan(json, names);

    /// <summary>Decodes the array the reader is at as all values of a column.</summary>
    public void DecodeColumn(ref Utf8JsonReader reader, string name)
    {
        Started = true;
        _reading.DecodeColumn(ref reader, name);
    }

    /// <summary>Says that all columns were given.</summary>
    public void EndColumns()
    {
        if (!Started) return;
        _reading.Complete();
        _schema.Saw(Readers.Keys);
    }

    /// <summary>Completes the page by the schema policy.</summary>
    /// <param name="records">The bytes of the rows, which are walked again for the columns that differ.</param>
    /// <param name="shape">The shape of the rows.</param>
    public DecodedRows Finish(ReadOnlySpan<byte> records, RecordShape shape)
    {
        if (TakeAdded(records, shape) is { } refused) return new(null, refused);
        foreach (var reader in Readers.Values)
        {
            if (reader.Misfit is not { } sample) continue;
            var column = reader.Vector.Column;
            var wider = Wider(column, records, shape);
            if (_schema.IsAdded(column) && _schema.Policy == SchemaPolicy.Evolve)
            {
                _schema.Add(column with { Type = wider });
                _schema.Report(new SchemaChange(SchemaChangeKind.Added, column.Name, null, wider, sample) { Path = column.Path });
                return new(null, null, Restart: true);
            }
            var change = new SchemaChange(SchemaChangeKind.Retyped, column.Name, column.Type, wider, sample);
            _schema.Report(change);
            if (_schema.Policy != SchemaPolicy.Discard) return new(null, Refuse(change, $"column '{column.Name}' is {column.Type}, but the vendor sent '{sample}'"));
        }
        var vectors = _schema.Columns.Where(c => Readers.ContainsKey(c.Name)).Select(c => Readers[c.Name].Vector).ToArray();
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
            var change = new SchemaChange(SchemaChangeKind.Added, name, null, probe.Type, probe.FirstValue) { Path = _paths.GetValueOrDefault(name) };
            if (_schema.Policy == SchemaPolicy.Freeze) return Refuse(change, $"the vendor sent a column '{name}' that the dataset lacks");
            if (_schema.Policy == SchemaPolicy.Evolve) columns.Add(new Column(name, probe.Type!.Value) { Path = _paths.GetValueOrDefault(name) });
            else _schema.Report(change);
        }
        if (columns.Count == 0) return null;
        var readers = Walk(columns, records, shape);
        var misfits = readers.Where(r => r.Misfit is not null).Select(r => r.Vector.Column with { Type = DataType.String }).ToList();
        foreach (var reader in readers.Where(r => r.Misfit is null).Concat(misfits.Count > 0 ? Walk(misfits, records, shape) : []))
        {
            var column = reader.Vector.Column;
            Readers[column.Name] = reader;
            _schema.Add(column);
            _schema.Report(new SchemaChange(SchemaChangeKind.Added, column.Name, null, column.Type, _probes[column.Name].FirstValue) { Path = column.Path });
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
        // a dataset's column may be written in other case in the answer
        var reading = new RowReading(columns, _columns, _path, name => columns.FirstOrDefault(c => c.Name == (_schema.Find(name)?.Name ?? name)), (_, _) => SkippingReader.Instance);
        var reader = new Utf8JsonReader(records);
        reader.Read();
        if (shape == RecordShape.Columns) WalkColumns(reading, ref reader);
        else reading.Decode(ref reader, _names);
        reading.Complete();
        return [.. columns.Select(c => reading.Readers.GetValueOrDefault(c.Name) ?? Empty(c))];
    }

    private ColumnReader Empty(Column column)
    {
        var reader = _columns.Create(column);
        reader.FillTo(Count);
        return reader;
    }

    private static void WalkColumns(RowReading reading, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray) reading.DecodeColumn(ref reader, name);
            else reader.Skip();
        }
    }

    /// <summary>Looks at the values of a column that the dataset lacks.</summary>
    private CellReader Probe(string name, string? path)
    {
        if (path is not null)
        {
            // what has the name that a nested value would get is another thing; it stays where it is
            if (_schema.Find(name) is not null) return SkippingReader.Instance;
            _paths[name] = path;
        }
        return _probes.TryAdd(name, new KindProbe()) ? _probes[name] : throw Twice(name);
    }

    private static AnswerFormatException Twice(string name) => new($"the column '{name}' comes twice");
}

/// <summary>The rows of one page.</summary>
/// <param name="Batch">The rows; null where there is none.</param>
/// <param name="Failure">Why the policy refuses them; null where it does not.</param>
/// <param name="Restart">The pages before were read with a type that has proved too narrow.</param>
internal readonly record struct DecodedRows(RowBatch? Batch, Failure? Failure, bool Restart = false);
