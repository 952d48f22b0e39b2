using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>Reads the values below a property into columns of their own, and the property itself into one too, where one keeps it whole.</summary>
internal sealed class NestedReader : CellReader
{
    private readonly FieldNode _node;
    private readonly CellReader? _own;
    private readonly ObjectCells _properties;
    private readonly List<(int Index, CellReader Reader)> _elements = [];
    private readonly Func<FieldNode, CellReader> _readerOf;
    private int _count;

    /// <summary>Makes a reader for a node that has something below.</summary>
    /// <param name="node">The node.</param>
    /// <param name="own">Reads the property itself; null where it is not wanted whole.</param>
    /// <param name="readerOf">Makes the reader of a node below.</param>
    /// <param name="unknown">Makes the reader of a property below that no column names.</param>
    public NestedReader(FieldNode node, CellReader? own, Func<FieldNode, CellReader> readerOf, Func<FieldNode, string, CellReader> unknown)
    {
        (_node, _own, _readerOf) = (node, own, readerOf);
        // what is kept whole loses nothing that has no column of its own
        _properties = new ObjectCells(name => node.Find(name) is { } inner ? readerOf(inner) : own is null ? unknown(node, name) : SkippingReader.Instance);
    }

    /// <inheritdoc/>
    public override void Read(ref Utf8JsonReader reader)
    {
        if (_own is not null)
        {
            _own.FillTo(_count);
            var copy = reader;
            _own.Read(ref copy);
        }
        if (reader.TokenType == JsonTokenType.StartObject) _properties.Read(ref reader, _count);
        else if (reader.TokenType == JsonTokenType.StartArray && _node.HasElements) ReadElements(ref reader);
        else reader.Skip();
        _count++;
    }

    /// <inheritdoc/>
    public override void FillTo(int count)
    {
        _own?.FillTo(count);
        _properties.FillTo(count);
        foreach (var (_, element) in _elements) element.FillTo(count);
        _count = count;
    }

    /// <inheritdoc/>
    public override void Rewind(int count)
    {
        if (_count <= count) return;
        // those that lag behind have nothing to forget
        _own?.FillTo(_count);
        _own?.Rewind(count);
        _properties.Rewind(count);
        foreach (var (_, element) in _elements)
        {
            element.FillTo(_count);
            element.Rewind(count);
        }
        _count = count;
    }

    private void ReadElements(ref Utf8JsonReader reader)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (_node.Find(index) is not { } node)
            {
                reader.Skip();
                continue;
            }
            var at = _elements.FindIndex(e => e.Index == index);
            if (at < 0)
            {
                at = _elements.Count;
                _elements.Add((index, _readerOf(node)));
            }
            _elements[at].Reader.FillTo(_count);
            _elements[at].Reader.Read(ref reader);
        }
    }
}
