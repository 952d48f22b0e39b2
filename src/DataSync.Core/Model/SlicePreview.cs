namespace DataSync;

/// <summary>A slice as a run would meet it: what <c>Invoke-DsSync -WhatIf -Detail</c> lists.</summary>
public sealed record SlicePreview
{
    /// <summary>The plan's name.</summary>
    public string Plan { get; init; } = "";
    /// <summary>The slice's arguments, for people.</summary>
    public string Slice { get; init; } = "";
    /// <summary>How it stands.</summary>
    public SliceState State { get; init; }
    /// <summary>Its first request, secrets masked; null where it would not be asked.</summary>
    public string? Request { get; init; }
}
