using System.Data.Common;
using DataSync.Stores.Databases;

namespace DataSync.Stores.PostgreSql;

/// <summary>Moves staged rows into a table; of those that are there already only the ones that differ are touched.</summary>
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
        var update = string.Join(", ", changing.Select(c => $"{quote(c.Name)} = excluded.{quote(c.Name)}"));
        // in ReplaceSlice what the slice selects is gone, and a row of the same key elsewhere gives way to the later slice
        var isNewer = version is null || request.LaterSliceWins ? "" : $"(t.{quote(version.Name)} IS NULL OR {InByteOrder($"excluded.{quote(version.Name)}", version)} >= {InByteOrder($"t.{quote(version.Name)}", version)}) AND ";
        return $"INSERT INTO {request.Table} AS t ({columns}) {rows} ON CONFLICT ({key}) DO UPDATE SET {update} WHERE {isNewer}({Row("t", changing)}) IS DISTINCT FROM ({Row("excluded", changing)})";

        // json has no equality of its own
        string Row(string alias, List<Column> of) => "ROW(" + string.Join(", ", of.Select(c => $"{alias}.{quote(c.Name)}{(c.Type.Kind == DataKind.Json ? "::text" : "")}")) + ")";
    }

    private static string InByteOrder(string expression, Column column) => column.Type.Kind switch
    {
        DataKind.String => $"{expression} COLLATE \"C\"",
        DataKind.Json => $"{expression}::text COLLATE \"C\"",
        _ => expression,
    };
}
