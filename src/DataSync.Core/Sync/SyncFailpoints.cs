namespace DataSync.Sync;

/// <summary>The engine's named places for <see cref="Diagnostics.Failpoint"/>.</summary>
public static class SyncFailpoints
{
    /// <summary>The store has committed slices, the index does not know yet.</summary>
    public const string BeforeIndex = "sync.before-index";
    /// <summary>The index knows what the store committed.</summary>
    public const string AfterIndex = "sync.after-index";
    /// <summary>Before named slices are noted.</summary>
    public const string BeforePlanned = "sync.before-planned";
    /// <summary>After named slices are noted.</summary>
    public const string AfterPlanned = "sync.after-planned";
    /// <summary>The writer took evolved columns, the dataset's file does not know yet, and no row with them is committed.</summary>
    public const string BeforeDataset = "sync.before-dataset";
    /// <summary>The dataset's file has the evolved columns, the table not yet.</summary>
    public const string AfterDataset = "sync.after-dataset";
    /// <summary>Before the target is brought to its end.</summary>
    public const string BeforeComplete = "sync.before-complete";
    /// <summary>After the target was brought to its end, before the run is noted.</summary>
    public const string AfterComplete = "sync.after-complete";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [BeforeIndex, AfterIndex, BeforePlanned, AfterPlanned, BeforeDataset, AfterDataset, BeforeComplete, AfterComplete];
}
