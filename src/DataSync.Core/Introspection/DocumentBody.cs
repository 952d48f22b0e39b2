using System.IO.Compression;

namespace DataSync.Introspection;

/// <summary>Reads an answer's body, decompressed and bounded: the bound counts what comes out, so a small bomb stays small.</summary>
internal static class DocumentBody
{
    /// <summary>The bytes; null where there are more than <paramref name="maxBytes"/>.</summary>
    /// <exception cref="InvalidDataException">The body is not compressed as it says.</exception>
    public static async Task<byte[]?> ReadAsync(HttpContent content, long maxBytes, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > maxBytes) return null;
        await using var body = Decompress(await content.ReadAsStreamAsync(cancel), content.Headers.ContentEncoding);
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        while (await body.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            if (bytes.Length + read > maxBytes) return null;
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    private static Stream Decompress(Stream stream, ICollection<string> encodings) => encodings.Reverse().Aggregate(stream, (inner, encoding) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(inner, CompressionMode.Decompress),
        "deflate" => new ZLibStream(inner, CompressionMode.Decompress),
        "br" => new BrotliStream(inner, CompressionMode.Decompress),
        "identity" => inner,
        _ => throw new InvalidDataException($"The answer is encoded as '{encoding}', which was not asked for."),
    });
}
