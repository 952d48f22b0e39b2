namespace DataSync;

/// <summary>A limit of a source, and what a run that has not begun yet would take of it.</summary>
public sealed record LimitEstimate
{
    /// <summary>The source's name.</summary>
    public string Source { get; init; } = "";
    /// <summary>The API it counts; null: all of the source together.</summary>
    public string? Api { get; init; }
    /// <summary>Requests that it admits.</summary>
    public int Requests { get; init; }
    /// <summary>In which time; null: at once.</summary>
    public TimeSpan? Per { get; init; }
    /// <summary>Where it comes from.</summary>
    public LimitOrigin Origin { get; init; }
    /// <summary>Requests of all processes that count in it now.</summary>
    public long Used { get; init; }
    /// <summary>Requests of the plans before, in the same call, that count in it still when this run begins.</summary>
    public long Earlier { get; init; }
    /// <summary>Requests of this run.</summary>
    public long Needed { get; init; }
    /// <summary>Requests that it admits at once when this run begins, as far as is known now.</summary>
    public long Left { get; init; }
    /// <summary>True where the run's requests fit into what is left; where not, it waits until more is admitted, or goes on in a later run.</summary>
    public bool IsEnough => Per is null || Needed <= Left;
    /// <summary>Until when the vendor has refused, UTC; null where it has not.</summary>
    public DateTime? BlockedUntil { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Per is not { } per) return Text($"{Requests:N0} at once");
        var (scope, earlier, verdict) = (Api is null ? "" : $" of {Api}", Earlier > 0 ? Text($", {Earlier:N0} by plans before") : "", IsEnough ? "" : ": not enough at once");
        return Text($"{Requests:N0}/{Duration.Format(per)}{scope}: {Used:N0} used{earlier}, {Left:N0} left{verdict}");

        static string Text(FormattableString text) => FormattableString.Invariant(text);
    }
}
