using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Files.Formats.Json;

/// <summary>
/// JSON: objects one after the other (JSON lines among them), an array of objects, or either at a place of a larger document. These stream; arrays of values under names are held whole.
/// </summary>
internal sealed class JsonFiles : IFileFormatReader
{
    /// <inheritdoc/>
    public string Name => "Json";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".json", ".jsonl", ".ndjson"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<DecodedRows> ReadAsync(Stream stream, FormatContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = context.Task.Settings.Records;
        var text = context.Text(stream);
        if (records.Shape != RecordShape.Objects)
        {
            yield return await WholeAsync(text, context, cancellationToken);
            yield break;
        }
        var chunks = new JsonRecords(text, RecordPath.Parse(records.Path));
        while (await NextAsync(chunks, cancellationToken))
        {
            var batch = Decode(chunks, context);
            yield return batch;
            if (batch.Batch is null) yield break;
        }
    }

    private static async ValueTask<bool> NextAsync(JsonRecords chunks, CancellationToken cancellationToken)
    {
        try
        {
            return await chunks.ReadAsync(cancellationToken);
        }
        catch (JsonException e)
        {
            throw NoJson(e, chunks.Position);
        }
    }

    private static DecodedRows Decode(JsonRecords chunks, FormatContext context)
    {
        var rows = new RowDecoder(context.Schema, new(context.Pool, context.Task.Zone, chunks.Count), RecordPath.Parse(context.Task.Settings.Records.Path));
        try
        {
            var reader = new Utf8JsonReader(chunks.Chunk, JsonRecords.Options);
            reader.Read();
            rows.Decode(ref reader, null);
            return rows.Finish(chunks.Chunk, RecordShape.Objects);
        }
        catch (JsonException e)
        {
            throw NoJson(e, chunks.Position);
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidOperationException { InnerException: DecoderFallbackException })
        {
            throw new AnswerFormatException("it is no UTF-8; set encoding, such as gb18030");
        }
    }

    private static async Task<DecodedRows> WholeAsync(Stream stream, FormatContext context, CancellationToken cancellationToken)
    {
        var records = context.Task.Settings.Records;
        using var buffer = new MemoryStream();
        await Contents.BoundedCopy.CopyAsync(stream, buffer, Math.Min(context.Task.Settings.MaxBytes, 256 << 20), cancellationToken);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var rows = new RowDecoder(context.Schema, new(context.Pool, context.Task.Zone, 0), RecordPath.Parse(records.Path));
        var reader = new AnswerReader(PathNode.Of(records), records.Shape, rows);
        try
        {
            reader.Read(bytes.Span);
        }
        catch (JsonException e)
        {
            throw NoJson(e, 0);
        }
        if (!reader.FoundRecords) throw new AnswerFormatException($"there are no rows at {records.Path}");
        return rows.Started ? rows.Finish(reader.Records(bytes.Span), records.Shape) : new(new Rows.RowBatch([], 0), null);
    }

    private static AnswerFormatException NoJson(JsonException error, long position) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it is no JSON after byte {position:N0} ({error.Message.Split(" LineNumber")[0].TrimEnd('.')})"));
}
