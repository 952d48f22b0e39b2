using System.Text;
using System.Text.RegularExpressions;

namespace DataSync.Introspection;

/// <summary>Turns a page's bytes into text.</summary>
internal static partial class DocumentText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The media type stated, unless its name's ending knows better.</summary>
    public static string MediaType(string path, string? stated) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        // servers send Markdown as plain text, as bytes, or as whatever they send else
        ".md" or ".markdown" or ".mdx" when stated is null or "application/octet-stream" || stated.StartsWith("text/", StringComparison.Ordinal) => "text/markdown",
        ".html" or ".htm" or ".xhtml" when stated is null => "text/html",
        ".json" when stated is null or "application/octet-stream" or "text/plain" => "application/json",
        ".yaml" or ".yml" when stated is null or "application/octet-stream" or "text/plain" => "application/yaml",
        ".csv" when stated is null or "application/octet-stream" or "text/plain" => "text/csv",
        _ => stated ?? "text/plain",
    };

    /// <summary>
    /// Decodes: a byte order mark counts first, then the charset stated in the header, then one stated in the page, then UTF-8, and where the bytes are no UTF-8, GB18030,
    /// which older Chinese pages have.
    /// </summary>
    /// <exception cref="DataSyncException"><c>DocumentNotText</c>.</exception>
    public static string Decode(byte[] bytes, string? charset, string address)
    {
        if (Marked(bytes) is { } marked) return marked.Encoding.GetString(bytes, marked.Length, bytes.Length - marked.Length);
        if (bytes.AsSpan().Contains((byte)0))
            throw new DataSyncException("DocumentNotText", $"{address}: this is no text (it holds zero bytes).", "Give the link of a documentation page, HTML or Markdown; not of a picture, archive or PDF.");
        if (Named(charset) is { } stated) return stated.GetString(bytes);
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 2048));
        if (MetaCharset().Match(head) is { Success: true } meta && Named(meta.Groups[1].Value) is { } declared) return declared.GetString(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Named("gb18030")!.GetString(bytes);
        }
    }

    private static (Encoding Encoding, int Length)? Marked(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (Encoding.UTF8, 3)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? (Encoding.Unicode, 2)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (Encoding.BigEndianUnicode, 2)
        : null;

    private static Encoding? Named(string? charset)
    {
        if (charset?.Trim('"', '\'', ' ') is not { Length: > 0 } name) return null;
        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } chinese) return chinese;
        return Encoding.GetEncodings().Any(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ? Encoding.GetEncoding(name) : null;
    }

    [GeneratedRegex("""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_\-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaCharset();
}
