using DataSync.Secrets;

namespace DataSync.Backup;

/// <summary>What a copy of a workspace says about itself: the entry <c>export.json</c> of its archive.</summary>
public sealed record BackupManifest
{
    /// <summary>The entry's name.</summary>
    internal const string Entry = "export.json";

    /// <summary>The version of this form.</summary>
    public int Version { get; init; } = 1;
    /// <summary>When it was made, UTC.</summary>
    public DateTime At { get; init; }
    /// <summary>The folder it was made of.</summary>
    public string Workspace { get; init; } = "";
    /// <summary>True where it holds the files of stores that lay in the workspace.</summary>
    public bool WithData { get; init; }
    /// <summary>The secrets that the workspace refers to, which are not in it.</summary>
    public IReadOnlyList<SecretUse> Secrets { get; init; } = [];
    /// <summary>Stores whose data lay in the workspace and is not in it.</summary>
    public IReadOnlyList<string> StoresLeftOut { get; init; } = [];
}
