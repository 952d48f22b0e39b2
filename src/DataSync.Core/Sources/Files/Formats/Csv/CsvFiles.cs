using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Files.Formats.Csv;

/// <summary>CSV as anybody writes it: the separator and a byte order mark are found, an empty field is null, types are the dataset's.</summary>
internal sealed class CsvFiles : IFileFormatReader
{
    /// <inheritdoc/>
    public string Name => "Csv";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".csv", ".tsv", ".txt"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<DecodedRows> ReadAsync(Stream stream, FormatContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = context.Task.Settings;
        await using var csv = CsvReader.Create(context.Text(stream), new CsvReaderOptions
        {
            Separator = settings.Delimiter is [var separator] ? separator : null,
            HasHeader = settings.Header,
            SkipEmptyLines = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            IncludeValuesInExceptions = false,
        }, leaveOpen: true);
        var rows = new CsvRows(csv, context);
        while (await rows.ReadAsync(cancellationToken) is { } batch)
        {
            yield return batch;
            if (batch.Batch is null) yield break;
        }
    }

    /// <summary>Reads records into batches.</summary>
    private sealed class CsvRows(CsvReader csv, FormatContext context)
    {
        private readonly byte[][] _nulls = [.. context.Task.Settings.Nulls.Select(Encoding.UTF8.GetBytes)];
        private IReadOnlyList<string>? _names;

        public async ValueTask<DecodedRows?> ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                if (_names is null)
                {
                    await csv.ReadHeaderAsync(cancellationToken);
                    _names = context.Task.Settings.Header ? Names(csv.Headers) : [.. context.Schema.Columns.Select(c => c.Name)];
                }
                var columns = _names.Select(n => TextColumn.Of(n, context.Schema.Find(n), context.Pool, context.Task.Zone)).ToArray();
                var (rows, start) = (0, csv.ByteOffset);
                for (; rows < FormatContext.BatchRows && csv.ByteOffset - start < FormatContext.BatchBytes && await csv.ReadAsync(cancellationToken); rows++) ReadRow(columns);
                return rows == 0 ? null : context.Shaper.Shape(columns, rows);
            }
            catch (CsvFormatException e)
            {
                throw new AnswerFormatException($"record {e.RecordNumber} is no CSV ({e.Message.TrimEnd('.')})");
            }
            catch (DecoderFallbackException)
            {
                throw new AnswerFormatException($"the text after record {csv.RowNumber} is no {context.Task.Settings.Encoding}");
            }
        }

        private static IReadOnlyList<string> Names(IReadOnlyList<string> headers)
        {
            string[] names = [.. headers.Select(h => h.Trim())];
            if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new AnswerFormatException($"the column '{twice.Key}' comes twice");
            return names.Any(n => n.Length == 0) ? throw new AnswerFormatException("a column has no name") : names;
        }

        private void ReadRow(TextColumn[] columns)
        {
            if (csv.FieldCount != columns.Length) throw new AnswerFormatException($"record {csv.RowNumber} has {csv.FieldCount} fields, but there are {columns.Length} columns");
            for (var i = 0; i < columns.Length; i++)
            {
                if (IsNull(csv.GetRawSpan(i))) columns[i].AppendNull();
                else columns[i].Append(Checked(csv.GetSpan(i)));
            }
        }

        private ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> field) => Utf8.IsValid(field) ? field
            : throw new AnswerFormatException($"record {csv.RowNumber} is no {context.Task.Settings.Encoding ?? "UTF-8; set encoding, such as gb18030"}");

        /// <summary>True for a field without quotes that stands for null; with quotes its raw form is another.</summary>
        private bool IsNull(ReadOnlySpan<byte> raw)
        {
            foreach (var text in _nulls)
                if (raw.SequenceEqual(text)) return true;
            return false;
        }
    }
}
