using System.Data.Common;
using System.Globalization;

namespace DataSync.Stores.Databases;

/// <summary>Commands with parameters <c>@p0</c>, <c>@p1</c>, …: a value is never part of a statement's text.</summary>
internal static class SqlCommands
{
    /// <summary>A command of a text and the values of its parameters.</summary>
    public static DbCommand Command(this DbConnection connection, string sql, params IEnumerable<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values) command.Add(value);
        return command;
    }

    /// <summary>Adds the value of the next parameter.</summary>
    public static void Add(this DbCommand command, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = Name(command.Parameters.Count);
        if (value is SqlNull { Type: var type }) parameter.DbType = type;
        parameter.Value = value is null or SqlNull ? DBNull.Value : value;
        command.Parameters.Add(parameter);
    }

    /// <summary>The name of a parameter by its number.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");

    /// <summary>Runs a statement.</summary>
    /// <returns>The rows it touched.</returns>
    public static async Task<int> ExecuteAsync(this DbConnection connection, string sql, CancellationToken cancellationToken, params IEnumerable<object?> values)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first value of the first row; null where there is none, or it is null.</summary>
    public static async Task<object?> ScalarAsync(this DbConnection connection, string sql, CancellationToken cancellationToken, params IEnumerable<object?> values)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteScalarAsync(cancellationToken) is { } value and not DBNull ? value : null;
    }

    /// <summary>The texts of the first column.</summary>
    public static async Task<List<string>> TextsAsync(this DbConnection connection, string sql, CancellationToken cancellationToken, params IEnumerable<object?> values)
    {
        await using var command = connection.Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) texts.Add(reader.GetString(0));
        return texts;
    }
}

/// <summary>A null whose type the server cannot tell from the statement.</summary>
internal sealed record SqlNull(System.Data.DbType Type);
