using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace DataSync.Scripts;

/// <summary>Reads a hashtable or an object as one set of arguments.</summary>
internal static class ArgumentSets
{
    /// <summary>Parameter name to value, as the user wrote them.</summary>
    /// <exception cref="DataSyncException"><c>ArgumentsInvalid</c>: it is neither a hashtable nor an object with properties.</exception>
    public static IReadOnlyDictionary<string, object?> From(object item)
    {
        var set = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (value is IDictionary table)
        {
            foreach (DictionaryEntry entry in table) set[entry.Key.ToString()!] = Unwrap(entry.Value);
            return set;
        }
        if (value is string or ValueType or IEnumerable)
            throw new DataSyncException("ArgumentsInvalid", $"'{value}' ({value.GetType().Name}) is no set of arguments.", "Emit a hashtable or an object, such as @{ trade_date = '20240102' }.");
        foreach (var property in PSObject.AsPSObject(item).Properties)
            if (property.IsGettable && property is PSNoteProperty or PSProperty) set[property.Name] = Unwrap(property.Value);
        return set;
    }

    /// <summary>A set as a plan keeps it: dates in ISO form, all else as JSON has it.</summary>
    public static JsonObject ToJson(IReadOnlyDictionary<string, object?> set) => new(set.Select(e => KeyValuePair.Create(e.Key, Write(e.Key, e.Value))));

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static JsonNode? Write(string name, object? value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        _ => PlanVariables.ToJson(name, value),
    };
}
