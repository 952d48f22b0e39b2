using System.Text.Json;
using System.Text.Json.Serialization;
using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>A file of committed rows that wait to be merged: for each partition a stream of sorted batches, and at the end where each begins.</summary>
internal sealed partial class DeltaFile : IAsyncDisposable
{
    private readonly FileStream _stream;
    private readonly Dictionary<string, long> _offsets;

    private DeltaFile(FileStream stream, Dictionary<string, long> offsets) => (_stream, _offsets) = (stream, offsets);

    /// <summary>The partitions that have rows in it.</summary>
    public IReadOnlyCollection<string> Partitions => _offsets.Keys;

    /// <summary>Writes a file of the batches of each partition.</summary>
    public static async Task WriteAsync(string path, IEnumerable<(string Partition, IAsyncEnumerable<RowBatch> Rows)> partitions)
    {
        await using var stream = Disk.Create(path);
        var offsets = new Dictionary<string, long>();
        foreach (var (partition, rows) in partitions)
        {
            offsets.Add(partition, stream.Position);
            await BatchSerializer.WriteAsync(stream, rows, CancellationToken.None);
        }
        var index = JsonSerializer.SerializeToUtf8Bytes(offsets, IndexJson.Default.DictionaryStringInt64);
        stream.Write(index);
        stream.Write(BitConverter.GetBytes(index.Length));
    }

    /// <summary>Flushes a written file to the disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Disk.Flush(file, FileFailpoints.DeltaFlush);
    }

    public static DeltaFile Open(string path)
    {
        var stream = Disk.OpenShared(path);
        try
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            stream.Position = stream.Length - sizeof(int);
            stream.ReadExactly(length);
            var index = new byte[BitConverter.ToInt32(length)];
            stream.Position = stream.Length - sizeof(int) - index.Length;
            stream.ReadExactly(index);
            return new DeltaFile(stream, JsonSerializer.Deserialize(index, IndexJson.Default.DictionaryStringInt64)!);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The rows of a partition. One partition is read at a time.</summary>
    public IAsyncEnumerable<RowBatch> ReadAsync(string partition, CancellationToken cancellationToken)
    {
        if (!_offsets.TryGetValue(partition, out var offset)) return AsyncEnumerable.Empty<RowBatch>();
        _stream.Position = offset;
        return BatchSerializer.ReadAsync(_stream, cancellationToken);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    [JsonSerializable(typeof(Dictionary<string, long>))]
    private sealed partial class IndexJson : JsonSerializerContext;
}
