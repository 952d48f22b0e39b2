using DataSync.Stores.Files;

namespace DataSync.Stores.Databases;

/// <summary>Removes a table, or slices whose rows can be told from others'.</summary>
internal static class TableRemoval
{
    public const string Holder = "a removal";

    /// <summary>Removes the whole table.</summary>
    /// <returns>Rows removed.</returns>
    public static async Task<long> RemoveAsync(TableSession session, CancellationToken cancellationToken)
    {
        var rows = await session.Server.FindColumnsAsync(session.Connection, session.Table, cancellationToken) is null ? 0 : await CountAsync(session, cancellationToken);
        await session.ForgetAsync(session.Record, cancellationToken);
        return rows;
    }

    /// <summary>Removes some slices. The birth id is a new one, as markers are taken back.</summary>
    /// <returns>Rows removed.</returns>
    /// <exception cref="DataSyncException"><c>SliceNotSeparable</c>: rows of other slices would go too.</exception>
    public static async Task<long> RemoveAsync(TableSession session, IReadOnlyCollection<string> slices, CancellationToken cancellationToken)
    {
        var (record, server) = (session.Record, session.Server);
        var found = await session.Book.ReadConditionsAsync(record.Birth, slices, cancellationToken);
        if (found.Count == 0) return 0;
        if (record.Mode == WriteMode.Replace || (record.Mode != WriteMode.ReplaceSlice && found.Any(s => s.Rows > 0)))
        {
            throw new DataSyncException("SliceNotSeparable", $"The slices cannot be removed alone from table '{record.Table}': in mode {record.Mode} a database does not keep rows apart by slice.",
                "Remove the whole table, and synchronize again; mode ReplaceSlice keeps slices apart.");
        }
        var removed = 0L;
        await session.CommitAsync(record with { Birth = Bookkeeping.NewBirth() }, async () =>
        {
            foreach (var slice in found.Where(s => s.Conditions is { Count: > 0 }))
            {
                await using var delete = session.Connection.Command("");
                var conditions = slice.Conditions!.Select(c => new SliceCondition(c.Column, c.Operator, Conform.Values(c, record.Columns.First(x => x.Name == c.Column)))).ToList();
                delete.CommandText = $"DELETE FROM {server.Table(record.Table)} WHERE {SqlConditions.ForSlice(delete, conditions, server.Quote)}";
                removed += await delete.ExecuteNonQueryAsync(cancellationToken);
            }
            foreach (var chunk in slices.Chunk(200)) await session.Book.DeleteAsync(record.Birth, chunk, cancellationToken);
        }, cancellationToken);
        return removed;
    }

    private static async Task<long> CountAsync(TableSession session, CancellationToken cancellationToken) =>
        Convert.ToInt64(await session.Connection.ScalarAsync($"SELECT COUNT(*) FROM {session.Server.Table(session.Table)}", cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
}
