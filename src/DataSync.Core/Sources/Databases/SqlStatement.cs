using System.Text;

namespace DataSync.Sources.Databases;

/// <summary>A statement with the values that are bound to it.</summary>
/// <param name="server">Knows how a parameter is written.</param>
internal sealed class SqlStatement(SourceServer server)
{
    private readonly StringBuilder _text = new();
    private readonly List<BoundValue> _values = [];

    /// <summary>The text.</summary>
    public string Text => _text.ToString();
    /// <summary>The values, in the order of their parameters.</summary>
    public IReadOnlyList<BoundValue> Values => _values;

    /// <summary>Adds text.</summary>
    public SqlStatement Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds a parameter.</summary>
    public SqlStatement Bind(object? value, DataType type, string? serverType = null)
    {
        var bound = new BoundValue(value, type, serverType);
        _text.Append(server.Parameter(_values.Count, bound));
        _values.Add(bound);
        return this;
    }
}

/// <summary>A value to be bound.</summary>
/// <param name="Value">The value; null for none.</param>
/// <param name="Type">Its type.</param>
/// <param name="ServerType">The type of the column that it is compared with, in the server's words; null where that is not known.</param>
internal sealed record BoundValue(object? Value, DataType Type, string? ServerType);
