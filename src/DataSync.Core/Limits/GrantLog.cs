using Microsoft.Data.Sqlite;

namespace DataSync.Limits;

/// <summary>The grants of each scope, numbered in a row, so that the n-th last is found at once however long the log is.</summary>
internal readonly struct GrantLog(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>When the <paramref name="back"/>-th last grant was given, in ticks; null where there are not so many.</summary>
    public long? At(string scope, int back) =>
        Scalar("SELECT at FROM rate_grants WHERE scope = $scope AND number = (SELECT max(number) FROM rate_grants WHERE scope = $scope) - $n + 1", scope, back);

    /// <summary>Moves grants of a time to come to <paramref name="now"/>: they are left from before the clock was set back.</summary>
    public void EndBy(string scope, long now)
    {
        if (!(At(scope, 1) > now)) return;
        using var command = Command("UPDATE rate_grants SET at = $n WHERE scope = $scope AND at > $n", scope, now);
        command.ExecuteNonQuery();
    }

    /// <summary>Until when the vendor has refused, in ticks; 0 where it has not.</summary>
    public long BlockedUntil(string scope) => Scalar("SELECT until FROM rate_blocks WHERE scope = $scope", scope, 0) ?? 0;

    /// <summary>Adds a grant and forgets those before the last <paramref name="keep"/>.</summary>
    public void Add(string scope, long at, int keep)
    {
        var number = (Scalar("SELECT max(number) FROM rate_grants WHERE scope = $scope", scope, 0) ?? 0) + 1;
        using var command = Command("INSERT INTO rate_grants VALUES ($scope, $n, $at); DELETE FROM rate_grants WHERE scope = $scope AND number <= $n - $keep", scope, number);
        command.Parameters.AddWithValue("$at", at);
        command.Parameters.AddWithValue("$keep", keep);
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
