namespace DataSync.Stores.Parquet;

/// <summary>What Parquet.Net writes to: passes bytes on, until told to hold back the footer. Flushes, of which Parquet.Net does one a page, are left to the stream's owner.</summary>
internal sealed class ParquetOutput(Stream stream) : Stream
{
    private MemoryStream? _held;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Position;

    public override long Position
    {
        get => stream.Position + (_held?.Length ?? 0);
        set => throw new NotSupportedException();
    }

    /// <summary>Holds back all that is written from here on.</summary>
    public void Hold() => _held = new MemoryStream();

    /// <summary>What was held back.</summary>
    public ReadOnlySpan<byte> Held => _held is null ? [] : _held.GetBuffer().AsSpan(0, (int)_held.Length);

    public override void Write(byte[] buffer, int offset, int count) => Target.Write(buffer, offset, count);
    public override void Write(ReadOnlySpan<byte> buffer) => Target.Write(buffer);
    public override void WriteByte(byte value) => Target.WriteByte(value);
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Target.WriteAsync(buffer, offset, count, cancellationToken);
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Target.WriteAsync(buffer, cancellationToken);
    public override void Flush() { }
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private Stream Target => _held ?? stream;
}
