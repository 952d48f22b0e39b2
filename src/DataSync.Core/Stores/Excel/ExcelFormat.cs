using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Stores.Files;

namespace DataSync.Stores.Excel;

/// <summary>
/// Excel workbooks: a bold, frozen header, then a row a row, on as many sheets as they need. Numbers, booleans, days and times are real ones (times with zone in UTC), with a
/// number format each; texts, JSON and bytes (as Base64) are texts. No cell is null, an empty text is the empty text. A hidden sheet keeps the columns' types.
/// What Excel would alter (more than 15 digits, NaN, days before March 1900, parts of a millisecond) is refused, or on request a text, which reads back as the value.
/// </summary>
public sealed class ExcelFormat(ExcelFormatOptions options, string table = "data") : IFileFormat
{
    /// <inheritdoc/>
    public string Extension => ".xlsx";

    /// <inheritdoc/>
    public bool ToleratesOlderColumns => false;

    /// <inheritdoc/>
    public IFileFormat For(string table) => new ExcelFormat(options, table);

    /// <inheritdoc/>
    public UnrepresentableValue? FindUnrepresentable(RowBatch batch) => ExcelChecks.Find(batch, takesText: false);

    /// <inheritdoc/>
    public UnrepresentableValue? FindUnrepresentable(RowBatch batch, UnrepresentablePolicy policy) => ExcelChecks.Find(batch, takesText: policy == UnrepresentablePolicy.Text);

    /// <inheritdoc/>
    /// <exception cref="DataSyncException"><c>TooManyColumns</c>: a sheet has 16,384.</exception>
    public IRowWriter CreateWriter(Stream stream, IReadOnlyList<Column> columns) => new ExcelFormatWriter(stream, columns, options, table);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowBatch> ReadAsync(Stream stream, IReadOnlyList<Column> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            await using var reader = await ExcelFormatReader.OpenAsync(stream, columns, cancellationToken);
            while (await reader.ReadAsync(cancellationToken) is { } batch) yield return batch;
        }
    }
}
