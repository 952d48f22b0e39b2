namespace DataSync.Arguments.Splitting;

/// <summary>One way to ask for less than some arguments do.</summary>
internal interface ISplitAxis
{
    /// <summary>Arguments that select together what the given ones do, each less; null where this axis cannot.</summary>
    IReadOnlyList<IReadOnlyDictionary<string, object>>? Split(IReadOnlyDictionary<string, object> arguments, CutRows rows);
}
