using DataSync.Rows;
using Parquet;
using Parquet.Schema;

namespace DataSync.Stores.Parquet;

/// <summary>Reads a file's row groups, each as a batch.</summary>
internal sealed class ParquetFormatReader : IAsyncDisposable
{
    private readonly ParquetReader _reader;
    private readonly IReadOnlyList<Column> _columns;
    private readonly ParquetColumnReader?[] _readers;

    private ParquetFormatReader(ParquetReader reader, IReadOnlyList<Column> columns)
    {
        (_reader, _columns) = (reader, columns);
        var fields = reader.Schema.GetDataFields().ToDictionary(f => f.Name, StringComparer.Ordinal);
        _readers = [.. columns.Select(c => fields.TryGetValue(c.Name, out var field) ? ParquetColumnReader.Create(field) : null)];
    }

    public int RowGroups => _reader.RowGroupCount;

    /// <exception cref="DataSyncException"><c>FileDamaged</c>: the file is cut short, or no Parquet file.</exception>
    public static async Task<ParquetFormatReader> OpenAsync(Stream stream, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ParquetOptions { UseDateOnlyTypeForDates = true, TreatBigIntegersAsDates = false };
            return new ParquetFormatReader(await ParquetReader.CreateAsync(stream, options, leaveStreamOpen: true, cancellationToken), columns);
        }
        catch (Exception error) when (error is ParquetException or IOException or InvalidDataException or OverflowException or NotSupportedException)
        {
            throw new DataSyncException("FileDamaged", $"{(stream as FileStream)?.Name ?? "A Parquet file"} cannot be read: {error.Message}",
                "Restore the file, or remove its slices and synchronize them again.", error);
        }
    }

    public async Task<RowBatch> ReadAsync(int group, CancellationToken cancellationToken)
    {
        using var rows = _reader.OpenRowGroupReader(group);
        var count = checked((int)rows.RowCount);
        var vectors = new ColumnVector[_columns.Count];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = _readers[i] is { } reader ? await reader.ReadAsync(rows, _columns[i], count, cancellationToken) : ColumnVector.Nulls(_columns[i], count);
        return new RowBatch(vectors, count);
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
