using DataSync.Catalog;

namespace DataSync.Arguments;

/// <summary>What must hold of a generator and the dataset it asks before a plan keeps it.</summary>
public static class GeneratorRules
{
    /// <summary>Checks a generator against the dataset.</summary>
    /// <exception cref="DataSyncException"><c>GeneratorInvalid</c>, <c>ParameterUnknown</c>, <c>ParameterRequired</c>, <c>BatchImpossible</c>.</exception>
    public static void Check(ArgumentGenerator generator, Dataset dataset)
    {
        generator.Check();
        foreach (var name in generator.Gives)
        {
            if (dataset.FindParameter(name) is null)
                throw new DataSyncException("ParameterUnknown", $"{dataset.Name}: the generator gives '{name}', which is no parameter of the dataset.", ItemName.Suggest(name, [.. dataset.Parameters.Select(p => p.Name)]));
        }
        var missing = dataset.Parameters.FirstOrDefault(p => p.Required && !Given(p.Name) && p.Alternatives?.Any(Given) != true);
        if (missing is not null)
            throw new DataSyncException("ParameterRequired", $"{dataset.Name}: parameter '{missing.Name}' is required, and the generator does not give it.", $"Combine it: New-DsArgument -Product (New-DsArgument -Parameter {missing.Name} -Value …), …");
        if (generator.Batching is { } batch) BatchCheck.Column(dataset, batch);

        bool Given(string name) => generator.Gives.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
