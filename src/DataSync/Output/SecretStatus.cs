namespace DataSync;

/// <summary>Whether a secret can be read.</summary>
public sealed record SecretStatus
{
    /// <summary>The reference.</summary>
    public string Reference { get; init; } = "";
    /// <summary>True where it can be read here and now.</summary>
    public bool Found { get; init; }
    /// <summary>What in the workspace refers to it.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];
    /// <summary>What is wrong and the fix; null where all is well.</summary>
    public string? Message { get; init; }
}
