using System.Collections;
using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>Takes a template's parameters as names or hashtables.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TemplateParameterAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given is IEnumerable and not (string or IDictionary) ? ((IEnumerable)given).Cast<object>().Select(One).ToArray() : new[] { One(given) };
    }

    private static TemplateParameter One(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        TemplateParameter parameter => parameter,
        string name => new TemplateParameter { Name = name },
        IDictionary table => From(table),
        var other => throw new ArgumentTransformationMetadataException($"'{other}' is no parameter. Write a name, or a hashtable such as @{{ Name = 'from'; Type = 'Date' }}."),
    };

    private static TemplateParameter From(IDictionary table)
    {
        var parameter = new TemplateParameter();
        foreach (DictionaryEntry entry in table)
        {
            var value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            parameter = entry.Key.ToString()!.ToUpperInvariant() switch
            {
                "NAME" => parameter with { Name = value?.ToString() ?? "" },
                "TYPE" => parameter with { Type = LanguagePrimitives.ConvertTo<DataType>(value) },
                "LIST" => parameter with { List = LanguagePrimitives.IsTrue(value) },
                "REQUIRED" => parameter with { Required = LanguagePrimitives.IsTrue(value) },
                "DEFAULT" => parameter with { Default = Scripts.ArgumentSets.ToJson(new Dictionary<string, object?> { ["default"] = value })["default"]?.DeepClone() },
                "VALUES" => parameter with { Values = LanguagePrimitives.ConvertTo<string[]>(value) },
                "HELP" => parameter with { Help = value?.ToString() },
                _ => throw new ArgumentTransformationMetadataException($"A template's parameter has no '{entry.Key}'. It has Name, Type, List, Required, Default, Values, Help."),
            };
        }
        return parameter;
    }
}
