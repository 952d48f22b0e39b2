using System.Runtime.CompilerServices;
using CsvHelper;
using DataSync.Rows;
using DataSync.Stores.Compression;
using DataSync.Stores.Files;

namespace DataSync.Stores.Csv;

/// <summary>
/// CSV after RFC 4180: UTF-8, a header, LF after each record, quotes only where a text needs them. An empty field is null (or what <see cref="CsvFormatOptions.Null"/> says), <c>""</c> is the empty text.
/// Numbers are in their shortest exact form (doubles with a point, <c>NaN</c>, <c>Infinity</c>), dates and times are ISO 8601, bytes are Base64.
/// </summary>
public sealed class CsvFormat(CsvFormatOptions options) : IFileFormat
{
    private const string Plain = ".csv";

    /// <inheritdoc/>
    public string Extension => Plain + CompressedFiles.Ending(options.Compression);

    /// <inheritdoc/>
    public IEnumerable<string> Extensions => CompressedFiles.Extensions(Plain);

    /// <inheritdoc/>
    public bool ToleratesOlderColumns => false;

    /// <inheritdoc/>
    public UnrepresentableValue? FindUnrepresentable(RowBatch batch)
    {
        if (batch.Columns.Count == 0 && batch.RowCount > 0) return new(0, "", "a CSV file cannot hold rows without columns");
        foreach (var column in batch.Columns)
            if (column is ColumnVector<string> texts && TextRules.FindLoneSurrogate(texts) is >= 0 and var row)
                return new(row, column.Column.Name, TextRules.LoneSurrogate);
        return null;
    }

    /// <inheritdoc/>
    public IRowWriter CreateWriter(Stream stream, IReadOnlyList<Column> columns) =>
        CompressedFiles.CreateWriter(stream, options.Compression, text => new CsvFormatWriter(text, columns, options));

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowBatch> ReadAsync(Stream stream, IReadOnlyList<Column> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var csv = CsvReader.Create(await CompressedFiles.OpenAsync(stream, cancellationToken), new CsvReaderOptions
        {
            Separator = options.Delimiter,
            SkipEmptyLines = false,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            IncludeValuesInExceptions = false,
        }, leaveOpen: false);
        var reader = new CsvFormatReader(csv, stream, columns);
        while (await reader.ReadAsync(cancellationToken) is { } batch) yield return batch;
    }
}
