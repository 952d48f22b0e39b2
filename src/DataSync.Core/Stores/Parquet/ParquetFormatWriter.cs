using System.IO.Compression;
using DataSync.Rows;
using DataSync.Stores.Files;
using Parquet;
using Parquet.Schema;

namespace DataSync.Stores.Parquet;

/// <summary>Gathers batches until they make a row group, then writes it column by column.</summary>
internal sealed class ParquetFormatWriter : IRowWriter
{
    /// <summary>A row group ends at this size in memory too, so that wide rows and long texts keep it flat.</summary>
    private const long RowGroupBytes = 64 << 20;

    private readonly Stream _stream;
    private readonly ParquetOutput _output;
    private readonly Queue<ChunkStatistics> _statistics = new();
    private readonly int _rowGroupRows;
    private readonly ParquetColumnWriter[] _columns;
    private readonly ParquetSchema _schema;
    private readonly ParquetOptions _options;
    private readonly List<RowSegment> _pending = [];
    private readonly long _begin;
    private ParquetWriter? _writer;
    private int _pendingRows;
    private long _pendingBytes;

    public ParquetFormatWriter(Stream stream, IReadOnlyList<Column> columns, ParquetFormatOptions options)
    {
        (_stream, _output, _rowGroupRows, _begin) = (stream, new ParquetOutput(stream), options.RowGroupRows, stream.Position);
        _columns = [.. columns.Select(ParquetColumnWriter.Create)];
        _schema = new ParquetSchema(_columns.Select(c => c.Field));
        _options = CreateOptions(options, _columns);
    }

    public long Length => _stream.Position - _begin + _pendingBytes / 2;

    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        for (var start = 0; start < batch.RowCount;)
        {
            var count = Math.Min(batch.RowCount - start, _rowGroupRows - _pendingRows);
            _pending.Add(new RowSegment(batch, start, count));
            _pendingRows += count;
            _pendingBytes += batch.ByteSize * count / batch.RowCount;
            start += count;
            if (_pendingRows >= _rowGroupRows || _pendingBytes >= RowGroupBytes) await WriteRowGroupAsync(cancellationToken);
        }
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_pendingRows > 0) await WriteRowGroupAsync(cancellationToken);
        var writer = await OpenAsync(cancellationToken);
        _output.Hold();
        await writer.DisposeAsync(); // writes the footer
        using var footer = new ByteBuffer();
        FooterRewriter.Rewrite(_output.Held, _statistics, footer);
        await _stream.WriteAsync(footer.Written, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _pending.Clear();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<ParquetWriter> OpenAsync(CancellationToken cancellationToken) =>
        _writer ??= await ParquetWriter.CreateAsync(_schema, _output, _options, cancellationToken: cancellationToken);

    private async Task WriteRowGroupAsync(CancellationToken cancellationToken)
    {
        var writer = await OpenAsync(cancellationToken);
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < _columns.Length; i++) _statistics.Enqueue(await _columns[i].WriteAsync(group, _pending, i, _pendingRows, cancellationToken));
        group.CompleteValidate();
        _pending.Clear();
        (_pendingRows, _pendingBytes) = (0, 0);
    }

    private static ParquetOptions CreateOptions(ParquetFormatOptions format, ParquetColumnWriter[] columns)
    {
        var options = new ParquetOptions
        {
            CompressionMethod = format.Codec switch
            {
                ParquetCodec.Zstd => CompressionMethod.Zstd,
                ParquetCodec.Snappy => CompressionMethod.Snappy,
                ParquetCodec.Gzip => CompressionMethod.Gzip,
                _ => CompressionMethod.None,
            },
            // the library's default, SmallestSize, costs over ten times the time for a few percent
            CompressionLevel = format.CompressionLevel,
            DictionaryEncodingThreshold = 0.5,
            // more than there are stocks on an exchange: rows often come with each code once a day
            DictionaryEncodingSampleSize = 1 << 15,
        };
        foreach (var column in columns)
            if (column is TextColumnWriter) options.ColumnEncodingHints[column.Field.Path.ToString()] = EncodingHint.Dictionary;
        return options;
    }
}

/// <summary>Rows of a batch.</summary>
internal readonly record struct RowSegment(RowBatch Batch, int Start, int Count);
