using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>Walks over the rows of an answer, giving each value to the reader of its column.</summary>
/// <param name="choose">Chooses the reader of a column, once for each name met.</param>
internal sealed class RowWalker(Func<string, CellReader> choose)
{
    private readonly ObjectCells _cells = new(choose);
    private readonly List<CellReader> _columns = [];
    private CellReader[]? _readers;

    /// <summary>Rows met.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Walks rows over the bytes after the outer array's beginning, without a reader in between. It ends where the outer array does, or at a row that is not
    /// plainly right, which is left to the full reader and its errors.
    /// </summary>
    /// <param name="json">The bytes.</param>
    /// <param name="names">The names of the values of rows that are arrays; null: they are objects.</param>
    /// <returns>Where a reader that has just passed the outer array's beginning is to go on.</returns>
    public int Scan(ReadOnlySpan<byte> json, IReadOnlyList<string>? names)
    {
        var readers = names is null ? null : ReadersOf(names);
        var at = Plain.Space(json, 0);
        while (true)
        {
            var end = ScanRow(json, at, readers);
            var isLast = Plain.At(json, end) == ']';
            var next = Plain.At(json, end) == ',' ? Plain.Space(json, end + 1) : -1;
            if (!isLast && Plain.At(json, next) is 0 or (byte)']')
            {
                // the reader is to see what is wrong, with the row or between it and the next
                _cells.Rewind(Count);
                foreach (var cell in readers ?? []) cell.Rewind(Count);
                return at;
            }
            Count++;
            if (isLast) return end;
            at = next;
        }
    }

    /// <summary>Walks rows that are arrays of values in the order of <paramref name="names"/>; the reader is at the outer array.</summary>
    /// <exception cref="AnswerFormatException">A row has more or fewer values than there are names.</exception>
    public void WalkArrays(ref Utf8JsonReader reader, IReadOnlyList<string> names)
    {
        var readers = ReadersOf(names);
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

    private CellReader[] ReadersOf(IReadOnlyList<string> names) => _readers ??= [.. names.Select(choose)];

    /// <summary>Reads a row and the space after it.</summary>
    /// <returns>Where they end; negative where something is wrong with the row.</returns>
    private int ScanRow(ReadOnlySpan<byte> json, int at, CellReader[]? readers)
    {
        try
        {
            var end = readers is null ? _cells.Scan(json, at, Count) : ScanArray(json, at, readers);
            return end < 0 ? end : Plain.Space(json, end);
        }
        catch (JsonException)
        {
            return -1;
        }
    }

    private static int ScanArray(ReadOnlySpan<byte> json, int at, CellReader[] readers)
    {
        if (Plain.At(json, at) != '[' || readers.Length == 0) return -1;
        for (var i = 0; i < readers.Length; i++)
        {
            at = Plain.Space(json, at + 1);
            if (Plain.At(json, at) is 0 or (byte)']') return -1;
            at = Plain.Space(json, readers[i].Scan(json, at));
            if (Plain.At(json, at) != (i < readers.Length - 1 ? ',' : ']')) return -1;
        }
        return at + 1;
    }

    private AnswerFormatException WrongWidth(IReadOnlyList<string> names) => new($"row {Count + 1} has not one value for each of the {names.Count} column names");
}
