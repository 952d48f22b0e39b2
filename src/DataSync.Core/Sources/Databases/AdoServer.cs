using System.Data.Common;
using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Stores.Databases;

namespace DataSync.Sources.Databases;

/// <summary>A server that is read by an ADO.NET driver, row by row as it sends them.</summary>
internal abstract class AdoServer : SourceServer
{
    /// <summary>Rows of a batch.</summary>
    private const int BatchRows = 1 << 13;

    /// <summary>Opens a connection that may only read.</summary>
    protected abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Makes a driver's parameter of a value.</summary>
    protected abstract void Add(DbCommand command, BoundValue value);

    /// <summary>True where values are exact only in the answers to prepared statements.</summary>
    protected virtual bool PreparesReads => false;

    /// <inheritdoc/>
    public override string Parameter(int number, BoundValue value) => SqlCommands.Name(number);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ArrivedRows> ReadAsync(SqlStatement statement, IReadOnlyList<ServerColumn> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var command = Command(connection, statement);
        if (PreparesReads) await command.PrepareAsync(cancellationToken);
        var reader = await command.ExecuteReaderAsync(cancellationToken);
        var readers = columns.Select((c, i) => FieldReader.Create(new Column(c.Name, c.Reads), i, reader.GetFieldType(i), BatchRows)).ToArray();
        var (rows, isAtEnd) = (0, false);
        try
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                foreach (var column in readers) column.Read(reader);
                if (++rows < BatchRows) continue;
                yield return new ArrivedRows([.. readers.Select(r => r.Take())], rows);
                rows = 0;
            }
            isAtEnd = true;
        }
        finally
        {
            await CloseAsync(command, reader, isAtEnd);
        }
        if (rows > 0) yield return new ArrivedRows([.. readers.Select(r => r.Take())], rows);
    }

    /// <summary>A command of a statement.</summary>
    protected DbCommand Command(DbConnection connection, SqlStatement statement)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement.Text;
        foreach (var value in statement.Values) Add(command, value);
        return command;
    }

    private async Task CloseAsync(DbCommand command, DbDataReader reader, bool isAtEnd)
    {
        try
        {
            // else closing would fetch all that is left
            if (!isAtEnd) command.Cancel();
            await reader.DisposeAsync();
        }
        catch (Exception e) when (!isAtEnd && IsServerError(e))
        {
            // the answer to the cancelling; or why the reading ended, which its caller knows already
        }
    }
}
