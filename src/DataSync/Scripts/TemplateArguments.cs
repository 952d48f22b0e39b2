using System.Collections;
using System.Management.Automation;

namespace DataSync.Scripts;

/// <summary>Reads what a user gives the parameters of a template.</summary>
internal static class TemplateArguments
{
    /// <summary>Parameter name to value; hashtables for parameters of JSON become JSON.</summary>
    public static IReadOnlyDictionary<string, object?> From(Template template, Hashtable? given)
    {
        var sets = new Dictionary<string, object?>(ArgumentSets.From(given ?? []), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in sets.ToList())
        {
            if (template.FindParameter(name)?.Type.Kind == DataKind.Json && value is IDictionary or object[] or PSObject) sets[name] = ArgumentSets.ToJson(new Dictionary<string, object?> { [name] = value })[name]?.DeepClone();
        }
        return sets;
    }
}
