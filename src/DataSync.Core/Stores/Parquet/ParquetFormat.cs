using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Stores.Files;
using Parquet;

namespace DataSync.Stores.Parquet;

/// <summary>
/// Parquet: every column nullable; days as DATE, times as TIMESTAMP in microseconds (adjusted to UTC where they have a zone), decimals as DECIMAL,
/// texts and JSON as UTF-8 strings with a dictionary where they repeat.
/// </summary>
public sealed class ParquetFormat(ParquetFormatOptions options) : IFileFormat
{
    /// <inheritdoc/>
    public string Extension => ".parquet";

    /// <inheritdoc/>
    public bool ToleratesOlderColumns => true;

    /// <inheritdoc/>
    public UnrepresentableValue? FindUnrepresentable(RowBatch batch)
    {
        if (batch.Columns.Count == 0 && batch.RowCount > 0) return new(0, "", "a Parquet file cannot hold rows without columns");
        foreach (var column in batch.Columns)
        {
            var (row, reason) = column switch
            {
                ColumnVector<string> texts => (TextRules.FindLoneSurrogate(texts), TextRules.LoneSurrogate),
                ColumnVector<DateTime> times => (FindFinerThanMicrosecond(times.Values), "the time is finer than a microsecond, which Parquet timestamps cannot hold"),
                ColumnVector<decimal> decimals => (FindTooLong(decimals), $"the number does not fit {column.Column.Type}"),
                _ => (-1, ""),
            };
            if (row >= 0) return new(row, column.Column.Name, reason);
        }
        return null;
    }

    /// <inheritdoc/>
    public IRowWriter CreateWriter(Stream stream, IReadOnlyList<Column> columns) => new ParquetFormatWriter(stream, columns, options);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowBatch> ReadAsync(Stream stream, IReadOnlyList<Column> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            await using var reader = await ParquetFormatReader.OpenAsync(stream, columns, cancellationToken);
            for (var group = 0; group < reader.RowGroups; group++) yield return await reader.ReadAsync(group, cancellationToken);
        }
    }

    private static int FindFinerThanMicrosecond(ReadOnlySpan<DateTime> times)
    {
        for (var row = 0; row < times.Length; row++)
            if (times[row].Ticks % TimeSpan.TicksPerMicrosecond != 0) return row;
        return -1;
    }

    private static int FindTooLong(ColumnVector<decimal> decimals)
    {
        for (var row = 0; row < decimals.Count; row++)
            if (!NumberConverter.Fits(decimals.Values[row], decimals.Column.Type)) return row;
        return -1;
    }
}
