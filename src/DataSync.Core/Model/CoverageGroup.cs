namespace DataSync;

/// <summary>What a plan has and lacks in one month, one year, one day, or of one value of a parameter.</summary>
public sealed record CoverageGroup
{
    /// <summary>The plan's name.</summary>
    public string Plan { get; init; } = "";
    /// <summary>The month, year, day or value.</summary>
    public string Group { get; init; } = "";
    /// <summary>Slices the generator named last.</summary>
    public long Planned { get; init; }
    /// <summary>Slices whose rows are committed.</summary>
    public long Done { get; init; }
    /// <summary>Slices answered without rows that have not settled.</summary>
    public long Empty { get; init; }
    /// <summary>Slices dated after today, not published yet, or short of what is expected.</summary>
    public long Pending { get; init; }
    /// <summary>Slices to be asked again.</summary>
    public long Stale { get; init; }
    /// <summary>Slices that failed.</summary>
    public long Failed { get; init; }
    /// <summary>Slices never asked.</summary>
    public long Missing { get; init; }
    /// <summary>Rows in the done slices.</summary>
    public long Rows { get; init; }
    /// <summary>The first date of its slices; null where they have none.</summary>
    public DateOnly? From { get; init; }
    /// <summary>The last date of its slices; null where they have none.</summary>
    public DateOnly? To { get; init; }
    /// <summary>When a slice of it last changed, UTC.</summary>
    public DateTime? LastChanged { get; init; }
    /// <summary>The states in little: a character for each day of a month or each month of a year, else twenty characters in proportion. <c>#</c> done, <c>s</c> stale, <c>e</c> empty, <c>p</c> pending, <c>m</c> missing, <c>F</c> failed; where states differ the one that lacks most; a dot where no slice is.</summary>
    public string Map { get; init; } = "";
}
