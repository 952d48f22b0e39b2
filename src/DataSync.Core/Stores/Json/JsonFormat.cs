using System.Runtime.CompilerServices;
using System.Text.Json;
using DataSync.Rows;
using DataSync.Stores.Compression;
using DataSync.Stores.Files;

namespace DataSync.Stores.Json;

/// <summary>
/// JSON objects, one a row, every column in each. Integers and decimals (with their scale) are numbers; doubles too, but that <c>NaN</c>,
/// <c>Infinity</c> and <c>-Infinity</c>, which JSON numbers lack, are texts. Dates and times are ISO 8601, bytes Base64. A column of JSON holds
/// its value as it is, but for line breaks between its tokens, which become spaces. Reads either layout and any compression, whatever the options say.
/// </summary>
public sealed class JsonFormat(JsonFormatOptions options) : IFileFormat
{
    private const string Lines = ".jsonl", Array = ".json";

    /// <summary>Deeper values are refused.</summary>
    internal const int MaxDepth = 256;

    /// <inheritdoc/>
    public string Extension => (options.Format == JsonLayout.Lines ? Lines : Array) + CompressedFiles.Ending(options.Compression);

    /// <inheritdoc/>
    public IEnumerable<string> Extensions => [.. CompressedFiles.Extensions(Lines), .. CompressedFiles.Extensions(Array)];

    /// <inheritdoc/>
    public bool ToleratesOlderColumns => options.Format == JsonLayout.Lines;

    /// <inheritdoc/>
    public UnrepresentableValue? FindUnrepresentable(RowBatch batch)
    {
        foreach (var column in batch.Columns)
        {
            if (column is not ColumnVector<string> texts) continue;
            if (TextRules.FindLoneSurrogate(texts) is >= 0 and var row) return new(row, column.Column.Name, TextRules.LoneSurrogate);
            if (column.Column.Type.Kind == DataKind.Json && FindBadJson(texts) is { } bad) return bad;
        }
        return null;
    }

    /// <inheritdoc/>
    public IRowWriter CreateWriter(Stream stream, IReadOnlyList<Column> columns) =>
        CompressedFiles.CreateWriter(stream, options.Compression, text => new JsonFormatWriter(text, columns, options));

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowBatch> ReadAsync(Stream stream, IReadOnlyList<Column> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var text = await CompressedFiles.OpenAsync(stream, cancellationToken);
        var reader = new JsonFormatReader(text, (stream as FileStream)?.Name, columns);
        while (await reader.ReadAsync(cancellationToken) is { } batch) yield return batch;
    }

    private static UnrepresentableValue? FindBadJson(ColumnVector<string> texts)
    {
        for (var row = 0; row < texts.Count; row++)
        {
            if (texts.Values[row] is not { } text) continue;
            try
            {
                using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth - 2 });
                if (json.RootElement.ValueKind == JsonValueKind.Null) return new(row, texts.Column.Name, "a JSON null in a JSON file is no value");
            }
            catch (JsonException error)
            {
                return new(row, texts.Column.Name, $"the text is no JSON ({error.Message})");
            }
        }
        return null;
    }
}
