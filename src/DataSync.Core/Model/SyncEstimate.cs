namespace DataSync;

/// <summary>What a run of a plan would cost: what <c>Invoke-DsSync -WhatIf</c> writes. Times are UTC.</summary>
public sealed record SyncEstimate
{
    /// <summary>The plan's name.</summary>
    public string Plan { get; init; } = "";
    /// <summary>The dataset's name.</summary>
    public string Dataset { get; init; } = "";
    /// <summary>The source's name.</summary>
    public string Source { get; init; } = "";
    /// <summary>The store's name.</summary>
    public string Store { get; init; } = "";
    /// <summary>The table in the store.</summary>
    public string Table { get; init; } = "";
    /// <summary>Slices the generator names.</summary>
    public long Planned { get; init; }
    /// <summary>Of those, slices that would be asked.</summary>
    public long ToAsk { get; init; }
    /// <summary>Of those, slices that wait for their day.</summary>
    public long Pending { get; init; }
    /// <summary>Of those, slices that are done and would not be asked again.</summary>
    public long Done => Planned - ToAsk - Pending;
    /// <summary>The first slices that would be asked, each with its first request.</summary>
    public IReadOnlyList<SlicePreview> First { get; init; } = [];
    /// <summary>Requests, repeats after failures left out.</summary>
    public long Requests { get; init; }
    /// <summary>True where there may be more requests than that, as <see cref="Basis"/> says.</summary>
    public bool IsLowerBound { get; init; }
    /// <summary>What the number of requests is taken from.</summary>
    public string Basis { get; init; } = "";
    /// <summary>Each limit that the requests count in.</summary>
    public IReadOnlyList<LimitEstimate> Limits { get; init; } = [];
    /// <summary>Plans of the same source in the same call that come before: what these take of the limits is gone, and this one begins when they have ended.</summary>
    public IReadOnlyList<string> After { get; init; } = [];
    /// <summary>When its first request would be sent.</summary>
    public DateTime? Begins { get; init; }
    /// <summary>When its last answer would be there.</summary>
    public DateTime? Ends { get; init; }
    /// <summary>From its first request to its last answer, by limits, requests at once and how long requests took before; null where none of them tells.</summary>
    public TimeSpan? Duration => Begins is { } begins && Ends is { } ends ? ends - begins : null;
    /// <summary>Seconds that a request took in past runs; null: none is known, and <see cref="Duration"/> is what the limits alone take.</summary>
    public double? SecondsPerRequest { get; init; }
    /// <summary>Most requests at once.</summary>
    public int ThrottleLimit { get; init; }
    /// <summary>Requests of each day of the source's time zone.</summary>
    public IReadOnlyList<DayEstimate> Days { get; init; } = [];
    /// <summary>Account points that the vendor asks for; null: not stated.</summary>
    public int? PointsNeeded { get; init; }
    /// <summary>Points of the source's account; null: not said.</summary>
    public int? Points { get; init; }
    /// <summary>False where the account's points do not reach the dataset, so that the vendor refuses its requests; null where either number is not known.</summary>
    public bool? IsReached => PointsNeeded is { } needed && Points is { } points ? points >= needed : PointsNeeded is null or 0 ? true : null;

    /// <summary>For people, in a few lines.</summary>
    public override string ToString() => SyncEstimateText.Write(this);
}

/// <summary>Requests of a day.</summary>
/// <param name="Day">The day, in the source's time zone.</param>
/// <param name="Requests">Requests sent on it.</param>
public sealed record DayEstimate(DateOnly Day, long Requests)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Requests:N0} on {Day:yyyy-MM-dd}";
}
