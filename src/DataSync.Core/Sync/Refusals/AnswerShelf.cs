using System.IO.Compression;
using System.IO.Hashing;
using System.Text.Json;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.Sources;

namespace DataSync.Sync.Refusals;

/// <summary>The answers of one slice, in a folder of its own: a file for each, a line that describes it before the body, compressed.</summary>
/// <param name="folder">The folder, which need not exist.</param>
/// <param name="reads">True where earlier runs kept answers that may be read.</param>
/// <param name="holds">True where the plan may refuse answers.</param>
/// <param name="time">The clock.</param>
/// <param name="kept">Told when answers were kept.</param>
internal sealed class AnswerShelf(string folder, bool reads, bool holds, TimeProvider time, Action kept) : IAnswerShelf, IDisposable
{
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private FileStream? _bodies;

    /// <inheritdoc/>
    public KeptAnswer? Find(string question)
    {
        if (!reads || !File.Exists(PathOf(question))) return null;
        try
        {
            using var file = new GZipStream(File.OpenRead(PathOf(question)), CompressionMode.Decompress);
            using var content = new MemoryStream();
            file.CopyTo(content);
            var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
            var end = bytes.Span.IndexOf((byte)'\n');
            if (end < 0 || JsonSerializer.Deserialize<Head>(bytes.Span[..end]) is not { } head) return null;
            var body = bytes[(end + 1)..];
            return head.Hash == HashOf(body.Span) ? new KeptAnswer(body, head.Headers, head.At) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            return null; // damaged: the vendor is asked again
        }
    }

    /// <inheritdoc/>
    public void Hold(string question, ReadOnlySpan<byte> body, IReadOnlyDictionary<string, string> headers)
    {
        if (!holds) return;
        _bodies ??= ScratchFile.Create();
        _held[question] = new(new Head(time.GetUtcNow().UtcDateTime, HashOf(body), headers), _bodies.Length, body.Length);
        _bodies.Position = _bodies.Length;
        _bodies.Write(body);
    }

    /// <summary>Keeps what was held, in the place of what earlier runs kept.</summary>
    /// <returns>False where nothing was held: the source can be read again.</returns>
    /// <exception cref="DataSyncException"><c>WorkspaceNotWritable</c>.</exception>
    /// <exception cref="IOException">The folder cannot be made, or the disk is full.</exception>
    public bool Keep()
    {
        if (_held.Count == 0) return false;
        Directory.CreateDirectory(folder);
        foreach (var (question, held) in _held) AtomicFile.Write(PathOf(question), file => Write(held, file));
        kept();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _held.Clear();
        _bodies?.Dispose();
        _bodies = null;
    }

    private void Write(Held held, Stream file)
    {
        using var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
        packed.Write(JsonSerializer.SerializeToUtf8Bytes(held.Head));
        packed.WriteByte((byte)'\n');
        var body = new byte[held.Length];
        _bodies!.Position = held.Offset;
        _bodies.ReadExactly(body);
        packed.Write(body);
    }

    private string PathOf(string question) => Path.Combine(folder, $"{RefusedAnswers.NameOf(question)}.gz");

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(XxHash128.Hash(body));

    /// <summary>The line before an answer's body.</summary>
    private sealed record Head(DateTime At, string Hash, IReadOnlyDictionary<string, string> Headers);

    private readonly record struct Held(Head Head, long Offset, int Length);
}
