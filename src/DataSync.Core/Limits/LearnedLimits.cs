using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Limits;

/// <summary>
/// Limits that a vendor named when it refused. An account's limits change (more points, another contract), so one that is not named again is forgotten after a week: too high a rate
/// then costs one refusal, which teaches it anew.
/// </summary>
/// <param name="connection">The workspace's state.</param>
internal sealed class LearnedLimits(SqliteConnection connection)
{
    /// <summary>How long a limit holds that is not named again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>The windows that hold for an API, its source's own among them.</summary>
    public IReadOnlyList<RateWindow> Read(RateScopes scopes, DateTimeOffset now)
    {
        using var command = connection.Prepare("SELECT scope, per, requests FROM rate_learned WHERE scope IN ($1, $2) AND at > $3", 3).Bind(scopes.Api, scopes.Source, (now - Lifetime).UtcTicks);
        using var reader = command.ExecuteReader();
        var windows = new List<RateWindow>();
        while (reader.Read()) windows.Add(new RateWindow((int)reader.GetInt64(2), TimeSpan.FromTicks(reader.GetInt64(1)), PerApi: reader.GetString(0) == scopes.Api));
        return windows;
    }

    /// <summary>Notes a window.</summary>
    public void Add(RateScopes scopes, RateWindow window, DateTimeOffset now) => connection.Execute(
        "INSERT INTO rate_learned (scope, per, requests, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET requests = excluded.requests, at = excluded.at", scopes.Of(window), window.Per.Ticks, window.Requests, now.UtcTicks);
}
