using System.Runtime.InteropServices;
using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Limits;

/// <summary>
/// When the requests of runs that follow each other would be sent: the windows as the limiter keeps them, from what has been used of them on. For runs of one source; sends and counts nothing.
/// </summary>
/// <param name="database">The workspace's state, which is only read.</param>
/// <param name="time">The clock.</param>
/// <param name="source">The source's name.</param>
internal sealed class RateForecast(StateDatabase database, TimeProvider time, string source)
{
    private readonly Dictionary<string, Grants> _grants = new(StringComparer.Ordinal);
    private readonly List<string> _plans = [];
    private readonly long _now = time.GetUtcNow().UtcTicks;
    private long _end = time.GetUtcNow().UtcTicks;

    /// <summary>Adds a run, after those that were added before.</summary>
    /// <param name="plan">Its plan's name.</param>
    /// <param name="api">The API it asks.</param>
    /// <param name="stated">The limits that the source states for it.</param>
    /// <param name="requests">Its requests.</param>
    /// <param name="workers">Most requests at once.</param>
    /// <param name="duration">How long a request takes; zero where that is not known.</param>
    /// <param name="zone">The zone whose days are counted.</param>
    public RateCourse Add(string plan, string api, RateLimits stated, long requests, int workers, TimeSpan duration, TimeZoneInfo zone)
    {
        var scopes = new RateScopes(source, api);
        var limits = new LimitReport(database, time).Read(source, stated, api);
        var windows = limits.Where(l => l.Per is not null).Select(l => new RateWindow(l.Requests, l.Per!.Value, l.PerApi)).ToList();
        var begins = Math.Max(_end, limits.Max(l => l.BlockedUntil?.Ticks) ?? 0);
        var course = new RateCourse { Limits = [.. limits.Select(l => Estimate(l, scopes, requests, begins))], After = [.. _plans] };
        _plans.Add(plan);
        if (requests == 0) return course;
        workers = Math.Min(workers, stated.Concurrent ?? workers);
        var bounds = windows.ConvertAll(w => new Bound(GrantsOf(scopes.Of(w)), w.Requests, (w.Per + SqliteRateLimiter.Margin(w)).Ticks, w.Per <= SqliteRateLimiter.ShortWindow));
        // they count in the source as a whole and by API, whatever windows this run has: a later one may have others
        var counted = bounds.Select(b => b.Grants).Append(GrantsOf(scopes.Api)).Append(GrantsOf(scopes.Source)).Distinct().ToList();
        var (days, first) = (new Days(zone), 0L);
        // the ends of the last requests, one for each worker
        var (ends, at) = (new long[workers], begins);
        for (var n = 0L; n < requests; n++)
        {
            ref var worker = ref ends[n % workers];
            at = Math.Max(at, worker);
            foreach (var bound in bounds) at = Math.Max(at, bound.Opens());
            worker = at + duration.Ticks;
            foreach (var grants in counted) grants.Add(at, worker);
            days.Add(at);
            if (n == 0) first = at;
        }
        _end = at + duration.Ticks;
        // without windows and durations nothing tells how fast they go
        return windows.Count == 0 && duration == TimeSpan.Zero ? course with { Begins = new DateTime(first, DateTimeKind.Utc) }
            : course with { Begins = new DateTime(first, DateTimeKind.Utc), Ends = new DateTime(_end, DateTimeKind.Utc), Days = days.Counted() };
    }

    /// <summary>How long a request of an API took of late, in seconds; of the source's others where it was not asked. Null where none was.</summary>
    public double? Pace(string api)
    {
        var scopes = new RateScopes(source, api);
        return database.Peek(connection => Seconds(connection, scopes.Api) ?? Seconds(connection, scopes.Source), null);

        static double? Seconds(SqliteConnection connection, string scope) => connection.Scalar(
            "SELECT avg(done - at) FROM (SELECT at, done FROM rate_requests WHERE scope = $1 AND done IS NOT NULL ORDER BY number DESC LIMIT 1000)", scope) is double ticks ? ticks / TimeSpan.TicksPerSecond : null;
    }

    private LimitEstimate Estimate(SourceLimit limit, RateScopes scopes, long requests, long begins)
    {
        var (all, added) = limit.Per is { } per ? GrantsOf(limit.PerApi ? scopes.Api : scopes.Source).Since(begins - per.Ticks) : (0, 0);
        return new LimitEstimate
        {
            Source = limit.Source,
            Api = limit.Api,
            Requests = limit.Requests,
            Per = limit.Per,
            Origin = limit.Origin,
            Used = limit.Used,
            Earlier = added,
            Left = Math.Max(0, limit.Requests - all),
            Needed = requests,
            BlockedUntil = limit.BlockedUntil,
        };
    }

    private Grants GrantsOf(string scope)
    {
        ref var grants = ref CollectionsMarshal.GetValueRefOrAddDefault(_grants, scope, out _);
        return grants ??= database.Peek(connection => new Grants(connection, scope, _now), new Grants());
    }

    /// <summary>A window, and when it admits the next request.</summary>
    private readonly record struct Bound(Grants Grants, int Requests, long Per, bool ByArrival)
    {
        public long Opens() => Grants.Back(Requests, ByArrival) is { } last ? last + Per : 0;
    }

    /// <summary>The requests of a scope, oldest first: those of the log, then those that would be sent.</summary>
    private sealed class Grants
    {
        private const int Least = 1 << 16;
        private readonly List<long> _sent = [], _arrived = [];
        private int _keep = Least;
        private long _added;

        public Grants() { }

        public Grants(SqliteConnection connection, string scope, long now)
        {
            using var command = connection.Prepare("SELECT at, done FROM rate_requests WHERE scope = $1 ORDER BY number", 1).Bind(scope);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var at = Math.Min(reader.GetInt64(0), now);
                _sent.Add(at);
                _arrived.Add(Math.Min(reader.Int64(1) ?? at + GrantLog.LongestFlight.Ticks, now));
            }
            _arrived.Sort();
        }

        /// <summary>Requests that were sent after a moment, and those of them that were added here.</summary>
        public (long All, long Added) Since(long moment)
        {
            var at = _sent.BinarySearch(moment);
            // of equal ones any may be found
            for (at = at < 0 ? ~at : at; at < _sent.Count && _sent[at] <= moment; at++) { }
            return (_sent.Count - at, Math.Min(_sent.Count - at, _added));
        }

        public void Add(long at, long arrived)
        {
            _sent.Add(at);
            _arrived.Add(arrived);
            _added++;
            if (_sent.Count < 2 * (long)_keep) return;
            foreach (var list in (List<long>[])[_sent, _arrived]) list.RemoveRange(0, list.Count - _keep);
        }

        /// <summary>When the n-th last was sent, or its answer there; null where there are not so many.</summary>
        public long? Back(int n, bool byArrival)
        {
            _keep = Math.Max(_keep, n);
            var list = byArrival ? _arrived : _sent;
            return n <= list.Count ? list[^n] : null;
        }
    }

    /// <summary>Counts requests by the days of a zone.</summary>
    private sealed class Days(TimeZoneInfo zone)
    {
        private readonly List<DayEstimate> _days = [];
        private long _count, _until;
        private DateOnly _day;

        public void Add(long at)
        {
            if (at >= _until)
            {
                Close();
                var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(at, DateTimeKind.Utc), zone);
                _day = DateOnly.FromDateTime(local);
                // an hour that a zone repeats or leaves out only has it looked up once more
                _until = Math.Min(at + TimeSpan.TicksPerHour, at + (TimeSpan.FromDays(1) - local.TimeOfDay).Ticks);
            }
            _count++;
        }

        public IReadOnlyList<DayEstimate> Counted()
        {
            Close();
            return _days;
        }

        private void Close()
        {
            if (_count == 0) return;
            if (_days is [.., var last] && last.Day == _day) _days[^1] = last with { Requests = last.Requests + _count };
            else _days.Add(new(_day, _count));
            _count = 0;
        }
    }
}

/// <summary>How a run would go through its source's limits.</summary>
internal sealed record RateCourse
{
    /// <summary>The limits it counts in.</summary>
    public IReadOnlyList<LimitEstimate> Limits { get; init; } = [];
    /// <summary>The plans before.</summary>
    public IReadOnlyList<string> After { get; init; } = [];
    /// <summary>Its first request, UTC; null where it has none.</summary>
    public DateTime? Begins { get; init; }
    /// <summary>Its last answer, UTC; null where nothing tells.</summary>
    public DateTime? Ends { get; init; }
    /// <summary>Its requests by day.</summary>
    public IReadOnlyList<DayEstimate> Days { get; init; } = [];
}
