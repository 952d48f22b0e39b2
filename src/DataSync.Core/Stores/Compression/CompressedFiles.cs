using System.IO.Compression;
using DataSync.Stores.Files;
using ZstdSharp;

namespace DataSync.Stores.Compression;

/// <summary>
/// Compression around a text format. What a file is compressed with is read from its first bytes, neither of which begins a UTF-8 text, so that a store reads
/// the files of each setting it ever had.
/// </summary>
internal static class CompressedFiles
{
    private const int ZstdLevel = 3, MagicLength = 4, BufferSize = 1 << 16;
    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];
    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd];

    /// <summary>What the compression adds to a file's name.</summary>
    public static string Ending(FileCompression compression) => compression switch
    {
        FileCompression.Gzip => ".gz",
        FileCompression.Zstd => ".zst",
        _ => "",
    };

    /// <summary>Every name's ending that an extension can have.</summary>
    public static IEnumerable<string> Extensions(string extension) => Enum.GetValues<FileCompression>().Select(c => extension + Ending(c));

    /// <summary>Makes a writer whose bytes are compressed on their way to a file.</summary>
    public static IRowWriter CreateWriter(Stream file, FileCompression compression, Func<Stream, IRowWriter> create)
    {
        if (compression == FileCompression.None) return create(file);
        var compressor = compression == FileCompression.Gzip ? (Stream)new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true) : new CompressionStream(file, ZstdLevel, BufferSize, leaveOpen: true);
        return new CompressedRowWriter(create(compressor), compressor, file);
    }

    /// <summary>A file's text; disposing it disposes the file.</summary>
    /// <param name="file">A seekable stream at the file's beginning.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<Stream> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        var magic = new byte[MagicLength];
        var begin = file.Position;
        var read = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = begin;
        if (magic.AsSpan(0, read).StartsWith(GzipMagic)) return new GzipFile(file, leaveOpen: false);
        return magic.AsSpan(0, read).SequenceEqual(ZstdMagic) ? new DecompressionStream(file, BufferSize, checkEndOfStream: true, leaveOpen: false) : file;
    }

    /// <summary>True for errors that say that compressed bytes are damaged or end too early.</summary>
    public static bool IsDamage(Exception error) => error is InvalidDataException or EndOfStreamException or ZstdException;
}
