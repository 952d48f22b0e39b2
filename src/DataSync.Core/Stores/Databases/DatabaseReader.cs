using System.Data.Common;
using System.Runtime.CompilerServices;
using DataSync.Rows;

namespace DataSync.Stores.Databases;

/// <summary>
/// Reads a table in one statement, which sees one moment of it. What was before a commit (<see cref="ReadQuery.AsOf"/>) a database does not keep: it
/// is read as it is.
/// </summary>
internal static class DatabaseReader
{
    /// <summary>Reads the rows that a query asks for.</summary>
    public static async IAsyncEnumerable<RowBatch> ReadAsync(DatabaseServer server, string table, ReadQuery query, DatabaseLimits limits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        try
        {
            var record = await OpenAsync(server, connection, table, cancellationToken);
            var rowQuery = new RowQuery(record.Columns, query);
            await foreach (var batch in rowQuery.ApplyAsync(SelectAsync(server, connection, table, rowQuery.Columns, query, limits, cancellationToken), cancellationToken)) yield return batch;
        }
        finally
        {
            await EndAsync(server, connection);
        }
    }

    /// <summary>Ends the transaction, as a pool would keep it, and with it the table's lock.</summary>
    private static async Task EndAsync(DatabaseServer server, DbConnection connection)
    {
        try
        {
            if (connection.State == System.Data.ConnectionState.Open) await connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
        }
        catch (Exception e) when (server.IsServerError(e))
        {
            // then the connection is broken, and the transaction gone with it
        }
    }

    /// <summary>Begins a transaction in which the table's columns stay as they are.</summary>
    private static async Task<TargetRecord> OpenAsync(DatabaseServer server, DbConnection connection, string table, CancellationToken cancellationToken)
    {
        var book = new Bookkeeping(server, connection);
        if (await server.HasBookkeepingAsync(connection, cancellationToken) && await book.FindAsync(table, cancellationToken) is not null && await server.FindColumnsAsync(connection, table, cancellationToken) is not null)
        {
            await server.BeginAsync(connection, cancellationToken);
            await server.HoldAsync(connection, table, cancellationToken);
            if (await book.FindAsync(table, cancellationToken) is { } record) return record;
        }
        throw new DataSyncException("TableNotFound", $"There is no table '{table}' of DataSync in '{server.Place}'.", "Get-DsStore lists stores; a table is made by its first Invoke-DsSync.");
    }

    private static async IAsyncEnumerable<RowBatch> SelectAsync(DatabaseServer server, DbConnection connection, string table, IReadOnlyList<Column> columns, ReadQuery query, DatabaseLimits limits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = connection.Command("");
        var where = SqlConditions.ForQuery(command, columns, query, server.Quote, out var isWhole);
        var limit = query.First is { } first && isWhole && !query.Distinct && query.OrderBy.Count == 0 ? FormattableString.Invariant($" LIMIT {Math.Max(first, 0)}") : "";
        // a table need not have columns to be counted
        var names = columns.Count > 0 ? string.Join(", ", columns.Select(c => server.Quote(c.Name))) : "1";
        command.CommandText = $"SELECT {names} FROM {server.Table(table)}{(where.Length > 0 ? " WHERE " + where : "")}{limit}";
        if (server.PreparesReads) await command.PrepareAsync(cancellationToken);
        var reader = await command.ExecuteReaderAsync(cancellationToken);
        var readers = columns.Select((c, i) => SqlColumnReader.Create(c, i, limits.ReadRows)).ToArray();
        var (rows, isAtEnd) = (0, false);
        try
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                foreach (var column in readers) column.Read(reader);
                if (++rows < limits.ReadRows) continue;
                yield return new RowBatch([.. readers.Select(r => r.Take())], rows);
                rows = 0;
            }
            isAtEnd = true;
        }
        finally
        {
            await CloseAsync(server, command, reader, isAtEnd);
        }
        if (rows > 0) yield return new RowBatch([.. readers.Select(r => r.Take())], rows);
    }

    private static async Task CloseAsync(DatabaseServer server, DbCommand command, DbDataReader reader, bool isAtEnd)
    {
        try
        {
            // else closing would fetch all that is left
            if (!isAtEnd) command.Cancel();
            await reader.DisposeAsync();
        }
        catch (Exception e) when (!isAtEnd && server.IsServerError(e))
        {
            // the answer to the cancelling; or why the reading ended, which its caller knows already
        }
    }
}
