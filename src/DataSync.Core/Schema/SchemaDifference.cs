using System.Text.Json.Serialization;

namespace DataSync.Schema;

/// <summary>What a difference is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaPart>))]
public enum SchemaPart
{
    /// <summary>A column of the answers or of a table.</summary>
    Column,
    /// <summary>A parameter of the requests.</summary>
    Parameter,
}

/// <summary>What differs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaDifferenceKind>))]
public enum SchemaDifferenceKind
{
    /// <summary>It is there now, and was not before.</summary>
    Added,
    /// <summary>It was there before, and is not now.</summary>
    Removed,
    /// <summary>It has another name now: said by the user, or proposed for confirmation (see <see cref="SchemaDifference.IsProposal"/>).</summary>
    Renamed,
    /// <summary>It has another type.</summary>
    Retyped,
    /// <summary>A parameter became required, or is so no longer.</summary>
    RequiredChanged,
    /// <summary>A column is sent by itself now, or only when asked for by name.</summary>
    DefaultShownChanged,
    /// <summary>Only what is said of it differs.</summary>
    DescriptionChanged,
}

/// <summary>One difference between two schemas.</summary>
public sealed record SchemaDifference
{
    /// <summary>The dataset.</summary>
    public string Dataset { get; init; } = "";
    /// <summary>What it is about.</summary>
    public SchemaPart Part { get; init; }
    /// <summary>The name before; of what was added, the name now.</summary>
    public string Name { get; init; } = "";
    /// <summary>What differs.</summary>
    public SchemaDifferenceKind Kind { get; init; }
    /// <summary>How it was: a type, a name, a description; null for what was added.</summary>
    public string? Before { get; init; }
    /// <summary>How it is: a type, a name, a description; null for what was removed.</summary>
    public string? After { get; init; }
    /// <summary>The name now; null where it is gone.</summary>
    [JsonIgnore]
    public string? Now { get; init; }
    /// <summary>True for a renaming that only looks like one: it holds when the user confirms it.</summary>
    public bool IsProposal { get; init; }
    /// <summary>True where stored data can follow without losing anything: what is added, widened, or only described otherwise.</summary>
    public bool IsLossless { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SchemaDifferenceKind.Added => $"{Part} {Name} added: {After}",
        SchemaDifferenceKind.Removed => $"{Part} {Name} removed: {Before}",
        SchemaDifferenceKind.Renamed => $"{Part} {Name} renamed{(IsProposal ? "?" : "")}: {After}",
        _ => $"{Part} {Name} {Kind}: {Before} → {After}",
    };
}
