using System.Data.Common;
using DataSync.Stores.Databases;

namespace DataSync.Stores.MySql;

/// <summary>
/// Moves staged rows into a table. The server takes the rows one after another, so of a key that is staged twice the later row meets the earlier one
/// as though that had been there. A row that is there already as it comes is not touched.
/// </summary>
internal static class MySqlMerge
{
    public static Task RunAsync(DbConnection connection, MergeRequest request, Func<string, string> quote, CancellationToken cancellationToken) => connection.ExecuteAsync(Statement(request, quote), cancellationToken);

    private static string Statement(MergeRequest request, Func<string, string> quote)
    {
        var columns = string.Join(", ", request.Columns.Select(c => quote(c.Name)));
        var ordinal = quote(StageOrdinal.For(request.Columns).Name);
        // of a later slice each row wins, and within a slice the higher version: so in that order, and each wins over those before it
        var order = !request.HasDuplicates ? "" : request is { LaterSliceWins: true, VersionColumn: { } name } ? $" ORDER BY {ordinal} >> {StageOrdinal.RowBits}, {quote(name)}, {ordinal}" : $" ORDER BY {ordinal}";
        var rows = $"INSERT INTO {request.Table} ({columns}) SELECT {columns} FROM {request.Stage}{order}";
        if (request.Key.Count == 0) return rows;
        var version = request.LaterSliceWins ? null : request.VersionColumn;
        // assigned last, as those before compare with it
        var changing = request.Columns.Select(c => c.Name).Where(c => !request.Key.Contains(c)).OrderBy(c => c == version ? 1 : 0).Select(quote).ToList();
        // VALUES(column) is the form that both MySQL and MariaDB know
        return rows + " ON DUPLICATE KEY UPDATE " + string.Join(", ", changing.Count == 0 ? [$"{quote(request.Key[0])} = VALUES({quote(request.Key[0])})"]
            : changing.Select(c => version is null ? $"{c} = VALUES({c})" : $"{c} = IF({request.Table}.{quote(version)} IS NULL OR VALUES({quote(version)}) >= {request.Table}.{quote(version)}, VALUES({c}), {request.Table}.{c})"));
    }
}
