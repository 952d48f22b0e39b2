using DataSync.State;

namespace DataSync.Sync;

/// <summary>
/// How a slice stands and whether it is asked: pure rules over what is committed, the plan and the day.
/// <list type="bullet">
/// <item>Never asked: missing; dated after the source's today: pending.</item>
/// <item>Failed since its last commit: failed.</item>
/// <item>No rows, with a date: empty until it was asked at <c>SettleAfter</c> past the beginning of its day or later; so what is published late arrives.</item>
/// <item>No rows, without a date: as with rows, since only its age says when to look again.</item>
/// <item>In the refresh window (the window before today, both ends included): stale.</item>
/// <item>Of the maximal age: stale. An age of whole days counts days of the source's zone, so that a daily run at the same hour always refreshes.</item>
/// <item>An older schema version alone makes nothing stale: columns that were added later are null in older slices until those are asked with <c>-Force</c>.</item>
/// </list>
/// </summary>
public static class SlicePolicy
{
    /// <summary>How a slice stands.</summary>
    /// <param name="record">What is known of it; null: nothing.</param>
    /// <param name="date">Its date; null where it has none.</param>
    /// <param name="clock">Today, now and the plan's spans.</param>
    public static SliceState Judge(SliceRecord? record, DateOnly? date, PolicyClock clock)
    {
        var future = date > clock.Today;
        if (record is { FailedAt: not null } && !future) return SliceState.Failed;
        if (record?.At is not { } at) return future ? SliceState.Pending : SliceState.Missing;
        if (record.Rows == 0 && date is not null)
        {
            if (future) return SliceState.Pending;
            if (at < clock.Settles(date.Value)) return SliceState.Empty;
        }
        return !future && clock.IsInRefreshWindow(date) || clock.IsOld(at, date) ? SliceState.Stale : SliceState.Done;
    }

    /// <summary>True where a run asks for slices of a state.</summary>
    public static bool IsAsked(SliceState state, bool force) =>
        state is SliceState.Missing or SliceState.Failed or SliceState.Empty or SliceState.Stale || force && state == SliceState.Done;
}

/// <summary>The moment and the spans that slices are judged by.</summary>
/// <param name="Now">Now.</param>
/// <param name="Zone">The source's time zone.</param>
/// <param name="MaxAge">Age at which done slices are stale; infinite: never; null: one day for slices without a date, never for dated ones.</param>
/// <param name="SettleAfter">How long after the beginning of its day an empty slice may still fill.</param>
/// <param name="Refresh">The window before today that is asked again; null: none.</param>
public sealed record PolicyClock(DateTimeOffset Now, TimeZoneInfo Zone, TimeSpan? MaxAge, TimeSpan SettleAfter, TimeSpan? Refresh)
{
    private static readonly TimeSpan UndatedMaxAge = TimeSpan.FromDays(1);

    /// <summary>The clock of a run of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="zone">The source's time zone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isTracked">True where the source tells changes itself, so that nothing is asked again for its age alone.</param>
    public static PolicyClock Of(Plan plan, SyncOptions options, TimeZoneInfo zone, TimeProvider time, bool isTracked = false) =>
        new(time.GetUtcNow(), zone, options.MaxAge ?? plan.MaxAge ?? (isTracked ? Duration.Never : null), plan.SettleAfter, options.Refresh ?? plan.Refresh);

    /// <summary>The source's day.</summary>
    public DateOnly Today { get; } = DayOf(Now.UtcDateTime, Zone);

    /// <summary>When an empty answer for a day is final, UTC.</summary>
    internal DateTime Settles(DateOnly date)
    {
        if (SettleAfter == Timeout.InfiniteTimeSpan) return DateTime.MaxValue;
        var local = date.ToDateTime(TimeOnly.MinValue);
        var midnight = local - Zone.GetUtcOffset(local);
        return midnight > DateTime.MaxValue - SettleAfter ? DateTime.MaxValue : midnight + SettleAfter;
    }

    internal bool IsInRefreshWindow(DateOnly? date)
    {
        if (date is not { } day || Refresh is not { } window) return false;
        return window == Timeout.InfiniteTimeSpan || Today.DayNumber - day.DayNumber <= Math.Floor(window.TotalDays);
    }

    internal bool IsOld(DateTime at, DateOnly? date)
    {
        var age = MaxAge ?? (date is null ? UndatedMaxAge : Timeout.InfiniteTimeSpan);
        if (age == Timeout.InfiniteTimeSpan) return false;
        return age > TimeSpan.Zero && age.Ticks % TimeSpan.TicksPerDay == 0
            ? Today.DayNumber - DayOf(at, Zone).DayNumber >= age.Days
            : Now.UtcDateTime - at >= age;
    }

    private static DateOnly DayOf(DateTime utc, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone));
}
