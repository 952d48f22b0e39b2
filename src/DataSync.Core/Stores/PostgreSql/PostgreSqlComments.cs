using System.Data.Common;
using DataSync.Stores.Databases;

namespace DataSync.Stores.PostgreSql;

/// <summary>What tables and columns say of themselves.</summary>
internal static class PostgreSqlComments
{
    /// <summary>Brings the comments of a table and its columns to what the dataset says.</summary>
    public static async Task UpdateAsync(DbConnection connection, string table, string? description, IReadOnlyList<Column> columns, Func<string, string> quote, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(connection, table, cancellationToken);
        if (Differs("", description)) await SetAsync(connection, $"TABLE {table}", description!, cancellationToken);
        foreach (var column in columns.Where(c => Differs(c.Name, c.Description))) await SetAsync(connection, $"COLUMN {table}.{quote(column.Name)}", column.Description!, cancellationToken);

        bool Differs(string name, string? text) => !string.IsNullOrWhiteSpace(text) && found.GetValueOrDefault(name) != Held(text);
    }

    /// <summary>Sets the comment of something.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="what">Its kind and quoted name.</param>
    /// <param name="text">The comment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task SetAsync(DbConnection connection, string what, string text, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync($"COMMENT ON {what} IS {await PostgreSqlTables.QuoteLiteralAsync(connection, Held(text), cancellationToken)}", cancellationToken);

    /// <summary>The text without what the server cannot hold.</summary>
    private static string Held(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    /// <summary>The comments there are, by column; the table's own under no name.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            SELECT COALESCE(a.attname::text, ''), d.description FROM pg_description d LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
            WHERE d.classoid = 'pg_class'::regclass AND d.objoid = to_regclass(@p0)
            """, table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken)) found[reader.GetString(0)] = reader.GetString(1);
        return found;
    }
}
