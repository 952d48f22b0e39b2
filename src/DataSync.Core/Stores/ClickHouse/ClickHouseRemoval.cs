namespace DataSync.Stores.ClickHouse;

/// <summary>Removes a table, or slices whose rows can be told from others'.</summary>
internal static class ClickHouseRemoval
{
    public const string Holder = "a removal";

    /// <summary>Removes the whole table.</summary>
    /// <returns>Rows removed.</returns>
    public static async Task<long> RemoveAsync(ClickHouseSession session, CancellationToken cancellationToken)
    {
        var rows = await CountAsync(session, "1", new(), cancellationToken);
        await session.RemoveAsync(cancellationToken);
        return rows;
    }

    /// <summary>Removes some slices. The markers go first: rows without them are replaced when the slice is asked again.</summary>
    /// <returns>Rows removed.</returns>
    /// <exception cref="DataSyncException"><c>SliceNotSeparable</c>: rows of other slices would go too.</exception>
    public static async Task<long> RemoveAsync(ClickHouseSession session, IReadOnlyCollection<string> slices, CancellationToken cancellationToken)
    {
        var record = session.Record;
        var found = await session.Book.FindSlicesAsync(record.Uuid, slices, cancellationToken);
        if (found.Count == 0) return 0;
        if (record.Mode != WriteMode.ReplaceSlice && found.Any(s => s.HasRows))
        {
            throw new DataSyncException("SliceNotSeparable", $"The slices cannot be removed alone from table '{record.Table}': in mode {record.Mode} a database does not keep rows apart by slice.",
                "Remove the whole table, and synchronize again; mode ReplaceSlice keeps slices apart.");
        }
        if (found.FirstOrDefault(s => s.Conditions is null && s.HasRows) is { } lost)
        {
            throw new DataSyncException("SliceNotSeparable", $"Slice {lost.Marker.Slice} cannot be removed alone from table '{record.Table}': a migration changed a column that told its rows.",
                "Remove the whole table, and synchronize again.");
        }
        await session.ReviseAsync(cancellationToken);
        await session.Book.DeleteMarkersAsync(record.Uuid, found.Select(s => s.Marker.Slice), cancellationToken);
        var removed = 0L;
        foreach (var slice in found.Where(s => s.Conditions is not null && s.HasRows))
        {
            var conditions = new ClickHouseConditions();
            var where = conditions.ForSlice(slice.Conditions!, record.TableColumns);
            var rows = await CountAsync(session, where, conditions, cancellationToken);
            if (rows > 0) await session.Server.ExecuteAsync(session.Ddl.Delete(record.Table, where), cancellationToken, conditions.Parameters);
            removed += rows;
        }
        return removed;
    }

    private static async Task<long> CountAsync(ClickHouseSession session, string where, ClickHouseConditions conditions, CancellationToken cancellationToken) =>
        (await session.Server.QueryAsync($"SELECT count() FROM {ClickHouseNames.Quote(session.Record.Table)}{(session.Record.IsKeyed ? " FINAL" : "")} WHERE {where}", r => r[0].GetInt64(), cancellationToken, conditions.Parameters)).Single();
}
