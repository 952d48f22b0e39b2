using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>Short forms of what the index does with SQLite.</summary>
internal static class SqliteCommands
{
    /// <summary>A command with parameters <c>$1</c>, <c>$2</c>, … to be set by <see cref="Bind"/>.</summary>
    public static SqliteCommand Prepare(this SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++) command.Parameters.AddWithValue($"${i}", DBNull.Value);
        return command;
    }

    public static SqliteCommand Bind(this SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Prepare(sql, values.Length).Bind(values);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Prepare(sql, values.Length).Bind(values);
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }

    /// <summary>All or nothing. Commands that were prepared outside take part, unlike with <see cref="SqliteTransaction"/>.</summary>
    public static void Transact(this SqliteConnection connection, Action action)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            action();
            connection.Execute("COMMIT");
        }
        catch
        {
            // some errors end the transaction by themselves
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0) connection.Execute("ROLLBACK");
            throw;
        }
    }

    public static long? Int64(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTime? Time(this SqliteDataReader reader, int column) => reader.Int64(column) is { } ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;
}
