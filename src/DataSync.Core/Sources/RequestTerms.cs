using DataSync.Limits;

namespace DataSync.Sources;

/// <summary>What requests for a dataset are bound by, as far as its source knows without asking.</summary>
/// <param name="Limits">The limits that they count in.</param>
public sealed record RequestTerms(RateLimits Limits)
{
    /// <summary>True where an answer may end at a number of rows, so that a slice may take more requests than one; false where one request brings all there is.</summary>
    public bool IsCut { get; init; }
    /// <summary>Rows that a page is asked to hold; null: as many as the dataset's row cap admits.</summary>
    public int? PageRows { get; init; }
}
