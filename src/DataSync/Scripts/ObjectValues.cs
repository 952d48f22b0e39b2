using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSync.Sources.Objects;

namespace DataSync.Scripts;

/// <summary>Reads the values of an object's properties, as PowerShell shows them to a user: adapted, extended and computed ones alike.</summary>
internal sealed partial class ObjectValues
{
    /// <summary>Levels of an object that go into a JSON column.</summary>
    private const int MaxDepth = 8;

    private readonly IReadOnlyList<(string[] Path, bool IsJson)> _columns;
    private readonly ObjectValue[] _values;

    /// <summary>Prepares for columns.</summary>
    public ObjectValues(IReadOnlyList<Column> columns)
    {
        _columns = [.. columns.Select(c => (c.Path is { } path ? Steps(c, path) : [c.Name], c.Type.Kind == DataKind.Json))];
        _values = new ObjectValue[columns.Count];
    }

    /// <summary>The values of an object; valid until the next is read.</summary>
    /// <exception cref="DataSyncException"><c>ObjectInvalid</c>: it has no properties, or one of them fails.</exception>
    public IReadOnlyList<ObjectValue> Read(PSObject item)
    {
        if (item.BaseObject is string or ValueType && _columns.All(c => item.Properties[c.Path[0]] is null))
            throw new DataSyncException("ObjectInvalid", $"'{item.BaseObject}' ({item.BaseObject.GetType().Name}) has none of the dataset's columns as properties.", "Pipe objects or hashtables, such as: … | ForEach-Object { @{ value = $_ } }");
        for (var i = 0; i < _columns.Count; i++) _values[i] = Read(item, _columns[i].Path, _columns[i].IsJson);
        return _values;
    }

    private static ObjectValue Read(PSObject item, string[] path, bool isJson)
    {
        object? value = item;
        var present = true;
        foreach (var step in path)
        {
            if (value is null) break;
            (value, present) = Step(value!, step);
            if (!present) break;
        }
        return new ObjectValue(isJson && value is not null ? Json(value, 0) : Scalar(value), present);
    }

    private static (object? Value, bool IsPresent) Step(object value, string name)
    {
        var bare = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        if (bare is IDictionary table)
        {
            foreach (DictionaryEntry entry in table)
                if (string.Equals(entry.Key.ToString(), name, StringComparison.OrdinalIgnoreCase)) return (entry.Value, true);
            return (null, false);
        }
        if (bare is IList list && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return index < list.Count ? (list[index], true) : (null, true);
        if (PSObject.AsPSObject(value).Properties[name] is not { IsGettable: true } property) return (null, false);
        try
        {
            return (property.Value, true);
        }
        catch (GetValueException)
        {
            return (null, true); // as PowerShell shows it: a property that cannot be had just now is empty
        }
    }

    private static object? Scalar(object? value) => value switch
    {
        null or DBNull => null,
        PSObject { BaseObject: PSCustomObject } custom => custom,
        PSObject wrapped => Scalar(wrapped.BaseObject),
        PSCredential or System.Security.SecureString => throw new DataSyncException("SecretRefused", "A property holds a secret, which is not stored.", "Leave the column out of the dataset."),
        char character => character.ToString(),
        _ => value,
    };

    private static JsonNode? Json(object? value, int depth) => Scalar(value) switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value is PSObject w ? w.BaseObject : value, CultureInfo.InvariantCulture)),
        double number => double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
        float number => JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
        decimal number => JsonValue.Create(number),
        ulong number => JsonValue.Create(number),
        DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        DateTimeOffset time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        DateOnly day => JsonValue.Create(day.ToString("O", CultureInfo.InvariantCulture)),
        var other when depth >= MaxDepth => JsonValue.Create(other.ToString()),
        IDictionary table => new JsonObject(table.Cast<DictionaryEntry>().Select(e => KeyValuePair.Create(e.Key.ToString()!, Json(e.Value, depth + 1)))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(i => Json(i, depth + 1))]),
        PSObject custom => new JsonObject(custom.Properties.Where(p => p.IsGettable).Select(p => KeyValuePair.Create(p.Name, Json(p.Value, depth + 1)))),
        var other => JsonValue.Create(Convert.ToString(other, CultureInfo.InvariantCulture)),
    };

    private static string[] Steps(Column column, string path)
    {
        var steps = Step().Matches(path);
        return path.StartsWith('$') && steps.Sum(s => s.Length) == path.Length - 1 && steps.Count > 0
            ? [.. steps.Select(s => s.Groups[1].Success ? s.Groups[1].Value : s.Groups[2].Success ? s.Groups[2].Value : s.Groups[3].Value)]
            : throw new DataSyncException("PathInvalid", $"Column '{column.Name}': '{path}' is no path of properties.", "Write it as $.Outer.Inner, with [0] for an element and ['a name'] for a name of other characters.");
    }

    [GeneratedRegex(@"\.([^.\[\]'""\s]+)|\[(\d{1,9})\]|\[['""]([^'""\]]+)['""]\]")]
    private static partial Regex Step();
}
