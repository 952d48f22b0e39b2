using DataSync.Arguments;
using DataSync.State;
using DataSync.Sync.Readiness;

namespace DataSync.Sync;

/// <summary>
/// How a slice stands and whether it is asked: pure rules over what is committed, the plan and the day.
/// <list type="bullet">
/// <item>Never asked: missing; dated after the source's today, or before the moment its rows are published: pending.</item>
/// <item>Failed since its last commit: failed. Answered with fewer rows than are expected: pending, but asked again.</item>
/// <item>No rows, with a date: empty until it was asked at <c>SettleAfter</c> past the beginning of its day or later; so what is published late arrives. On a day that the calendar
/// knows to have none: done.</item>
/// <item>Asked before its rows were published: stale.</item>
/// <item>No rows, without a date: as with rows, since only its age says when to look again.</item>
/// <item>In the refresh window (the window before today, both ends included): stale.</item>
/// <item>Of the maximal age: stale. An age of whole days counts days of the source's zone, so that a daily run at the same hour always refreshes.</item>
/// <item>A range of days that holds today is asked as soon as it has begun; until it has been asked after its last day, it is stale once a day.</item>
/// <item>An older schema version alone makes nothing stale: columns that were added later are null in older slices until those are asked with <c>-Backfill</c> or <c>-Force</c>.</item>
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
        var waits = clock.IsAwaited(date);
        if (record is { FailedAt: not null } && !waits) return record.IsShort ? SliceState.Pending : SliceState.Failed;
        if (record?.At is not { } at) return waits ? SliceState.Pending : SliceState.Missing;
        if (record.Rows == 0 && date is not null)
        {
            if (waits) return SliceState.Pending;
            if (at < clock.Settles(date.Value)) return SliceState.Empty;
        }
        return !waits && (clock.IsInRefreshWindow(date) || clock.IsEarly(at, date)) || clock.IsOld(at, date) ? SliceState.Stale : SliceState.Done;
    }

    /// <summary>How a slice stands.</summary>
    public static SliceState Judge(SliceRecord? record, Slice slice, PolicyClock clock)
    {
        var state = Judge(record, DateOf(slice, clock), clock);
        if (slice.Begins is null || slice.Date is not { } date) return state;
        return state is SliceState.Done or SliceState.Empty && record?.At is { } at && clock.DayOf(at) is var day && day <= date && day < clock.Today ? SliceState.Stale : state;
    }

    /// <summary>The day that a slice is judged by: of a range of days that holds today, today.</summary>
    public static DateOnly? DateOf(Slice slice, PolicyClock clock) => slice.Begins <= clock.Today && slice.Date > clock.Today ? clock.Today : slice.Date;

    /// <summary>True where a run asks for a slice: by its state, and also where its answer was short.</summary>
    public static bool IsAsked(SliceState state, SliceRecord? record, DateOnly? date, PolicyClock clock, bool force) =>
        IsAsked(state, force) || (record is { FailedAt: not null, IsShort: true } && !clock.IsAwaited(date));

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
        options.OnlyMissing
            ? new(time.GetUtcNow(), zone, Timeout.InfiniteTimeSpan, plan.SettleAfter, null)
            : new(time.GetUtcNow(), zone, options.MaxAge ?? plan.MaxAge ?? (isTracked ? Duration.Never : null), plan.SettleAfter, options.Refresh ?? plan.Refresh);

    /// <summary>When a day's rows are published; null: with the day.</summary>
    public PublishTime? Published { get; init; }

    /// <summary>The days that have rows; null: all may.</summary>
    public OpenDays? Calendar { get; init; }

    /// <summary>The source's day.</summary>
    public DateOnly Today { get; } = DayOf(Now.UtcDateTime, Zone);

    /// <summary>The source's day of a moment, UTC.</summary>
    internal DateOnly DayOf(DateTime utc) => DayOf(utc, Zone);

    /// <summary>When an empty answer for a day is final, UTC.</summary>
    internal DateTime Settles(DateOnly date)
    {
        if (Calendar?.IsOpen(date) == false) return DateTime.MinValue;
        if (SettleAfter == Timeout.InfiniteTimeSpan) return DateTime.MaxValue;
        var midnight = Utc(date.ToDateTime(TimeOnly.MinValue));
        var settles = midnight > DateTime.MaxValue - SettleAfter ? DateTime.MaxValue : midnight + SettleAfter;
        // what is published later than that is not final before
        return PublishedAt(date) is { } published && published > settles ? published : settles;
    }

    /// <summary>True for a day that is still to come, or whose rows are not published yet.</summary>
    internal bool IsAwaited(DateOnly? date) => date is { } day && (day > Today || PublishedAt(day) > Now.UtcDateTime);

    /// <summary>True where a day was asked before its rows were published, so that they may be of its middle.</summary>
    internal bool IsEarly(DateTime at, DateOnly? date) => date is { } day && at < PublishedAt(day);

    private DateTime? PublishedAt(DateOnly date) => Published is { } published && Calendar?.IsOpen(date) != false
        ? Utc((Calendar?.After(date, published.Days) ?? date.AddDays(published.Days)).ToDateTime(published.Time))
        : null;

    private DateTime Utc(DateTime local) => local - Zone.GetUtcOffset(local);

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
