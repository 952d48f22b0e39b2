using System.Buffers.Binary;
using System.IO.Compression;

namespace DataSync.Stores.Compression;

/// <summary>
/// Reads a gzip file of one member or several (RFC 1952), and notices at its end where it was cut short: <see cref="GZipStream"/> takes a cut file for one that is over, which would
/// be rows lost in silence.
/// </summary>
/// <param name="file">A seekable file at its beginning.</param>
/// <param name="leaveOpen">True where the file outlives this.</param>
internal sealed class GzipFile(Stream file, bool leaveOpen) : Stream
{
    private const int Footer = 8, Sizes = 4;
    private readonly GZipStream _text = new(file, CompressionMode.Decompress, leaveOpen);
    private uint _read;

    /// <inheritdoc/>
    public override bool CanRead => true;
    /// <inheritdoc/>
    public override bool CanSeek => false;
    /// <inheritdoc/>
    public override bool CanWrite => false;
    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();
    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Count(_text.Read(buffer), buffer.Length);
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await _text.ReadAsync(buffer, cancellationToken), buffer.Length);
    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    /// <inheritdoc/>
    public override void Flush() { }
    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _text.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read, int wanted)
    {
        _read = unchecked(_read + (uint)read);
        // the last four bytes say how long the last member is, which is all of it where there is one
        if (read == 0 && wanted > 0 && _read != LastSize() && !AreMembersWhole()) throw new InvalidDataException("The gzip data ends too early.");
        return read;
    }

    private uint LastSize()
    {
        if (file.Length < Sizes) return 0;
        var size = new byte[Sizes];
        file.Position = file.Length - Sizes;
        file.ReadExactly(size);
        return BinaryPrimitives.ReadUInt32LittleEndian(size);
    }

    /// <summary>Walks over the members, byte by byte, as only so their ends are found. Slow, but only files of several members and cut ones come here.</summary>
    private bool AreMembersWhole()
    {
        file.Position = 0;
        using var bytes = new BytewiseStream(file);
        try
        {
            while (bytes.ReadByte() is var first and >= 0)
            {
                if (first != 0x1f) return true; // what follows the last member is no part of it
                SkipHeader(bytes);
                if (!IsWhole(bytes)) return false;
            }
            return true;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    private static bool IsWhole(BytewiseStream bytes)
    {
        var size = 0u;
        using (var inflate = new DeflateStream(bytes, CompressionMode.Decompress, leaveOpen: true))
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = inflate.Read(buffer)) > 0;) size = unchecked(size + (uint)read);
        }
        var footer = new byte[Footer];
        bytes.ReadExactly(footer);
        return BinaryPrimitives.ReadUInt32LittleEndian(footer.AsSpan(Sizes)) == size;
    }

    private static void SkipHeader(BytewiseStream bytes)
    {
        var header = new byte[9];
        bytes.ReadExactly(header);
        var flags = header[2];
        if ((flags & 4) != 0) Skip(bytes.Next() | (bytes.Next() << 8));
        if ((flags & 8) != 0) while (bytes.Next() != 0) { }
        if ((flags & 16) != 0) while (bytes.Next() != 0) { }
        if ((flags & 2) != 0) Skip(2);

        void Skip(int count)
        {
            for (; count > 0; count--) bytes.Next();
        }
    }

    /// <summary>Gives one byte at a time, so that a reader takes none that is not its own.</summary>
    private sealed class BytewiseStream(Stream inner) : Stream
    {
        private readonly byte[] _buffer = new byte[1 << 16];
        private int _at, _end;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int Next() => ReadByte() is >= 0 and var value ? value : throw new EndOfStreamException();

        public override int ReadByte()
        {
            if (_at == _end) (_at, _end) = (0, inner.Read(_buffer));
            return _at == _end ? -1 : _buffer[_at++];
        }

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty || ReadByte() is not (>= 0 and var value)) return 0;
            buffer[0] = (byte)value;
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
