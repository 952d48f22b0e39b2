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
            if (cell.Row == row) cell.Reader.Rewind(row);
            else if (cell.Row != row - 1) cell.Reader.FillTo(row);
            cell.Row = row;
            cell.Reader.Read(ref reader);
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

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _cells.Count; i++)
            if (reader.ValueTextEquals(_cells[i].Name)) return i;
        var name = reader.GetString()!;
        _cells.Add(new Cell(name, choose(name)));
        return _cells.Count - 1;
    }
}
