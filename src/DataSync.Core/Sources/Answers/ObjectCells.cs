using System.Text;
using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>Gives the values of an object's properties to the readers of their columns, row after row.</summary>
/// <param name="choose">Chooses the reader for a property, once for each name met.</param>
internal sealed class ObjectCells(Func<string, CellReader> choose)
{
    private sealed class Cell(string name, CellReader reader)
    {
        public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);
        /// <summary>True where JSON holds the name as it is.</summary>
        public bool IsPlain { get; } = name.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && name.AsSpan().IndexOfAny('"', '\\') < 0;
        public CellReader Reader { get; } = reader;
        public int Row { get; set; } = -1;
    }

    private readonly List<Cell> _cells = [];

    /// <summary>Reads an object as row <paramref name="row"/>; the reader is at its beginning, and then at its end.</summary>
    public void Read(ref Utf8JsonReader reader, int row)
    {
        // rows mostly have the same properties in the same order
        for (var expected = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
        {
            if (expected >= _cells.Count || !reader.ValueTextEquals(_cells[expected].Name)) expected = IndexOf(ref reader);
            var cell = _cells[expected++];
            reader.Read();
            Begin(cell, row);
            cell.Reader.Read(ref reader);
        }
    }

    /// <summary>Reads the object that begins at a byte as row <paramref name="row"/>.</summary>
    /// <returns>Where it ends; negative where something is wrong with it, or not plain: what was read of it is to be forgotten (<see cref="Rewind"/>).</returns>
    /// <exception cref="JsonException">A value is none.</exception>
    public int Scan(ReadOnlySpan<byte> json, int at, int row)
    {
        if (Plain.At(json, at) != '{') return -1;
        for (var expected = 0; ;)
        {
            at = Plain.Space(json, at + 1);
            var end = expected < _cells.Count ? NameEnd(json, at, _cells[expected]) : -1;
            if (end < 0)
            {
                end = Plain.Text(json, at);
                expected = end < 0 ? -1 : IndexOf(json[(at + 1)..(end - 1)]);
                if (expected < 0) return -1;
            }
            var cell = _cells[expected++];
            at = Plain.Space(json, end);
            if (Plain.At(json, at) != ':') return -1;
            at = Plain.Space(json, at + 1);
            if (at == json.Length) return -1;
            Begin(cell, row);
            at = Plain.Space(json, cell.Reader.Scan(json, at));
            if (Plain.At(json, at) == '}') return at + 1;
            if (Plain.At(json, at) != ',') return -1;
        }
    }

    /// <summary>Adds nulls to all columns until there are <paramref name="count"/> values.</summary>
    public void FillTo(int count)
    {
        foreach (var cell in _cells) cell.Reader.FillTo(count);
    }

    /// <summary>Forgets the values past <paramref name="count"/>.</summary>
    public void Rewind(int count)
    {
        foreach (var cell in _cells)
        {
            if (cell.Row < count) continue;
            cell.Reader.Rewind(count);
            cell.Row = count - 1;
        }
    }

    private static void Begin(Cell cell, int row)
    {
        if (cell.Row == row) cell.Reader.Rewind(row);
        else if (cell.Row != row - 1) cell.Reader.FillTo(row);
        cell.Row = row;
    }

    /// <summary>Where a cell's name ends that begins at a byte, its quote included; negative where another stands there.</summary>
    private static int NameEnd(ReadOnlySpan<byte> json, int at, Cell cell)
    {
        var end = at + cell.Name.Length + 1;
        return cell.IsPlain && end < json.Length && json[at] == '"' && json[end] == '"' && json[(at + 1)..end].SequenceEqual(cell.Name) ? end + 1 : -1;
    }

    /// <summary>The cell of a name without escapes; negative where its bytes are no text.</summary>
    private int IndexOf(ReadOnlySpan<byte> plain)
    {
        for (var i = 0; i < _cells.Count; i++)
            if (_cells[i].IsPlain && plain.SequenceEqual(_cells[i].Name)) return i;
        if (!System.Text.Unicode.Utf8.IsValid(plain)) return -1;
        var name = Encoding.UTF8.GetString(plain);
        _cells.Add(new Cell(name, choose(name)));
        return _cells.Count - 1;
    }

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _cells.Count; i++)
            if (reader.ValueTextEquals(_cells[i].Name)) return i;
        var name = reader.GetString()!;
        _cells.Add(new Cell(name, choose(name)));
        return _cells.Count - 1;
    }
}
