using System.Buffers;
using System.Globalization;
using System.IO.Compression;

namespace DataSync.Sources.Http;

/// <summary>The bytes of an answer, decompressed, in a pooled buffer. Dispose once they are decoded.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstSize = 1 << 16;
    private byte[] _buffer = [];

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="ResponseTooLargeException">There are more than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="ResponseEncodingException">It is not compressed as it says.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<ResponseBody> ReadAsync(HttpContent content, long maxBytes, CancellationToken cancellationToken)
    {
        var body = new ResponseBody();
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            var encodings = content.Headers.ContentEncoding;
            var length = content.Headers.ContentLength;
            if (encodings.Count == 0 || encodings.All(e => e.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            {
                if (length > maxBytes) throw new ResponseTooLargeException(maxBytes);
                await body.FillAsync(stream, length, maxBytes, cancellationToken);
                return body;
            }
            using var packed = new ResponseBody();
            await packed.FillAsync(stream, length, maxBytes, cancellationToken);
            await body.UnpackAsync(packed, string.Join(", ", encodings), maxBytes, cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, Length) = ([], 0);
    }

    private async Task UnpackAsync(ResponseBody packed, string encoding, long maxBytes, CancellationToken cancellationToken)
    {
        using var input = new MemoryStream(packed._buffer, 0, packed.Length, writable: false);
        await using Stream stream = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" when packed.Bytes.StartsWith("\u001f"u8) => new GZipStream(input, CompressionMode.Decompress),
            "gzip" or "x-gzip" => throw new ResponseEncodingException(encoding, truncated: false),
            "br" => new BrotliStream(input, CompressionMode.Decompress),
            "deflate" => new ZLibStream(input, CompressionMode.Decompress),
            _ => throw new ResponseEncodingException(encoding, truncated: false),
        };
        try
        {
            await FillAsync(stream, packed.Length * 4L, maxBytes, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new ResponseEncodingException(encoding, truncated: true, e);
        }
    }

    private async Task FillAsync(Stream stream, long? expected, long maxBytes, CancellationToken cancellationToken)
    {
        // one byte more than expected, so that the end is seen without growing
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Min(expected ?? FirstSize, maxBytes) + 1, Array.MaxLength));
        for (int read; (read = await stream.ReadAsync(_buffer.AsMemory(Length), cancellationToken)) > 0;)
        {
            Length += read;
            if (Length > maxBytes) throw new ResponseTooLargeException(maxBytes);
            if (Length == _buffer.Length) Grow();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

/// <summary>An answer has more bytes than the source allows.</summary>
internal sealed class ResponseTooLargeException(long maxBytes) : Exception($"The answer is larger than {(maxBytes / 1048576.0).ToString("0.###", CultureInfo.InvariantCulture)} MB");

/// <summary>An answer is not compressed as its header says.</summary>
internal sealed class ResponseEncodingException(string encoding, bool truncated, Exception? inner = null) : Exception($"The answer says that it is compressed with {encoding}, but cannot be decompressed", inner)
{
    /// <summary>True where it began as it should.</summary>
    public bool Truncated { get; } = truncated;
}
