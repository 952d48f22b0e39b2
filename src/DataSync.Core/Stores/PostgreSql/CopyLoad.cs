using System.Buffers.Binary;
using DataSync.Rows;
using DataSync.Rows.Utf8;
using DataSync.Stores.Databases;
using Npgsql;

namespace DataSync.Stores.PostgreSql;

/// <summary>Rows straight from their typed columns into a binary COPY.</summary>
internal sealed class CopyLoad : IBulkLoad
{
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Trailer = [0xFF, 0xFF];
    private readonly NpgsqlRawCopyStream _stream;
    private readonly Utf8RowWriter _rows;

    private CopyLoad(NpgsqlRawCopyStream stream, IReadOnlyList<Column> columns)
    {
        var fields = new byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(fields, (short)columns.Count);
        _stream = stream;
        _rows = new Utf8RowWriter(stream, () => columns.Select(CopyCells.Create), separator: [], rowStart: fields, rowEnd: []);
        _rows.Write(Header); // the signature, no flags, no extension
    }

    public static async Task<CopyLoad> BeginAsync(NpgsqlConnection connection, string table, IEnumerable<string> names, IReadOnlyList<Column> columns, CancellationToken cancellationToken) =>
        new(await connection.BeginRawBinaryCopyAsync($"COPY {table} ({string.Join(", ", names)}) FROM STDIN (FORMAT BINARY)", cancellationToken), columns);

    public ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken) => _rows.WriteAsync(batch, cancellationToken);

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        using (_rows)
        {
            _rows.Write(Trailer);
            await _rows.FlushAsync(cancellationToken);
        }
        await _stream.DisposeAsync();
    }
}
