using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace DataSync.Parameters;

/// <summary>Reads a hashtable as settings.</summary>
internal static class JsonSettings
{
    /// <summary>The hashtable as JSON; null stays null, an empty one clears.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>: a value has no JSON form.</exception>
    public static JsonObject? From(Hashtable? table) => table is null or { Count: 0 } ? null : (JsonObject)Write(table, "")!;

    /// <summary>Lays settings over others, object into object; null removes a field.</summary>
    public static JsonObject? Merge(JsonObject? under, Hashtable? over)
    {
        if (over is null or { Count: 0 }) return null;
        var result = under?.DeepClone().AsObject() ?? [];
        Lay(result, (JsonObject)Write(over, "")!);
        return result.Count > 0 ? result : null;
    }

    private static void Lay(JsonObject under, JsonObject over)
    {
        foreach (var (name, value) in over)
        {
            if (value is null) under.Remove(name);
            else if (value is JsonObject inner && under[name] is JsonObject existing) Lay(existing, inner);
            else under[name] = value.DeepClone();
        }
    }

    private static JsonNode? Write(object? value, string place)
    {
        if (value is PSObject { BaseObject: not PSCustomObject } wrapped) value = wrapped.BaseObject;
        return value switch
        {
            null => null,
            string or char or Enum or Uri or ScriptBlock => JsonValue.Create(value.ToString()),
            bool flag => JsonValue.Create(flag),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            double number => JsonValue.Create(number),
            decimal number => JsonValue.Create(number),
            IDictionary table => new JsonObject(table.Keys.Cast<object>().Select(k => k.ToString()!).Order(StringComparer.Ordinal).Select(k => KeyValuePair.Create(k, Write(table[k], $"{place}.{k}")))),
            PSObject custom => new JsonObject(custom.Properties.Select(p => KeyValuePair.Create(p.Name, Write(p.Value, $"{place}.{p.Name}")))),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(i => Write(i, place))]),
            _ => throw new DataSyncException("SettingInvalid", $"The setting '{place.TrimStart('.')}' is a {value.GetType().Name}, which has no JSON form.", "Give text, numbers, true or false, or lists and hashtables of them."),
        };
    }
}
