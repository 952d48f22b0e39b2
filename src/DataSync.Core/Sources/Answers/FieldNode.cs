using System.Text;
using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>The places of columns within a row, as a tree: what a column's path says (<see cref="Column.Path"/>).</summary>
internal sealed class FieldNode
{
    private readonly List<(byte[] Name, FieldNode Node)> _names = [];
    private readonly List<(int Index, FieldNode Node)> _indexes = [];

    private FieldNode(string path, string prefix) => (Path, Prefix) = (path, prefix);

    /// <summary>The path to here.</summary>
    public string Path { get; }
    /// <summary>What the names of columns that are found below begin with.</summary>
    public string Prefix { get; }
    /// <summary>The column whose value is here; null where it is only on the way.</summary>
    public Column? Column { get; private set; }
    /// <summary>True where something is below.</summary>
    public bool HasChildren => _names.Count + _indexes.Count > 0;
    /// <summary>True where elements of an array are wanted.</summary>
    public bool HasElements => _indexes.Count > 0;

    /// <summary>The tree of those columns whose paths begin with a sign: <c>$</c> for the row itself, <c>^</c> for the object around its list.</summary>
    /// <exception cref="AnswerFormatException">A path is none, or two columns have one.</exception>
    public static FieldNode Of(IEnumerable<Column> columns, char sign)
    {
        var root = new FieldNode("$", "");
        foreach (var column in columns)
        {
            if (column.Path is not { Length: > 0 } path || path[0] != sign) continue;
            var node = root;
            foreach (var step in Steps(column, path)) node = step is int index ? node.Child(index) : node.Child((string)step);
            if (node.Column is not null || node == root) throw new AnswerFormatException($"columns '{node.Column?.Name}' and '{column.Name}' have one path, {path}");
            node.Column = column;
        }
        return root;
    }

    /// <summary>The node of the property whose name the reader is at; null: nothing is wanted there.</summary>
    public FieldNode? Find(ref Utf8JsonReader reader)
    {
        foreach (var (name, node) in _names)
            if (reader.ValueTextEquals(name)) return node;
        return null;
    }

    /// <summary>The node of a property; null: nothing is wanted there.</summary>
    public FieldNode? Find(string property)
    {
        var bytes = Encoding.UTF8.GetBytes(property);
        foreach (var (name, node) in _names)
            if (name.AsSpan().SequenceEqual(bytes)) return node;
        return null;
    }

    /// <summary>The node of an element; null: nothing is wanted there.</summary>
    public FieldNode? Find(int index)
    {
        foreach (var (at, node) in _indexes)
            if (at == index) return node;
        return null;
    }

    /// <summary>The name and path that a column gets which is found here: outer and inner name, an underscore between.</summary>
    public (string Name, string Path) Inner(string property) => (Prefix + property, Step(Path, property));

    private static IReadOnlyList<object> Steps(Column column, string path)
    {
        try
        {
            return JsonPath.Parse("$" + path[1..]).Steps;
        }
        catch (FormatException e)
        {
            throw new AnswerFormatException($"column '{column.Name}': {e.Message.TrimEnd('.')}");
        }
    }

    private FieldNode Child(string name)
    {
        if (Find(name) is { } known) return known;
        var node = new FieldNode(Step(Path, name), $"{Prefix}{name}_");
        _names.Add((Encoding.UTF8.GetBytes(name), node));
        return node;
    }

    private FieldNode Child(int index)
    {
        if (Find(index) is { } known) return known;
        var node = new FieldNode(FormattableString.Invariant($"{Path}[{index}]"), FormattableString.Invariant($"{Prefix}{index}_"));
        _indexes.Add((index, node));
        return node;
    }

    private static string Step(string path, string name) => name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c == '_') ? $"{path}.{name}" : $"{path}['{name}']";
}
