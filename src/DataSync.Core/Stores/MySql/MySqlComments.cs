using System.Data.Common;
using DataSync.Stores.Databases;

namespace DataSync.Stores.MySql;

/// <summary>What tables and columns say of themselves, within the server's limits.</summary>
internal static class MySqlComments
{
    private const int MostOfTable = 2000, MostOfColumn = 1000;

    /// <summary>The comment of a table; null for none.</summary>
    public static string? OfTable(string? text) => Held(text, MostOfTable);

    /// <summary>The comment of a column; null for none.</summary>
    public static string? OfColumn(string? text) => Held(text, MostOfColumn);

    /// <summary>A text as a literal that the server itself has quoted.</summary>
    public static async Task<string> QuoteAsync(DbConnection connection, string text, CancellationToken cancellationToken) => (string)(await connection.ScalarAsync("SELECT QUOTE(@p0)", cancellationToken, text))!;

    /// <summary>The comments of a table's columns, the empty ones too; the table's own under no name.</summary>
    public static async Task<Dictionary<string, string>> ReadAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            SELECT '', TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @p0
            UNION ALL SELECT COLUMN_NAME, COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @p0
            """, table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken)) found[reader.GetString(0)] = reader.GetString(1);
        return found;
    }

    /// <summary>Beside the length: the server's dictionaries hold characters of at most three bytes, and put question marks for others.</summary>
    private static string? Held(string? text, int most)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var held = string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp ? rune.ToString() : "?"));
        return held.Length <= most ? held : held[..most];
    }
}
