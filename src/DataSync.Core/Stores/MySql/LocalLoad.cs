using System.IO.Pipelines;
using DataSync.Rows;
using DataSync.Rows.Utf8;
using DataSync.Stores.Databases;
using MySqlConnector;

namespace DataSync.Stores.MySql;

/// <summary>Rows straight from their typed columns into a LOAD DATA LOCAL, which reads them as they are written.</summary>
internal sealed class LocalLoad : IBulkLoad
{
    private const int PipeBytes = 1 << 20;
    private readonly MySqlConnection _connection;
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: PipeBytes, resumeWriterThreshold: PipeBytes / 2, minimumSegmentSize: 1 << 16, useSynchronizationContext: false));
    private readonly Stream _stream;
    private readonly Utf8RowWriter _rows;
    private readonly Task<int> _loading;
    private long _sent;

    private LocalLoad(MySqlConnection connection, string table, IEnumerable<string> names, IReadOnlyList<Column> columns)
    {
        _connection = connection;
        _stream = _pipe.Writer.AsStream();
        _rows = new Utf8RowWriter(_stream, () => columns.Select(LoadCells.Create), separator: [], rowStart: [], rowEnd: "\n"u8.ToArray());
        var loader = new MySqlBulkLoader(connection)
        {
            Local = true,
            SourceStream = _pipe.Reader.AsStream(), // the driver answers for this stream alone, whatever file a server might ask for
            TableName = table,
            CharacterSet = "binary", // texts are UTF-8 already, and bytes are no text
            FieldTerminator = "\t",
            LineTerminator = "\n",
            EscapeCharacter = '\\',
            Timeout = 0,
        };
        loader.Columns.AddRange(names);
        _loading = LoadAsync(loader);
    }

    /// <summary>Begins to load.</summary>
    public static LocalLoad Begin(MySqlConnection connection, string table, IEnumerable<string> names, IReadOnlyList<Column> columns) => new(connection, table, names, columns);

    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        if (_loading.IsCompleted) await _loading; // tells why
        await _rows.WriteAsync(batch, cancellationToken);
        _sent += batch.RowCount;
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        using (_rows)
            if (!_loading.IsCompleted) await _rows.FlushAsync(cancellationToken);
        await _stream.DisposeAsync();
        var stored = await _loading;
        // a local load turns errors of single values into warnings, and goes on
        var warnings = stored == _sent ? await WarningsAsync(cancellationToken) : $"{_sent} rows were sent and {stored} stored";
        if (warnings is not null) throw new DataSyncException("StoreFailed", $"The MySQL server did not store rows as they were sent: {warnings}.", "Nothing of this commit was stored. Report this: values are checked before they are sent.");
    }

    private async Task<int> LoadAsync(MySqlBulkLoader loader)
    {
        try
        {
            return await loader.LoadAsync(CancellationToken.None);
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    }

    private async Task<string?> WarningsAsync(CancellationToken cancellationToken)
    {
        if (Convert.ToInt64(await _connection.ScalarAsync("SELECT @@warning_count", cancellationToken), System.Globalization.CultureInfo.InvariantCulture) == 0) return null;
        await using var command = _connection.Command("SHOW WARNINGS LIMIT 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetString(2) : null;
    }
}
