namespace DataSync.State;

/// <summary>What is known of a target's slices.</summary>
internal interface ISliceLedger
{
    /// <summary>The version of what a slice was read from at a time; null where it is not known, or of another reading.</summary>
    string? FindVersion(string slice, DateTime at);

    /// <summary>The latest date, up to a day, of the slices that are committed with rows; null where there is none.</summary>
    DateOnly? Watermark(DateOnly today);
}
