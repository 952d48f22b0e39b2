using System.Data.Common;
using DataSync.Stores.Databases;

namespace DataSync.Stores.PostgreSql;

/// <summary>Moves staged rows into a table; of those that are there already only the ones that differ are written.</summary>
internal static class PostgreSqlMerge
{
    public static Task RunAsync(DbConnection connection, MergeRequest request, Func<string, string> quote, CancellationToken cancellationToken) => connection.ExecuteAsync(Statement(request, quote), cancellationToken);

    private static string Statement(MergeRequest request, Func<string, string> quote)
    {
        var columns = string.Join(", ", request.Columns.Select(c => quote(c.Name)));
        var ordinal = quote(StageOrdinal.For(request.Columns).Name);
        if (request.Key.Count == 0) return $"INSERT INTO {request.Table} ({columns}) SELECT {columns} FROM {request.Stage} ORDER BY {ordinal}";
        var key = string.Join(", ", request.Key.Select(quote));
        var version = request.VersionColumn is { } name ? request.Columns.First(c => c.Name == name) : null;
        var rows = $"SELECT {columns} FROM {request.Stage}";
        if (request.HasDuplicates)
        {
            var slice = request.LaterSliceWins && version is not null ? $"{ordinal} >> {StageOrdinal.RowBits} DESC, " : "";
            var order = version is null ? "" : $"{InByteOrder(quote(version.Name), version)} DESC NULLS LAST, ";
            rows = $"SELECT DISTINCT ON ({key}) {columns} FROM {request.Stage} ORDER BY {key}, {slice}{order}{ordinal} DESC";
        }
        var changing = request.Columns.Where(c => !request.Key.Contains(c.Name)).ToList();
        if (changing.Count == 0) return $"INSERT INTO {request.Table} ({columns}) {rows} ON CONFLICT ({key}) DO NOTHING";
        // ON CONFLICT locks, and so writes, also the rows that it then leaves as they are; a join only reads them, but of new rows it would be work for nothing
        if (request.AreMostlyStored)
        {
            var sameKey = string.Join(" AND ", request.Columns.Except(changing).Select(c => $"{Value("t", c)} = {Value("s", c)}"));
            rows = $"SELECT {columns} FROM ({rows}) AS s WHERE NOT EXISTS (SELECT FROM {request.Table} AS t WHERE {sameKey} AND {Row("t")} IS NOT DISTINCT FROM {Row("s")})";
        }
        var update = string.Join(", ", changing.Select(c => $"{quote(c.Name)} = excluded.{quote(c.Name)}"));
        // in ReplaceSlice what the slice selects is gone, and a row of the same key elsewhere gives way to the later slice
        var isNewer = version is null || request.LaterSliceWins ? "" : $"(t.{quote(version.Name)} IS NULL OR {Value("excluded", version)} >= {Value("t", version)}) AND ";
        return $"INSERT INTO {request.Table} AS t ({columns}) {rows} ON CONFLICT ({key}) DO UPDATE SET {update} WHERE {isNewer}{Row("t")} IS DISTINCT FROM {Row("excluded")}";

        string Row(string alias) => $"ROW({string.Join(", ", changing.Select(c => Value(alias, c)))})";
        string Value(string alias, Column column) => InByteOrder($"{alias}.{quote(column.Name)}", column);
    }

    /// <summary>A value as it is compared: texts byte by byte, whatever collation somebody gave the table's column; json, which has no equality of its own, by its text.</summary>
    private static string InByteOrder(string expression, Column column) => column.Type.Kind switch
    {
        DataKind.String => $"{expression} COLLATE \"C\"",
        DataKind.Json => $"{expression}::text COLLATE \"C\"",
        _ => expression,
    };
}
