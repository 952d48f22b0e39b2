using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>Walks over the rows of an answer, giving each value to the reader of its column.</summary>
/// <param name="choose">Chooses the reader of a column, once for each name met.</param>
internal sealed class RowWalker(Func<string, CellReader> choose)
{
    private readonly ObjectCells _cells = new(choose);
    private readonly List<CellReader> _columns = [];

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
            _cells.Read(ref reader, Count);
            Count++;
        }
        _cells.FillTo(Count);
    }

    /// <summary>Walks an array that holds all values of one column; the reader is at that array.</summary>
    /// <exception cref="AnswerFormatException">The array is not as long as the others.</exception>
    public void WalkColumn(ref Utf8JsonReader reader, string name)
    {
        var cell = choose(name);
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) cell.Read(ref reader);
        if (_columns.Count > 0 && count != Count) throw new AnswerFormatException($"column '{name}' has {count} values, others have {Count}");
        _columns.Add(cell);
        Count = count;
    }

    private AnswerFormatException WrongWidth(IReadOnlyList<string> names) => new($"row {Count + 1} has not one value for each of the {names.Count} column names");
}
