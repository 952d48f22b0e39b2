using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Text.Json.Nodes;

namespace DataSync.Scripts;

/// <summary>
/// Variables captured for a plan's scriptblock, as data: text, numbers, Boolean values, dates, spans, and lists and tables of them. Dates and spans are written
/// as an object of one field (<c>{"$date": "2024-01-02"}</c>), so that they come back as what they were; tables and objects come back as hashtables.
/// </summary>
internal static class PlanVariables
{
    private const int MaxDepth = 16;
    private const string DateTag = "$date", TimestampTag = "$timestamp", SpanTag = "$timespan";

    /// <exception cref="DataSyncException"><c>VariableSecret</c>, <c>VariableNotData</c>.</exception>
    public static JsonNode? ToJson(string name, object? value) => Write(name, value, 0);

    public static object? FromJson(JsonNode? node) => node switch
    {
        null => null,
        JsonArray array => array.Select(FromJson).ToArray(),
        JsonObject { Count: 1 } tagged when Untag(tagged) is { } value => value,
        JsonObject table => ReadTable(table),
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonValue value => Number(value.ToJsonString()),
        _ => null,
    };

    private static JsonNode? Write(string name, object? value, int depth)
    {
        if (depth > MaxDepth) throw NotData(name, "it is nested too deep");
        // a custom object has its fields on the wrapper; anything else is itself
        if (value is PSObject { BaseObject: not PSCustomObject } wrapped) value = wrapped.BaseObject;
        switch (value)
        {
            case null: return null;
            case JsonNode node: return node.DeepClone();
            case SecureString or PSCredential:
                throw new DataSyncException("VariableSecret", $"${name} is a secret, and a plan keeps none.", "Give the source its token as env:NAME, file:path or secret:NAME.");
            case string or char or Guid or Uri or Enum: return value.ToString();
            case bool flag: return flag;
            case int or long or short or byte or sbyte or ushort or uint: return Convert.ToInt64(value, CultureInfo.InvariantCulture);
            case double number when double.IsFinite(number): return number;
            case float number when float.IsFinite(number): return number;
            case decimal number: return number;
            case DateOnly day: return new JsonObject { [DateTag] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
            case DateTime time: return new JsonObject { [TimestampTag] = time.ToString("o", CultureInfo.InvariantCulture) };
            case DateTimeOffset time: return new JsonObject { [TimestampTag] = time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture) };
            case TimeSpan span: return new JsonObject { [SpanTag] = span.ToString("c", CultureInfo.InvariantCulture) };
            case IDictionary table: return WriteTable(table.Keys.Cast<object>().Select(k => (k.ToString()!, table[k])), name, depth);
            case PSObject custom: return WriteTable(custom.Properties.Select(p => (p.Name, (object?)p.Value)), name, depth);
            case IEnumerable list: return new JsonArray([.. list.Cast<object?>().Select(item => Write(name, item, depth + 1))]);
            default: throw NotData(name, $"it holds a {value.GetType().Name}");
        }
    }

    private static JsonObject WriteTable(IEnumerable<(string Key, object? Value)> entries, string name, int depth) =>
        new(entries.Select(e => KeyValuePair.Create(e.Key, Write(name, e.Value, depth + 1))));

    private static DataSyncException NotData(string name, string reason) => new("VariableNotData", $"${name} cannot be kept with the plan: {reason}.",
        "Give text, numbers, dates, or lists and hashtables of them.");

    private static object? Untag(JsonObject tagged) => tagged.Single() switch
    {
        (DateTag, JsonValue day) => DateOnly.Parse(day.ToString(), CultureInfo.InvariantCulture),
        (TimestampTag, JsonValue time) => DateTime.Parse(time.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        (SpanTag, JsonValue span) => TimeSpan.Parse(span.ToString(), CultureInfo.InvariantCulture),
        _ => null,
    };

    private static Hashtable ReadTable(JsonObject table)
    {
        var result = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in table) result[key] = FromJson(value);
        return result;
    }

    private static object Number(string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return double.Parse(text, CultureInfo.InvariantCulture);
        return whole is >= int.MinValue and <= int.MaxValue ? (object)(int)whole : whole;
    }
}
