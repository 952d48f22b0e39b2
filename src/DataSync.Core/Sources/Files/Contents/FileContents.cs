using System.IO.Compression;
using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Sources.Answers;
using DataSync.Sources.Files.Formats;
using DataSync.Sources.Files.Settings;
using DataSync.Stores.Compression;
using ZstdSharp;

namespace DataSync.Sources.Files.Contents;

/// <summary>What is in a file: itself, what it is compressed from, or the files of an archive. Told by the first bytes, not by names. Nothing is unpacked into a folder.</summary>
internal static class FileContents
{
    private const int Magic = 4, BufferSize = 1 << 16;
    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b];
    private static ReadOnlySpan<byte> Zstd => [0x28, 0xb5, 0x2f, 0xfd];
    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    /// <summary>The parts that hold rows, one after the other; each is valid until the next is asked for.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="file">A seekable stream at its beginning; left open.</param>
    /// <param name="task">What is asked for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="AnswerFormatException">It is of no format that is known.</exception>
    public static async IAsyncEnumerable<FilePart> OpenAsync(string name, Stream file, FileTask task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var magic = new byte[Magic];
        var length = await file.ReadAtLeastAsync(magic, Magic, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        if (magic.AsSpan(0, length).StartsWith(Gzip))
        {
            await using var text = new GzipFile(file, leaveOpen: true);
            await using var part = await PartAsync(WithoutEnding(name, ".gz", ".gzip"), text, task, cancellationToken);
            yield return part;
        }
        else if (magic.AsSpan(0, length).SequenceEqual(Zstd))
        {
            await using var text = new DecompressionStream(file, BufferSize, checkEndOfStream: true, leaveOpen: true);
            await using var part = await PartAsync(WithoutEnding(name, ".zst", ".zstd"), text, task, cancellationToken);
            yield return part;
        }
        else if (magic.AsSpan(0, length).SequenceEqual(Zip) && FormatOf(name, task)?.IsArchive != true)
        {
            await foreach (var part in EntriesAsync(name, file, task, cancellationToken)) yield return part;
        }
        else
        {
            await using var part = await PartAsync(name, file, task, cancellationToken);
            yield return part;
        }
    }

    private static async IAsyncEnumerable<FilePart> EntriesAsync(string name, Stream file, FileTask task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var found = false;
        foreach (var entry in archive.Entries.Where(e => e.Name.Length > 0).OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            if (task.Entry is { } pattern ? pattern.Match(entry.FullName) is null : FormatOf(entry.Name, task) is null) continue;
            found = true;
            await using var stream = await entry.OpenAsync(cancellationToken);
            await using var part = await PartAsync($"{name}/{entry.FullName}", stream, task, cancellationToken);
            yield return part;
        }
        if (!found) throw new AnswerFormatException($"the archive holds no file {(task.Entry is { } wanted ? $"'{wanted.Text}'" : $"of a known ending ({FileFormats.Endings})")}");
    }

    private static async Task<FilePart> PartAsync(string name, Stream stream, FileTask task, CancellationToken cancellationToken)
    {
        var format = FormatOf(name, task) ?? throw new AnswerFormatException($"its ending tells no format; set format to {string.Join(", ", FileFormats.All.Select(f => f.Name))}");
        if (!format.NeedsSeeking || stream.CanSeek) return new FilePart(name, format, stream, null);
        var copy = ScratchFile.Create();
        try
        {
            await BoundedCopy.CopyAsync(stream, copy, task.Settings.MaxBytes, cancellationToken);
            copy.Position = 0;
            return new FilePart(name, format, copy, copy);
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private static IFileFormatReader? FormatOf(string name, FileTask task) => task.Format ?? FileFormats.Find(name);

    private static string WithoutEnding(string name, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return name[..^ending.Length];
        return name;
    }
}

/// <summary>Something that holds rows in one format.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Format">Its format.</param>
/// <param name="Stream">Its bytes.</param>
/// <param name="Copy">A copy of them that ends with the part; null for none.</param>
internal sealed record FilePart(string Name, IFileFormatReader Format, Stream Stream, Stream? Copy) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Copy?.DisposeAsync() ?? ValueTask.CompletedTask;
}
