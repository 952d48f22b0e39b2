using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary>A property as a user names it: a name, with wildcards where that is meant, a script block over <c>$_</c>, or a hashtable of both.</summary>
public sealed class PropertyExpression
{
    private readonly object _expression;

    private PropertyExpression(object expression, string? name, bool descending)
    {
        _expression = expression is ScriptBlock ? expression : LanguagePrimitives.ConvertTo<string>(expression);
        Name = name ?? _expression.ToString()!.Trim();
        Descending = descending;
    }

    /// <summary>The name of the result.</summary>
    public string Name { get; }

    /// <summary>Whether to sort by it in descending order.</summary>
    public bool Descending { get; }

    /// <summary>Reads a user's expression.</summary>
    /// <param name="value">The name, script block or hashtable.</param>
    /// <param name="keys">The keys a hashtable may have, beside Expression.</param>
    /// <exception cref="PSArgumentException">A hashtable with another key, or without Expression.</exception>
    public static PropertyExpression From(object value, params ReadOnlySpan<string> keys)
    {
        value = value is PSObject { BaseObject: ScriptBlock or IDictionary } wrapped ? wrapped.BaseObject : value;
        if (value is not IDictionary table)
            return new PropertyExpression(value, null, descending: false);
        object? expression = null;
        string? name = null;
        var descending = false;
        foreach (DictionaryEntry entry in table)
        {
            var key = entry.Key.ToString()!;
            if (Means(key, "Expression"))
                expression = entry.Value;
            else if (keys.Contains("Name") && (Means(key, "Name") || Means(key, "Label")))
                name = entry.Value?.ToString();
            else if (keys.Contains("Descending") && (Means(key, "Descending") || Means(key, "Ascending")))
                descending = LanguagePrimitives.IsTrue(entry.Value) == Means(key, "Descending");
            else
                throw new PSArgumentException($"The key '{key}' is not valid here. Valid are Expression, {string.Join(", ", keys.ToArray())}.");
        }

        return new PropertyExpression(expression ?? throw new PSArgumentException("The key Expression is missing."), name, descending);
    }

    /// <summary>The values an object has for it, each with its name: several for a wildcard, none for a property that is not there.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Values(PSObject item)
    {
        if (_expression is ScriptBlock script)
            return [new(Name, Single(script.InvokeWithContext(null, [new PSVariable("_", item)])))];
        var pattern = (string)_expression;
        return WildcardPattern.ContainsWildcardCharacters(pattern)
            ? item.Properties.Match(pattern).Select(p => new KeyValuePair<string, object?>(p.Name, p.Value))
            : Find(item, pattern) is { } found ? [new(Name == pattern ? found.Key : Name, found.Value)] : [];
    }

    /// <summary>The first of its values; null where there is none.</summary>
    public object? Value(PSObject item) => Values(item).FirstOrDefault().Value;

    /// <summary>A property of an object, or an entry of a hashtable; null where there is none.</summary>
    public static KeyValuePair<string, object?>? Find(PSObject item, string name) => item.BaseObject is IDictionary table && table.Contains(name)
        ? new(name, table[name])
        : item.Properties[name] is { } property ? new(property.Name, property.Value) : null;

    private static bool Means(string key, string word) => word.StartsWith(key, StringComparison.OrdinalIgnoreCase);

    private static object? Single(Collection<PSObject> results) => results.Count switch
    {
        0 => null,
        1 => results[0],
        _ => results.ToArray(),
    };
}
