using System.Buffers.Binary;
using System.IO.Compression;

namespace DataSync.Stores.Compression;

/// <summary>
/// Reads a gzip file of one member, and checks at its end that there were as many bytes as its last four say (RFC 1952, ISIZE):
/// <see cref="GZipStream"/> takes a file that was cut short for one that is over, which would be rows lost in silence.
/// </summary>
internal sealed class GzipText : Stream
{
    private readonly GZipStream _text;
    private readonly uint _expected;
    private uint _read;

    private GzipText(Stream file, uint expected) => (_text, _expected) = (new GZipStream(file, CompressionMode.Decompress), expected);

    /// <summary>Opens a seekable file; disposing the text disposes it.</summary>
    public static async ValueTask<GzipText> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        var size = new byte[sizeof(uint)];
        var begin = file.Position;
        file.Position = Math.Max(begin, file.Length - size.Length);
        await file.ReadAtLeastAsync(size, size.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = begin;
        return new GzipText(file, BinaryPrimitives.ReadUInt32LittleEndian(size));
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer) => Count(_text.Read(buffer), buffer.Length);
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await _text.ReadAsync(buffer, cancellationToken), buffer.Length);
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override ValueTask DisposeAsync() => _text.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _text.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read, int wanted)
    {
        _read = unchecked(_read + (uint)read);
        if (read == 0 && wanted > 0 && _read != _expected) throw new InvalidDataException("The gzip data ends too early.");
        return read;
    }
}
