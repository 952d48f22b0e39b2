using System.Text;
using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>What is looked for in an answer.</summary>
internal enum AnswerPart
{
    None,
    Records,
    Names,
    Code,
    Message,
    HasMore,
    Cursor,
    NextLink,
}

/// <summary>The places looked for in an answer, as a tree, so that one walk over the tokens finds all.</summary>
internal sealed class PathNode
{
    private readonly List<(byte[] Name, PathNode Node)> _names = [];
    private readonly List<(int Index, PathNode Node)> _indexes = [];

    /// <summary>What is here.</summary>
    public AnswerPart Part { get; private set; }
    /// <summary>True where something is looked for below.</summary>
    public bool HasChildren => _names.Count + _indexes.Count > 0;
    /// <summary>True where the rows are here or below.</summary>
    public bool LeadsToRecords { get; private set; }

    /// <summary>The tree that leads to the rows and, where they stand apart, their names.</summary>
    public static PathNode Of(RecordSettings records)
    {
        var root = new PathNode();
        root.Add(RecordPath.Parse(records.Path).Outer, AnswerPart.Records);
        root.Add(records.Shape == RecordShape.NamesAndRows ? records.Names : null, AnswerPart.Names);
        return root;
    }

    /// <summary>The node of the property whose name the reader is at; null: nothing is looked for there.</summary>
    public PathNode? Find(ref Utf8JsonReader reader)
    {
        foreach (var (name, node) in _names)
            if (reader.ValueTextEquals(name)) return node;
        return null;
    }

    /// <summary>The node of an element; null: nothing is looked for there.</summary>
    public PathNode? Find(int index)
    {
        foreach (var (at, node) in _indexes)
            if (at == index) return node;
        return null;
    }

    /// <summary>Looks for a part at a path too; null: nowhere.</summary>
    public void Add(string? path, AnswerPart part)
    {
        if (path is not null) Add(JsonPath.Parse(path), part);
    }

    private void Add(JsonPath path, AnswerPart part)
    {
        var node = this;
        foreach (var step in path.Steps)
        {
            node.LeadsToRecords |= part == AnswerPart.Records;
            node = step is int index ? node.Child(index) : node.Child(Encoding.UTF8.GetBytes((string)step));
        }
        node.LeadsToRecords |= part == AnswerPart.Records;
        node.Part = part;
    }

    private PathNode Child(byte[] name)
    {
        foreach (var (known, node) in _names)
            if (known.AsSpan().SequenceEqual(name)) return node;
        _names.Add((name, new PathNode()));
        return _names[^1].Node;
    }

    private PathNode Child(int index)
    {
        if (Find(index) is { } node) return node;
        _indexes.Add((index, new PathNode()));
        return _indexes[^1].Node;
    }
}
