using System.Data.Common;
using System.Text;
using DataSync.Rows;
using DataSync.Stores.Databases;

namespace DataSync.Stores.MySql;

/// <summary>Rows by INSERT statements of many rows each, for servers that forbid LOAD DATA LOCAL. Slower by some times.</summary>
internal sealed class InsertLoad(DbConnection connection, string table, IEnumerable<string> names, long packetBytes) : IBulkLoad
{
    private const int MostRows = 500, MostValues = 20_000;
    private readonly string _start = $"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ";

    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        // a value's text may take several times its bytes
        var rowBytes = Math.Max(1, batch.ByteSize / batch.RowCount) * 4;
        var rows = (int)Math.Clamp(Math.Min(packetBytes / rowBytes, MostValues / Math.Max(1, batch.Columns.Count)), 1, MostRows);
        for (var start = 0; start < batch.RowCount; start += rows) await InsertAsync(batch, start, Math.Min(rows, batch.RowCount - start), cancellationToken);
    }

    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task InsertAsync(RowBatch batch, int start, int count, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("");
        var text = new StringBuilder(_start);
        for (var row = start; row < start + count; row++)
        {
            text.Append(row == start ? "(" : ", (").AppendJoin(", ", Enumerable.Range(command.Parameters.Count, batch.Columns.Count).Select(SqlCommands.Name)).Append(')');
            foreach (var column in batch.Columns) command.Add(column.GetValue(row));
        }
        command.CommandText = text.ToString();
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
