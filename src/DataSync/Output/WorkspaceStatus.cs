namespace DataSync;

/// <summary>How a workspace stands.</summary>
public sealed record WorkspaceStatus
{
    /// <summary>The folder.</summary>
    public string Workspace { get; init; } = "";
    /// <summary>True where every file can be read and everything it refers to exists.</summary>
    public bool Valid => Problems.Count == 0;
    /// <summary>Number of sources.</summary>
    public int Sources { get; init; }
    /// <summary>Number of datasets.</summary>
    public int Datasets { get; init; }
    /// <summary>Number of stores.</summary>
    public int Stores { get; init; }
    /// <summary>Number of plans.</summary>
    public int Plans { get; init; }
    /// <summary>What is wrong, each naming its file and the fix.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
