using DataSync.Rows;
using DataSync.Sources.Answers;
using DataSync.Sources.Files.Settings;

namespace DataSync.Sources.Files.Formats;

/// <summary>Reads rows of one kind of file. One class of each folder here implements it; <see cref="FileFormats"/> finds it.</summary>
internal interface IFileFormatReader
{
    /// <summary>The format's name, such as <c>Csv</c>.</summary>
    string Name { get; }
    /// <summary>Endings of its files, with their dot.</summary>
    IReadOnlyList<string> Endings { get; }
    /// <summary>True where a file is read at several places.</summary>
    bool NeedsSeeking => false;
    /// <summary>True where a file is a zip archive by itself.</summary>
    bool IsArchive => false;
    /// <summary>True where the files state their columns' types, so that nothing of them is inferred.</summary>
    bool StatesTypes => false;

    /// <summary>Reads a file's rows in batches, of the fetch's columns.</summary>
    /// <exception cref="AnswerFormatException">It is not of the format; the message goes on a sentence.</exception>
    IAsyncEnumerable<DecodedRows> ReadAsync(Stream stream, FormatContext context, CancellationToken cancellationToken);
}

/// <summary>What a reader is told.</summary>
/// <param name="Schema">The columns of the fetch.</param>
/// <param name="Task">What is asked for.</param>
/// <param name="Pool">Keeps repeated texts as one.</param>
internal sealed record FormatContext(AnswerSchema Schema, FileTask Task, StringPool Pool)
{
    /// <summary>Rows of a batch.</summary>
    public const int BatchRows = 1 << 14;
    /// <summary>Bytes of a batch, roughly.</summary>
    public const int BatchBytes = 1 << 22;

    /// <summary>Shapes what came with types of its own.</summary>
    public BatchShaper Shaper => new(Schema, Task.Zone);

    /// <summary>The bytes of a text file as UTF-8.</summary>
    public Stream Text(Stream stream) => Task.Encoding is { } encoding ? System.Text.Encoding.CreateTranscodingStream(stream, encoding, System.Text.Encoding.UTF8, leaveOpen: true) : stream;
}
