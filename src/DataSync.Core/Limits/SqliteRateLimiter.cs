using System.Collections.Concurrent;
using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Limits;

/// <summary>
/// Keeps rate windows in <c>state.db</c>, exactly, over all processes that share it: a log of the last grants, in which no window ever holds more than it
/// admits. Windows slide, so they hold for vendors that count by the minute of the clock as well.
/// </summary>
/// <param name="database">The workspace's state.</param>
/// <param name="time">The clock.</param>
public sealed class SqliteRateLimiter(StateDatabase database, TimeProvider time) : IRateLimiter, IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS rate_grants (scope TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, number)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rate_blocks (scope TEXT NOT NULL PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
        """;

    // a request granted later may arrive sooner: windows are taken so much longer, as the vendor counts arrivals
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(1);
    private const int MarginShare = 50;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _blocks = new(StringComparer.Ordinal);
    private SqliteConnection? _connection;

    /// <inheritdoc/>
    public async ValueTask AcquireAsync(string source, string api, IReadOnlyList<RateWindow> windows, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        var scopes = new Scopes(source, api);
        if (windows.Count == 0)
        {
            await WaitForBlocksAsync(scopes, waiting, cancellationToken);
            return;
        }
        // one request of an API waits for the windows, the others for their turn: first come, first served, and no rush when a window opens
        var queue = _queues.GetOrAdd(scopes.Api, _ => new SemaphoreSlim(1, 1));
        await queue.WaitAsync(cancellationToken);
        try
        {
            while (TryTake(scopes, windows) is { } wait)
            {
                waiting?.Invoke(wait);
                await Task.Delay(wait, time, cancellationToken);
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
        var scopes = new Scopes(source, api);
        var scope = wholeSource ? scopes.Source : scopes.Api;
        var until = time.GetUtcNow() + duration;
        _blocks.AddOrUpdate(scope, until, (_, known) => known > until ? known : until);
        lock (_lock)
        {
            using var command = Connection.CreateCommand();
            command.CommandText = "INSERT INTO rate_blocks VALUES ($scope, $until) ON CONFLICT (scope) DO UPDATE SET until = max(until, excluded.until)";
            command.Parameters.AddWithValue("$scope", scope);
            command.Parameters.AddWithValue("$until", until.UtcTicks);
            command.ExecuteNonQuery();
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        foreach (var queue in _queues.Values) queue.Dispose();
    }

    private SqliteConnection Connection => _connection ??= database.Open(Schema);

    private async ValueTask WaitForBlocksAsync(Scopes scopes, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
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
    private TimeSpan? TryTake(Scopes scopes, IReadOnlyList<RateWindow> windows)
    {
        lock (_lock)
        {
            using var transaction = Connection.BeginTransaction(deferred: false);
            var log = new GrantLog(Connection, transaction);
            var now = time.GetUtcNow().UtcTicks;
            var opens = Math.Max(log.BlockedUntil(scopes.Api), log.BlockedUntil(scopes.Source));
            foreach (var window in windows)
            {
                var scope = window.PerApi ? scopes.Api : scopes.Source;
                log.EndBy(scope, now);
                if (log.At(scope, window.Requests) is { } at) opens = Math.Max(opens, at + (window.Per + Margin(window)).Ticks);
            }
            if (opens <= now)
                foreach (var group in windows.GroupBy(w => w.PerApi)) log.Add(group.Key ? scopes.Api : scopes.Source, now, keep: group.Max(w => w.Requests));
            transaction.Commit();
            return opens > now ? TimeSpan.FromTicks(opens - now) : null;
        }
    }

    private static TimeSpan Margin(RateWindow window) => window.Per / MarginShare < MaxMargin ? window.Per / MarginShare : MaxMargin;

    private readonly struct Scopes(string source, string api)
    {
        public string Source { get; } = source.ToLowerInvariant();
        public string Api { get; } = $"{source.ToLowerInvariant()}/{api}";
    }
}
