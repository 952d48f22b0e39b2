using System.Text.Json.Serialization.Metadata;

namespace DataSync.Arguments;

/// <summary>The kinds of generator there are.</summary>
public static class ArgumentGenerators
{
    private static readonly Kinds<ArgumentGenerator> Registry = new("generator", k => k.Kind);

    /// <summary>One of each kind, by name.</summary>
    public static IReadOnlyList<ArgumentGenerator> All => Registry.All;

    /// <summary>Has JSON tell kinds apart by their field <c>kind</c>.</summary>
    internal static void AddKinds(JsonTypeInfo type)
    {
        if (!typeof(ArgumentGenerator).IsAssignableFrom(type.Type)) return;
        // what a kind says of itself is no field of a file
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (type.Properties[i].Set is null) type.Properties.RemoveAt(i);
        if (type.Type != typeof(ArgumentGenerator)) return;
        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
        foreach (var kind in All) type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind.GetType(), kind.Kind));
    }
}
