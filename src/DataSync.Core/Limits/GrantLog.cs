using Microsoft.Data.Sqlite;

namespace DataSync.Limits;

/// <summary>The grants of each scope, numbered in a row, so that the n-th last is found at once however long the log is.</summary>
internal readonly struct GrantLog(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>Grants looked at beyond a window's own, as those under way end in another order than they began.</summary>
    private const int Slack = 256;

    /// <summary>How long a request is under way at most: one of a process that was killed is counted as arrived after that.</summary>
    public static readonly TimeSpan LongestFlight = TimeSpan.FromMinutes(2);

    /// <summary>When the <paramref name="back"/>-th last grant was given, in ticks; null where there are not so many.</summary>
    public long? At(string scope, int back) =>
        Scalar("SELECT at FROM rate_requests WHERE scope = $scope AND number = (SELECT max(number) FROM rate_requests WHERE scope = $scope) - $n + 1", scope, back);

    /// <summary>
    /// The <paramref name="back"/>-th last moment up to which a request may have arrived at the vendor, in ticks: its answer's, or <paramref name="now"/> while it is under way.
    /// Null where there are not so many.
    /// </summary>
    public long? Arrived(string scope, int back, long now)
    {
        using var command = Command($"""
            SELECT arrived FROM (
                SELECT CASE WHEN done IS NOT NULL THEN done ELSE max(at, min($now, at + $flight)) END AS arrived
                FROM rate_requests WHERE scope = $scope AND number > (SELECT max(number) FROM rate_requests WHERE scope = $scope) - $n - {Slack})
            ORDER BY arrived DESC LIMIT 1 OFFSET $n - 1
            """, scope, back);
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.AddWithValue("$flight", LongestFlight.Ticks);
        return command.ExecuteScalar() as long?;
    }

    /// <summary>Moves grants of a time to come to <paramref name="now"/>: they are left from before the clock was set back.</summary>
    public void EndBy(string scope, long now)
    {
        if (!(At(scope, 1) > now)) return;
        using var command = Command("UPDATE rate_requests SET at = min(at, $n), done = min(done, $n) WHERE scope = $scope AND (at > $n OR done > $n)", scope, now);
        command.ExecuteNonQuery();
    }

    /// <summary>Until when the vendor has refused, in ticks; 0 where it has not.</summary>
    public long BlockedUntil(string scope) => Scalar("SELECT until FROM rate_blocks WHERE scope = $scope", scope, 0) ?? 0;

    /// <summary>Adds a grant and forgets those before the last <paramref name="keep"/>.</summary>
    /// <returns>Its number.</returns>
    public long Add(string scope, long at, int keep)
    {
        var number = (Scalar("SELECT max(number) FROM rate_requests WHERE scope = $scope", scope, 0) ?? 0) + 1;
        using var command = Command("INSERT INTO rate_requests (scope, number, at) VALUES ($scope, $n, $at); DELETE FROM rate_requests WHERE scope = $scope AND number <= $n - $keep", scope, number);
        command.Parameters.AddWithValue("$at", at);
        command.Parameters.AddWithValue("$keep", keep + Slack);
        command.ExecuteNonQuery();
        return number;
    }

    /// <summary>Notes when a request's answer was there.</summary>
    public void Done(string scope, long number, long at)
    {
        using var command = Command("UPDATE rate_requests SET done = $at WHERE scope = $scope AND number = $n", scope, number);
        command.Parameters.AddWithValue("$at", at);
        command.ExecuteNonQuery();
    }

    /// <summary>Requests under way.</summary>
    public long UnderWay(string scope, long now) => Scalar("SELECT count(*) FROM rate_flights WHERE source = $scope AND at > $n", scope, now - LongestFlight.Ticks) ?? 0;

    /// <summary>Notes that a request is under way.</summary>
    /// <returns>Its entry.</returns>
    public string Begin(string source, long at)
    {
        var id = Guid.NewGuid().ToString("n");
        using var command = Command("DELETE FROM rate_flights WHERE source = $scope AND at <= $n; INSERT INTO rate_flights VALUES ($scope, $id, $at)", source, at - LongestFlight.Ticks);
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$at", at);
        command.ExecuteNonQuery();
        return id;
    }

    /// <summary>Notes that it is over.</summary>
    public void End(string id)
    {
        using var command = Command("DELETE FROM rate_flights WHERE id = $scope", id, 0);
        command.ExecuteNonQuery();
    }

    private long? Scalar(string sql, string scope, long n)
    {
        using var command = Command(sql, scope, n);
        return command.ExecuteScalar() as long?;
    }

    private SqliteCommand Command(string sql, string scope, long n)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        command.Parameters.AddWithValue("$scope", scope);
        command.Parameters.AddWithValue("$n", n);
        return command;
    }
}
