using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>How one kind of file holds rows. The commits, modes, partitions and locks around the files are the same for all of them (the rest of this folder).</summary>
public interface IFileFormat
{
    /// <summary>The file name's ending, dot included, such as <c>.parquet</c>.</summary>
    string Extension { get; }

    /// <summary>Every ending that files of this kind have or had, under whatever settings of the store; a format reads them all.</summary>
    IEnumerable<string> Extensions => [Extension];

    /// <summary>
    /// True where files of different columns may lie side by side and readers cope (Parquet, JSON lines); false where older files must be rewritten
    /// when a column is added (CSV, a JSON array).
    /// </summary>
    bool ToleratesOlderColumns { get; }

    /// <summary>The format of one table's files, where they carry its name.</summary>
    IFileFormat For(string table) => this;

    /// <summary>Says why a value cannot be held in a column of this format; null where all values of the type can. Called once a batch.</summary>
    UnrepresentableValue? FindUnrepresentable(RowBatch batch);

    /// <summary>The same, but that under <see cref="UnrepresentablePolicy.Text"/> values pass which the format writes as text and reads back.</summary>
    UnrepresentableValue? FindUnrepresentable(RowBatch batch, UnrepresentablePolicy policy) => FindUnrepresentable(batch);

    /// <summary>Starts a file. The stream is written to its end and left open.</summary>
    /// <param name="stream">Where the bytes go.</param>
    /// <param name="columns">The columns, in file order.</param>
    IRowWriter CreateWriter(Stream stream, IReadOnlyList<Column> columns);

    /// <summary>Reads a file's rows.</summary>
    /// <param name="stream">A seekable stream; disposed at the end.</param>
    /// <param name="columns">The columns wanted, with the types to read them as; a column that the file lacks reads as null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<RowBatch> ReadAsync(Stream stream, IReadOnlyList<Column> columns, CancellationToken cancellationToken);
}

/// <summary>Writes batches into one file.</summary>
public interface IRowWriter : IAsyncDisposable
{
    /// <summary>Adds a batch, whose columns are exactly the file's, in its order.</summary>
    ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken);
    /// <summary>Bytes written or buffered so far, roughly: decides when a part is large enough.</summary>
    long Length { get; }
    /// <summary>Writes what ends the file (a footer, a closing bracket). The stream is then complete, but not flushed to disk.</summary>
    ValueTask FinishAsync(CancellationToken cancellationToken);
}

/// <summary>A value that a format cannot hold.</summary>
/// <param name="Row">Its row in the batch, from 0.</param>
/// <param name="Column">Its column.</param>
/// <param name="Reason">Why, such as <c>NaN has no JSON form</c>.</param>
public sealed record UnrepresentableValue(int Row, string Column, string Reason)
{
    /// <summary>True where the format takes the value under <see cref="UnrepresentablePolicy.Text"/>.</summary>
    public bool HasText { get; init; }
}
