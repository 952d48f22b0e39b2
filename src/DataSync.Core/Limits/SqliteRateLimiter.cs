using System.Collections.Concurrent;
using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Limits;

/// <summary>
/// Keeps rate windows in <c>state.db</c>, exactly, over all processes that share it: a log of the last requests, in which no window ever holds more than it
/// admits. Windows slide, so they hold for vendors that count by the minute of the clock as well. A vendor counts a request when it arrives, which is some time between its
/// sending and its answer; so in short windows, where that matters, a request counts from its sending until a window's length after its answer.
/// </summary>
/// <param name="database">The workspace's state.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads the wake-ups of processes that wait for the same moment; null: a shared one.</param>
public sealed class SqliteRateLimiter(StateDatabase database, TimeProvider time, Random? random = null) : IRateLimiter, IDisposable
{
    // clocks are not read at one moment: windows are taken so much longer
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(1);
    private const int MarginShare = 50;

    /// <summary>Windows up to this length count by answers; in longer ones a request's time on its way is nothing beside the margin.</summary>
    internal static readonly TimeSpan ShortWindow = TimeSpan.FromMinutes(2);

    /// <summary>How often a process looks whether a request of others has ended.</summary>
    private static readonly TimeSpan FlightPoll = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly Random _random = random ?? Random.Shared;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _blocks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<RateWindow>> _learned = new(StringComparer.Ordinal);
    private SqliteConnection? _connection;

    /// <inheritdoc/>
    public async ValueTask<IDisposable> AcquireAsync(string source, string api, RateLimits limits, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        var scopes = new RateScopes(source, api);
        if (Recall(scopes).Count == 0 && limits.Windows.Count == 0 && limits.Concurrent is null)
        {
            await WaitForBlocksAsync(scopes, waiting, cancellationToken);
            return RatePlace.None;
        }
        // one request of an API waits for the windows, the others for their turn: first come, first served, and no rush when a window opens
        var queue = _queues.GetOrAdd(scopes.Api, _ => new SemaphoreSlim(1, 1));
        await queue.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var (place, wait) = TryTake(scopes, limits);
                if (place is not null) return place;
                waiting?.Invoke(wait);
                // those of other processes that wait for the same moment come one after another
                await Task.Delay(wait + TimeSpan.FromTicks(_random.NextInt64(Spread(wait).Ticks + 1)), time, cancellationToken);
            }
        }
        finally
        {
            queue.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask BlockAsync(string source, string api, TimeSpan duration, bool wholeSource, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scopes = new RateScopes(source, api);
        var scope = wholeSource ? scopes.Source : scopes.Api;
        var until = time.GetUtcNow() + duration;
        NoteBlock(scope, until);
        lock (_lock)
            Connection.Execute("INSERT INTO rate_blocks VALUES ($1, $2) ON CONFLICT (scope) DO UPDATE SET until = max(until, excluded.until)", scope, until.UtcTicks);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask LearnAsync(string source, string api, RateWindow window, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scopes = new RateScopes(source, api);
        lock (_lock)
        {
            var book = new LearnedLimits(Connection);
            book.Add(scopes, window, time.GetUtcNow());
            if (window.PerApi) _learned[scopes.Api] = book.Read(scopes, time.GetUtcNow());
            else _learned.Clear(); // it holds for the others of the source too
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _connection?.Dispose();
            _connection = null;
        }
        foreach (var queue in _queues.Values) queue.Dispose();
    }

    private SqliteConnection Connection => _connection ??= database.Open(LimitSchema.Ddl);

    /// <summary>What was learned of an API; and, once, how long it is refused: by this process or others before.</summary>
    private IReadOnlyList<RateWindow> Recall(RateScopes scopes)
    {
        if (_learned.TryGetValue(scopes.Api, out var known)) return known;
        lock (_lock)
        {
            if (!database.Exists) return _learned[scopes.Api] = [];
            foreach (var scope in (string[])[scopes.Api, scopes.Source])
                if (Connection.Scalar("SELECT until FROM rate_blocks WHERE scope = $1", scope) is long until) NoteBlock(scope, new DateTimeOffset(until, TimeSpan.Zero));
            return _learned[scopes.Api] = new LearnedLimits(Connection).Read(scopes, time.GetUtcNow());
        }
    }

    private void NoteBlock(string scope, DateTimeOffset until) => _blocks.AddOrUpdate(scope, until, (_, known) => known > until ? known : until);

    private async ValueTask WaitForBlocksAsync(RateScopes scopes, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        while (Remaining(scopes.Api, scopes.Source) is { } wait)
        {
            waiting?.Invoke(wait);
            await Task.Delay(wait, time, cancellationToken);
        }

        TimeSpan? Remaining(params ReadOnlySpan<string> names)
        {
            var now = time.GetUtcNow();
            TimeSpan? longest = null;
            foreach (var name in names)
                if (_blocks.TryGetValue(name, out var until) && until > now && !(longest > until - now)) longest = until - now;
            return longest;
        }
    }

    /// <summary>Counts one request if every window admits it now; else says how long to wait before the next try.</summary>
    private (RatePlace? Place, TimeSpan Wait) TryTake(RateScopes scopes, RateLimits limits)
    {
        lock (_lock)
        {
            // others may have learned meanwhile
            var learned = _learned[scopes.Api] = new LearnedLimits(Connection).Read(scopes, time.GetUtcNow());
            using var transaction = Connection.BeginTransaction(deferred: false);
            var log = new GrantLog(Connection, transaction);
            var now = time.GetUtcNow().UtcTicks;
            var opens = Math.Max(log.BlockedUntil(scopes.Api), log.BlockedUntil(scopes.Source));
            IReadOnlyList<RateWindow> windows = [.. limits.Windows, .. learned];
            foreach (var window in windows)
            {
                var scope = scopes.Of(window);
                log.EndBy(scope, now);
                var last = window.Per <= ShortWindow ? log.Arrived(scope, window.Requests, now) : log.At(scope, window.Requests);
                if (last is { } at) opens = Math.Max(opens, at + (window.Per + Margin(window)).Ticks);
            }
            var isCrowded = limits.Concurrent is { } most && log.UnderWay(scopes.Source, now) >= most;
            if (opens > now || isCrowded)
            {
                transaction.Commit();
                return (null, opens > now ? TimeSpan.FromTicks(opens - now) : FlightPoll);
            }
            var numbers = windows.GroupBy(w => w.PerApi).Select(g => g.Key ? scopes.Api : scopes.Source).ToList()
                .ConvertAll(scope => (scope, log.Add(scope, now, keep: windows.Where(w => scopes.Of(w) == scope).Max(w => w.Requests))));
            var place = new RatePlace(numbers, limits.Concurrent is null ? null : log.Begin(scopes.Source, now), Finish);
            transaction.Commit();
            return (place, default);
        }
    }

    /// <summary>A request's answer is there, or none will come.</summary>
    private void Finish(RatePlace place)
    {
        lock (_lock)
        {
            if (_connection is null) return;
            using var transaction = _connection.BeginTransaction(deferred: false);
            var log = new GrantLog(_connection, transaction);
            var now = time.GetUtcNow().UtcTicks;
            foreach (var (scope, number) in place.Numbers) log.Done(scope, number, now);
            if (place.Flight is { } flight) log.End(flight);
            transaction.Commit();
        }
    }

    /// <summary>How much longer than it says a window is taken.</summary>
    internal static TimeSpan Margin(RateWindow window) => window.Per / MarginShare < MaxMargin ? window.Per / MarginShare : MaxMargin;

    private static TimeSpan Spread(TimeSpan wait) => wait / MarginShare < MaxMargin / 10 ? wait / MarginShare : MaxMargin / 10;
}
