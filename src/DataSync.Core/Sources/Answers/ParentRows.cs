using System.Text.Json;
using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>Walks over records whose lists hold the rows: each row gets its record's values (its key) in the columns whose paths begin with <c>^</c>.</summary>
internal sealed class ParentRows
{
    private readonly JsonPath _inner;
    private readonly FieldNode _fields;
    private readonly Func<FieldNode, CellReader> _readerOf;
    private readonly RowWalker _rows;
    private readonly Dictionary<string, ColumnReader> _readers;
    private readonly IReadOnlyList<string> _columns;
    private readonly ObjectCells _cells;
    private int _count;

    /// <summary>Records met.</summary>
    public int Count => _count;

    /// <summary>Prepares a walk.</summary>
    /// <param name="inner">Where in a record its list is.</param>
    /// <param name="fields">The columns of the record.</param>
    /// <param name="readerOf">Makes the reader of a field and notes it among <paramref name="readers"/>.</param>
    /// <param name="rows">Walks over the lists.</param>
    /// <param name="readers">The readers by column.</param>
    /// <param name="columns">The names of the record's columns.</param>
    public ParentRows(JsonPath inner, FieldNode fields, Func<FieldNode, CellReader> readerOf, RowWalker rows, Dictionary<string, ColumnReader> readers, IReadOnlyList<string> columns)
    {
        (_inner, _fields, _readerOf, _rows, _readers, _columns) = (inner, fields, readerOf, rows, readers, columns);
        _cells = new ObjectCells(Choose);
    }

    /// <summary>Walks the array of records the reader is at.</summary>
    /// <exception cref="AnswerFormatException">A record is no object.</exception>
    public void Walk(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new AnswerFormatException($"record {_count + 1} is no object");
            var before = _rows.Count;
            _cells.Read(ref reader, _count++);
            _cells.FillTo(_count);
            foreach (var name in _columns)
            {
                if (!_readers.TryGetValue(name, out var found)) continue;
                if (found is not Repeated record) _readers[name] = record = new Repeated(found);
                record.Repeat(before, _rows.Count, _count - 1);
            }
        }
    }

    private CellReader Choose(string name)
    {
        if (_inner.Steps is [string first, ..] && first == name) return new ListReader(_inner, _rows);
        return _fields.Find(name) is { } node ? _readerOf(node) : SkippingReader.Instance;
    }

    /// <summary>A record's value, as often as it has rows.</summary>
    private sealed class Repeated(ColumnReader record) : ColumnReader
    {
        private readonly ColumnVector _vector = record.Vector.NewLike(record.Vector.Column);

        public override ColumnVector Vector => _vector;
        public override string? Misfit => record.Misfit;

        public void Repeat(int from, int to, int row)
        {
            FillTo(from);
            record.FillTo(row + 1);
            for (; from < to; from++) _vector.AppendFrom(record.Vector, row);
        }

        public override void Read(ref Utf8JsonReader reader) => throw new NotSupportedException();
    }

    /// <summary>Finds the list in a record, and gives its rows to their walker.</summary>
    private sealed class ListReader(JsonPath path, RowWalker rows) : CellReader
    {
        public override void Read(ref Utf8JsonReader reader) => Find(ref reader, 1);

        public override void FillTo(int count) { }

        // a list that a record repeats counts twice: nothing of it is to be lost
        public override void Rewind(int count) { }

        private void Find(ref Utf8JsonReader reader, int step)
        {
            if (step == path.Steps.Count && reader.TokenType == JsonTokenType.StartArray)
            {
                rows.WalkObjects(ref reader);
                return;
            }
            if (step == path.Steps.Count || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip(); // a record without a list has no rows
                return;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isNext = path.Steps[step] is string name && reader.ValueTextEquals(name);
                reader.Read();
                if (isNext) Find(ref reader, step + 1);
                else reader.Skip();
            }
        }
    }
}
