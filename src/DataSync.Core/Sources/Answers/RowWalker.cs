using System.Text;
using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>Walks over the rows of an answer, giving each value to the reader of its column.</summary>
/// <param name="choose">Chooses the reader of a column, once for each name met.</param>
internal sealed class RowWalker(Func<string, CellReader> choose)
{
    private sealed class Cell(string name, CellReader reader)
    {
        public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);
        public CellReader Reader { get; } = reader;
        public int Row { get; set; } = -1;
    }

    private readonly List<Cell> _cells = [];

    /// <summary>Rows met.</summary>
    public int Count { get; private set; }

    /// <summary>Walks rows that are arrays of values in the order of <paramref name="names"/>; the reader is at the outer array.</summary>
    /// <exception cref="AnswerFormatException">A row has more or fewer values than there are names.</exception>
    public void WalkArrays(ref Utf8JsonReader reader, IReadOnlyList<string> names)
    {
        var readers = names.Select(choose).ToArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray) throw new AnswerFormatException($"row {Count + 1} is no array");
            foreach (var cell in readers)
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.EndArray) throw WrongWidth(names);
                cell.Read(ref reader);
            }
            reader.Read();
            if (reader.TokenType != JsonTokenType.EndArray) throw WrongWidth(names);
            Count++;
        }
    }

    /// <summary>Walks rows that are objects; the reader is at the outer array.</summary>
    /// <exception cref="AnswerFormatException">A row is no object.</exception>
    public void WalkObjects(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new AnswerFormatException($"row {Count + 1} is no object");
            // rows mostly have the same properties in the same order
            for (var expected = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                if (expected >= _cells.Count || !reader.ValueTextEquals(_cells[expected].Name)) expected = IndexOf(ref reader);
                var cell = _cells[expected++];
                reader.Read();
                if (cell.Row == Count) cell.Reader.Rewind(Count);
                else if (cell.Row != Count - 1) cell.Reader.FillTo(Count);
                cell.Row = Count;
                cell.Reader.Read(ref reader);
            }
            Count++;
        }
        foreach (var cell in _cells) cell.Reader.FillTo(Count);
    }

    /// <summary>Walks an array that holds all values of one column; the reader is at that array.</summary>
    /// <exception cref="AnswerFormatException">The array is not as long as the others.</exception>
    public void WalkColumn(ref Utf8JsonReader reader, string name)
    {
        var cell = choose(name);
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) cell.Read(ref reader);
        if (_cells.Count > 0 && count != Count) throw new AnswerFormatException($"column '{name}' has {count} values, others have {Count}");
        _cells.Add(new Cell(name, cell));
        Count = count;
    }

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _cells.Count; i++)
            if (reader.ValueTextEquals(_cells[i].Name)) return i;
        var name = reader.GetString()!;
        _cells.Add(new Cell(name, choose(name)));
        return _cells.Count - 1;
    }

    private AnswerFormatException WrongWidth(IReadOnlyList<string> names) => new($"row {Count + 1} has not one value for each of the {names.Count} column names");
}
