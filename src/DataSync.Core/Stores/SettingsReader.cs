using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.Stores;

/// <summary>Reads a store's or source's settings one by one, names in any case, and refuses those nobody asked for.</summary>
/// <param name="kind">The store's kind, for messages.</param>
/// <param name="settings">The settings; null for none.</param>
/// <param name="noun">What has them, for messages.</param>
public sealed class SettingsReader(string kind, JsonObject? settings, string noun = "store")
{
    private readonly Dictionary<string, JsonNode?> _left = new(settings ?? [], StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _known = [];

    /// <summary>A value of an enumeration, by name in any case.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>: it is none of the names.</exception>
    public T Choice<T>(string name, T @default) where T : struct, Enum =>
        Take(name) is not { } node ? @default
        : node.GetValueKind() == JsonValueKind.String && Enum.TryParse<T>(node.GetValue<string>(), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw Bad(name, node, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>A number within bounds.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>: it is none, or out of bounds.</exception>
    public int Number(string name, int @default, int min, int max) =>
        Take(name) is not { } node ? @default
        : node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<int>(out var value) && value >= min && value <= max ? value
        : throw Bad(name, node, $"a number from {min} to {max}");

    /// <summary>Yes or no.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>: it is neither.</exception>
    public bool Flag(string name, bool @default) => Take(name) switch
    {
        null => @default,
        var node => node.GetValueKind() switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Bad(name, node, "true or false") },
    };

    /// <summary>A single character.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>: it is not one, or not allowed.</exception>
    public char Character(string name, char @default, Func<char, bool> allowed, string what) =>
        Take(name) is not { } node ? @default
        : node.GetValueKind() == JsonValueKind.String && node.GetValue<string>() is [var value] && allowed(value) ? value
        : throw Bad(name, node, what);

    /// <summary>A text that is not empty.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="default">What stands where it is not given.</param>
    /// <param name="what">What to give, for the error.</param>
    /// <param name="allowed">Further conditions; null for none.</param>
    /// <exception cref="DataSyncException"><c>BadSetting</c>: it is none, or not allowed.</exception>
    public string? Text(string name, string? @default, string what, Func<string, bool>? allowed = null) =>
        Take(name) is not { } node ? @default
        : node.GetValueKind() == JsonValueKind.String && node.GetValue<string>() is { Length: > 0 } value && allowed?.Invoke(value) != false ? value
        : throw Bad(name, node, what);

    /// <summary>A list of texts; null where it is not given.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>: it is none.</exception>
    public IReadOnlyList<string>? Texts(string name, string what) => Take(name) switch
    {
        null => null,
        JsonArray list when list.Count > 0 && list.All(i => i?.GetValueKind() == JsonValueKind.String) => [.. list.Select(i => i!.GetValue<string>())],
        JsonValue single when single.GetValueKind() == JsonValueKind.String && single.GetValue<string>() is { Length: > 0 } only => [only],
        var node => throw Bad(name, node, what),
    };

    /// <summary>One of several texts, exactly as they are.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>: it is none of them.</exception>
    public string OneOf(string name, string @default, params string[] texts) =>
        Take(name) is not { } node ? @default
        : node.GetValueKind() == JsonValueKind.String && node.GetValue<string>() is var value && texts.Contains(value) ? value
        : throw Bad(name, node, $"one of {string.Join(", ", texts.Select(t => $"'{t}'"))}");

    /// <summary>Ends the reading.</summary>
    /// <exception cref="DataSyncException"><c>UnknownSetting</c>: a setting is left that nobody read; the message lists those there are.</exception>
    public void Finish()
    {
        if (_left.Count > 0)
            throw new DataSyncException("UnknownSetting", $"A {kind} {noun} has no setting '{_left.Keys.First()}'.", $"Settings: {string.Join(", ", _known)}.");
    }

    private JsonNode? Take(string name)
    {
        _known.Add(name);
        _left.Remove(name, out var node);
        return node;
    }

    private DataSyncException Bad(string name, JsonNode node, string wanted) =>
        new("BadSetting", $"Setting {name} of a {kind} {noun} is {node.ToJsonString()}.", $"Give {wanted}.");
}
