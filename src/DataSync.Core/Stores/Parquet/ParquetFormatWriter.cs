using System.IO.Compression;
using DataSync.Rows;
using DataSync.Stores.Files;
using Parquet;
using Parquet.Schema;

namespace DataSync.Stores.Parquet;

/// <summary>Gathers batches until they make a row group, then encodes its columns side by side, each as a file in memory, and puts these together.</summary>
internal sealed class ParquetFormatWriter : IRowWriter
{
    /// <summary>A row group ends at this size in memory too, so that wide rows and long texts keep it flat.</summary>
    private const long RowGroupBytes = 64 << 20;
    private const int MagicSize = 4;

    private readonly Stream _stream;
    private readonly FooterBuilder _footer = new();
    private readonly int _rowGroupRows;
    private readonly ParquetColumnWriter[] _columns;
    private readonly ParquetSchema _schema;
    private readonly ParquetOptions _options;
    private readonly List<RowSegment> _pending = [];
    private readonly long _begin;
    private byte[]? _empty;
    private int _pendingRows;
    private long _pendingBytes;

    public ParquetFormatWriter(Stream stream, IReadOnlyList<Column> columns, ParquetFormatOptions options)
    {
        (_stream, _rowGroupRows, _begin) = (stream, options.RowGroupRows, stream.Position);
        _columns = [.. columns.Select(ParquetColumnWriter.Create)];
        _schema = new ParquetSchema(columns.Select(c => ParquetColumnWriter.Create(c).Field)); // a field belongs to one schema
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
        var empty = await BeginAsync(cancellationToken);
        using var footer = new ByteBuffer();
        _footer.Write(empty, footer);
        await _stream.WriteAsync(footer.Written, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _pending.Clear();
        _footer.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes what begins the file.</summary>
    /// <returns>A file with the same columns and no rows.</returns>
    private async ValueTask<byte[]> BeginAsync(CancellationToken cancellationToken)
    {
        if (_empty is not null) return _empty;
        using var empty = new ByteBuffer();
        await using (await ParquetWriter.CreateAsync(_schema, new BufferStream(empty), _options, cancellationToken: cancellationToken))
        {
            // disposal writes the footer
        }
        await _stream.WriteAsync(empty.Written[..MagicSize], cancellationToken);
        return _empty = empty.Written.ToArray();
    }

    private async Task WriteRowGroupAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        var files = new ByteBuffer[Math.Min(Lanes.Count, _columns.Length)];
        var encoding = new Task<ChunkStatistics>[files.Length];
        try
        {
            for (var i = 0; i < files.Length; i++)
            {
                files[i] = new ByteBuffer();
                encoding[i] = Encode(i, files[i]);
            }
            for (var column = 0; column < _columns.Length; column++)
            {
                var lane = column % files.Length;
                await WriteChunkAsync(files[lane], await encoding[lane], cancellationToken);
                files[lane].Clear();
                if (column + files.Length < _columns.Length) encoding[lane] = Encode(column + files.Length, files[lane]);
            }
        }
        finally
        {
            // what still encodes reads the rows and fills the buffers
            await ((Task)Task.WhenAll(encoding)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var file in files) file.Dispose();
        }
        _footer.EndGroup(_pendingRows);
        _pending.Clear();
        (_pendingRows, _pendingBytes) = (0, 0);

        Task<ChunkStatistics> Encode(int column, ByteBuffer file) => Task.Run(() => _columns[column].EncodeAsync(_pending, column, _pendingRows, _options, file), CancellationToken.None);
    }

    private async Task WriteChunkAsync(ByteBuffer file, ChunkStatistics statistics, CancellationToken cancellationToken)
    {
        _footer.AddChunk(file.Written.Span, _stream.Position - MagicSize, statistics);
        await _stream.WriteAsync(file.Written[MagicSize..FooterBuilder.StartOf(file.Written.Span)], cancellationToken);
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
