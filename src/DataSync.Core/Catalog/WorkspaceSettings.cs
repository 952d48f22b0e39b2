namespace DataSync.Catalog;

/// <summary>What <c>datasync.json</c> says beside the version.</summary>
public sealed record WorkspaceSettings
{
    /// <summary>How long what is past is kept. The ledger, which says what is done, is never pruned.</summary>
    public RetentionSettings Retention { get; init; } = new();
    /// <summary>What runs write to <c>logs/</c>.</summary>
    public LogSettings Log { get; init; } = new();
}

/// <summary>How long what is past is kept.</summary>
public sealed record RetentionSettings
{
    /// <summary>Runs in <c>state.db</c>; the newest of each plan stays anyway.</summary>
    public TimeSpan Runs { get; init; } = TimeSpan.FromDays(400);
    /// <summary>Files in <c>logs/</c>.</summary>
    public TimeSpan Logs { get; init; } = TimeSpan.FromDays(90);
    /// <summary>Files in <c>archive/</c>, answers in <c>refused/</c> that nobody decided about, and damaged <c>state.db</c> files that were set aside.</summary>
    public TimeSpan Archive { get; init; } = Timeout.InfiniteTimeSpan;
}

/// <summary>What runs write to <c>logs/</c>.</summary>
public sealed record LogSettings
{
    /// <summary>False: no logs of runs.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>True: each request and wait is written too.</summary>
    public bool Debug { get; init; }
    /// <summary>Bytes after which a run's file goes on in another one.</summary>
    public long MaxBytes { get; init; } = 16 << 20;
    /// <summary>Files a run keeps at most; the oldest goes.</summary>
    public int MaxFiles { get; init; } = 4;
}
