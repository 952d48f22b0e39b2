using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Sources.Answers;
using DataSync.Stores.Parquet;
using Parquet;
using Parquet.Schema;

namespace DataSync.Sources.Files.Formats.Parquet;

/// <summary>Parquet files of any writer: their plain columns, one row group at a time. Nested columns are left alone, unless the dataset wants one.</summary>
internal sealed class ParquetFiles : IFileFormatReader
{
    /// <inheritdoc/>
    public string Name => "Parquet";
    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".parquet", ".pq"];
    /// <inheritdoc/>
    public bool NeedsSeeking => true;
    /// <inheritdoc/>
    public bool StatesTypes => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<DecodedRows> ReadAsync(Stream stream, FormatContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await GuardAsync(() => OpenAsync(stream, cancellationToken));
        var columns = Columns(reader.Schema, context);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            var at = group;
            var batch = context.Shaper.Shape(await GuardAsync(() => ReadAsync(reader, at, columns, cancellationToken)), checked((int)reader.RowGroups[group].RowCount));
            yield return batch;
            if (batch.Batch is null) yield break;
        }
    }

    private static async Task<ParquetReader> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(stream, new ParquetOptions { UseDateOnlyTypeForDates = true, TreatBigIntegersAsDates = false }, leaveStreamOpen: true, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is null)
        {
            throw new InvalidDataException(e.Message, e); // what the reader says of bytes that are no Parquet
        }
    }

    private static IReadOnlyList<ParquetColumnReader> Columns(ParquetSchema schema, FormatContext context)
    {
        var readers = new List<ParquetColumnReader>();
        foreach (var field in schema.Fields)
        {
            var wanted = context.Schema.Find(field.Name) is not null;
            if (field is not DataField { IsArray: false } data)
            {
                if (wanted) throw new AnswerFormatException($"column '{field.Name}' is nested, which is not read");
                continue;
            }
            try
            {
                readers.Add(ParquetColumnReader.Create(data));
            }
            catch (DataSyncException) when (!wanted)
            {
                // a type of no other use: what nobody asked for need not be read
            }
            catch (DataSyncException)
            {
                throw new AnswerFormatException($"column '{field.Name}' is of type {data.ClrType.Name}, which is not read");
            }
        }
        return readers;
    }

    private static async Task<IReadOnlyList<ArrivedColumn>> ReadAsync(ParquetReader reader, int group, IReadOnlyList<ParquetColumnReader> columns, CancellationToken cancellationToken)
    {
        using var rows = reader.OpenRowGroupReader(group);
        var arrived = new List<ArrivedColumn>(columns.Count);
        foreach (var column in columns)
            arrived.Add(new(column.Name, await column.ReadAsync(rows, new Column(column.Name, column.Type), checked((int)rows.RowCount), cancellationToken)));
        return arrived;
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is ParquetException or InvalidDataException or OverflowException or NotSupportedException or EndOfStreamException or IndexOutOfRangeException or ArgumentException)
        {
            throw new AnswerFormatException($"it is no Parquet file that can be read ({e.Message.TrimEnd('.')})");
        }
    }
}
