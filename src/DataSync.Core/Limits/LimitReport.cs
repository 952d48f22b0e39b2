using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Limits;

/// <summary>Says which limits of a source hold, and how much of them is used, by all processes of the workspace.</summary>
/// <param name="database">The workspace's state.</param>
/// <param name="time">The clock.</param>
public sealed class LimitReport(StateDatabase database, TimeProvider time)
{
    /// <summary>The limits: those stated, then those learned. Changes nothing.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="stated">What it states.</param>
    /// <param name="api">Only those that a request of this API counts in; null: all that are known.</param>
    public IReadOnlyList<SourceLimit> Read(string source, RateLimits stated, string? api = null) => database.Peek(connection => Read(connection, source, stated, api),
        [.. stated.Windows.Select(w => Limit(source, w.PerApi ? api : null, w, LimitOrigin.Stated)), .. Concurrent(source, stated, 0)]);

    private IReadOnlyList<SourceLimit> Read(SqliteConnection connection, string source, RateLimits stated, string? only)
    {
        var now = time.GetUtcNow();
        var prefix = $"{source.ToLowerInvariant()}/";
        var apis = only is null ? Apis(connection, prefix) : [only];
        var found = new List<SourceLimit>();
        foreach (var window in stated.Windows) Add(window, LimitOrigin.Stated, window.PerApi ? apis : [""]);
        foreach (var api in apis.Prepend(""))
            foreach (var window in new LearnedLimits(connection).Read(new RateScopes(source, api), now).Where(w => w.PerApi == (api.Length > 0)))
                Add(window, LimitOrigin.Learned, [api]);
        found.AddRange(Concurrent(source, stated, connection.Scalar("SELECT count(*) FROM rate_flights WHERE source = $1 AND at > $2", source.ToLowerInvariant(), (now - GrantLog.LongestFlight).UtcTicks) as long? ?? 0));
        return found;

        void Add(RateWindow window, LimitOrigin origin, IReadOnlyList<string> counted)
        {
            if (counted.Count == 0) found.Add(Limit(source, null, window, origin));
            foreach (var api in counted)
            {
                var scope = new RateScopes(source, api).Of(window);
                found.Add(Limit(source, api.Length > 0 ? api : null, window, origin) with
                {
                    Used = connection.Scalar("SELECT count(*) FROM rate_requests WHERE scope = $1 AND ifnull(done, $2) > $3", scope, now.UtcTicks, (now - window.Per).UtcTicks) as long? ?? 0,
                    BlockedUntil = connection.Scalar("SELECT max(until) FROM rate_blocks WHERE scope IN ($1, $2) AND until > $3", scope, source.ToLowerInvariant(), now.UtcTicks) is long until ? new DateTime(until, DateTimeKind.Utc) : null,
                });
            }
        }
    }

    /// <summary>Forgets what was learned of a source, and its refusals: they were of another account or contract.</summary>
    public void Forget(string source)
    {
        if (!database.Exists) return;
        using var connection = database.Open(LimitSchema.Ddl);
        foreach (var table in (string[])["rate_learned", "rate_blocks"])
            connection.Execute($"DELETE FROM {table} WHERE scope = $1 OR substr(scope, 1, length($2)) = $2", source.ToLowerInvariant(), $"{source.ToLowerInvariant()}/");
    }

    private static List<string> Apis(SqliteConnection connection, string prefix)
    {
        using var command = connection.Prepare("""
            SELECT DISTINCT substr(scope, length($1) + 1) FROM (SELECT scope FROM rate_requests UNION SELECT scope FROM rate_learned UNION SELECT scope FROM rate_blocks)
            WHERE substr(scope, 1, length($1)) = $1 ORDER BY 1
            """, 1).Bind(prefix);
        using var reader = command.ExecuteReader();
        var apis = new List<string>();
        while (reader.Read()) apis.Add(reader.GetString(0));
        return apis;
    }

    private static SourceLimit Limit(string source, string? api, RateWindow window, LimitOrigin origin) =>
        new() { Source = source, Api = api, Requests = window.Requests, Per = window.Per, PerApi = window.PerApi, Origin = origin };

    private static IEnumerable<SourceLimit> Concurrent(string source, RateLimits stated, long used) =>
        stated.Concurrent is { } most ? [new SourceLimit { Source = source, Requests = most, Used = used }] : [];
}
