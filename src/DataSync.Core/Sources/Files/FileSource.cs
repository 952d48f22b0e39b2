using DataSync.Introspection;
using DataSync.Rows;
using DataSync.Sources.Answers;
using DataSync.Sources.Describing;
using DataSync.Sources.Files.Contents;
using DataSync.Sources.Files.Formats;
using DataSync.Sources.Files.Places;
using DataSync.Sources.Files.Settings;

namespace DataSync.Sources.Files;

/// <summary>An open source of files.</summary>
internal sealed class FileSource(Source source, SourceContext context) : ISource, ISlicedSource, IVersionedSource, IDescribingSource
{
    private readonly FilePlace _place = new(source, context.Workspace);
    private readonly StringPoolShelf _pools = new();
    private WebFolder? _web;

    private WebFolder Web => _web ??= new WebFolder(source, context);

    /// <inheritdoc/>
    public TimeZoneInfo TimeZone => _place.Task(null).Zone;

    /// <inheritdoc/>
    public string DateFormat => _place.Task(null).Settings.DateFormat;

    /// <inheritdoc/>
    public bool Tracks(Dataset dataset) => _place.Folder is not null;

    /// <inheritdoc/>
    public bool HasChanged(Dataset dataset, IReadOnlyDictionary<string, object> arguments, ReadVersion read)
    {
        if (_place.Folder is null) return false;
        try
        {
            var files = _place.Find(dataset, arguments);
            return read.Version is { } version ? FileVersion.Differs(files, version) : files.Sum(f => f.Size) != read.Bytes || files.Any(f => f.Modified > read.At);
        }
        catch (Exception e) when (e is DataSyncException or IOException or UnauthorizedAccessException)
        {
            return true; // asked again, it says what is wrong
        }
    }

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyDictionary<string, object?>>? Slices(Dataset dataset) => _place.Slices(dataset);

    /// <inheritdoc/>
    public Task<FetchResult> FetchAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken) =>
        FetchAsync(request, new AnswerSchema(request.Dataset, request.SchemaPolicy), sink, observer, cancellationToken);

    /// <summary>Fetches into a schema that the caller looks at.</summary>
    internal async Task<FetchResult> FetchAsync(FetchRequest request, AnswerSchema schema, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        schema.Saw(FileColumns.Names(request.Dataset));
        try
        {
            return _place.Folder is null
                ? await FetchWebAsync(request, schema, sink, observer, cancellationToken)
                : await FetchLocalAsync(request, schema, sink, observer, cancellationToken);
        }
        catch (DataSyncException e)
        {
            return new FetchResult { Failure = new(e.Id.StartsWith("Argument", StringComparison.Ordinal) || e.Id == "FileOutside" ? FailureCategory.BadArguments : FailureCategory.Fatal, e.Message) { Advice = e.Advice } };
        }
        catch (UnauthorizedAccessException e)
        {
            return new FetchResult { Failure = new(FailureCategory.Fatal, e.Message) { Advice = "Give the user that runs DataSync the right to read the file." } };
        }
        catch (IOException e)
        {
            return new FetchResult { Failure = new(FailureCategory.Transient, e.Message) };
        }
    }

    /// <inheritdoc/>
    public string Preview(FetchRequest request)
    {
        if (_place.Folder is null) return $"GET {Web.Locate(_place.Address(request.Dataset, request.Arguments))}";
        var files = _place.Find(request.Dataset, request.Arguments);
        return files switch
        {
            [] => $"read no file: none is '{_place.Task(request.Dataset).Pattern.Text}' in {_place.Folder.Root}",
            [var only] => $"read {only.Location}",
            _ => $"read {files[0].Location} and {files.Count - 1} more",
        };
    }

    /// <inheritdoc/>
    public async Task<SourceTest> TestAsync(CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        string? message = null;
        bool? authorized = null;
        if (_place.Folder is { } folder)
        {
            try
            {
                if (!Directory.Exists(folder.Root)) message = $"There is no folder '{folder.Root}'. Make it, or correct the source's -Path.";
                else folder.Find(_place.Task(null).Pattern.Bind(_ => null));
            }
            catch (Exception e) when (e is DataSyncException or IOException or UnauthorizedAccessException)
            {
                (authorized, message) = (e is not UnauthorizedAccessException, e.Message);
            }
        }
        else
        {
            var task = _place.Task(null);
            var (file, failure, _) = await Web.FetchAsync(task.Pattern.HasWildcards || task.Pattern.Placeholders.Count > 0 ? "" : task.Pattern.Text, task, source.Name, SilentObserver.Instance, cancellationToken);
            if (file is not null) await file.DisposeAsync();
            // without a file of its own the folder is asked for, and any answer shows that it is there
            message = failure is null or { Category: FailureCategory.Fatal or FailureCategory.Permission } ? null : failure.Message;
            authorized = failure?.Category == FailureCategory.BadToken ? false : null;
        }
        return new SourceTest(message is null, authorized, source.Limits ?? [], Math.Round(context.Time.GetElapsedTime(started).TotalMilliseconds, 1), message);
    }

    /// <inheritdoc/>
    public Task<DatasetDraft> DescribeAsync(DescribeRequest request, CancellationToken cancellationToken) => FileDescription.DescribeAsync(this, _place, source, request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _web?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<FetchResult> FetchLocalAsync(FetchRequest request, AnswerSchema schema, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var files = _place.Find(request.Dataset, request.Arguments);
        var quick = FileVersion.Quick(files);
        var version = request.First is null ? FileVersion.Whole(files, quick, cancellationToken) : null;
        var (rows, failure) = await ReadAllAsync(request, schema, files, file => Task.FromResult<Stream>(LocalFolder.Open(file)), sink, observer, cancellationToken);
        if (failure is null && request.First is null && FileVersion.Quick(_place.Find(request.Dataset, request.Arguments)) != quick)
            failure = new(FailureCategory.Transient, "The files changed while they were read.") { Advice = "Run again once they are complete; a writer that renames a finished file into its place avoids this." };
        return Result(schema, rows, failure, files.Count, files.Sum(f => f.Size)) with { Version = failure is null ? version : null };
    }

    private async Task<FetchResult> FetchWebAsync(FetchRequest request, AnswerSchema schema, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var path = _place.Address(request.Dataset, request.Arguments);
        var (file, failure, requests) = await Web.FetchAsync(path, _place.Task(request.Dataset), request.Dataset.Api, observer, cancellationToken);
        if (file is null) return new FetchResult { Failure = failure, Requests = requests };
        await using (file)
        {
            var found = new FoundFile(path, Web.Locate(path).ToString(), file.Length, default);
            (var rows, failure) = await ReadAllAsync(request, schema, [found], _ => Task.FromResult<Stream>(new Unclosed(file)), sink, observer, cancellationToken);
            return Result(schema, rows, failure, requests, file.Length);
        }
    }

    private static FetchResult Result(AnswerSchema schema, long rows, Failure? failure, int requests, long bytes) => new()
    {
        Failure = failure,
        Requests = requests,
        Bytes = bytes,
        Rows = rows,
        SchemaChanges = failure is null ? [.. schema.Changes, .. rows > 0 ? schema.Missing : []] : [.. schema.Changes],
    };

    /// <summary>Reads the files, anew where a column that an earlier batch brought proves too narrow.</summary>
    private async Task<(long Rows, Failure? Failure)> ReadAllAsync(FetchRequest request, AnswerSchema schema, IReadOnlyList<FoundFile> files, Func<FoundFile, Task<Stream>> open, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var pool = _pools.Take();
        try
        {
            while (true)
            {
                var (rows, restart) = (0L, false);
                foreach (var file in files)
                {
                    if (_place.Folder is not null) observer.Requested($"read {file.Name}");
                    await using var stream = await open(file);
                    var (read, failure, again) = await ReadFileAsync(request, schema, file, stream, pool, request.First - rows, sink, cancellationToken);
                    rows += read;
                    if (failure is not null) return (rows, failure);
                    restart = again;
                    if (restart || rows >= request.First) break;
                }
                if (!restart) return (rows, null);
                await sink.ResetAsync(cancellationToken);
            }
        }
        finally
        {
            _pools.Return(pool);
        }
    }

    private async Task<(long Rows, Failure? Failure, bool Restart)> ReadFileAsync(FetchRequest request, AnswerSchema schema, FoundFile file, Stream stream, StringPool pool, long? wanted, IBatchSink sink, CancellationToken cancellationToken)
    {
        var rows = 0L;
        var task = _place.Task(request.Dataset);
        var part = file.Name;
        try
        {
            await foreach (var content in FileContents.OpenAsync(file.Name, stream, task, cancellationToken))
            {
                part = content.Name;
                await foreach (var batch in content.Format.ReadAsync(content.Stream, new FormatContext(schema, task, pool), cancellationToken))
                {
                    if (batch.Failure is { } refused) return (rows, refused with { Message = $"{part}: {refused.Message}" }, false);
                    if (batch.Restart) return (rows, null, true);
                    rows += await sink.AddUpToAsync(FileColumns.Fill(batch.Batch!, request.Dataset, file), wanted - rows, cancellationToken);
                    if (rows >= wanted) return (rows, null, false);
                }
            }
            return (rows, null, false);
        }
        catch (AnswerFormatException e)
        {
            return (rows, Fatal(part, e.Message), false);
        }
        catch (FileTooLargeException e)
        {
            return (rows, new Failure(FailureCategory.TooLarge, $"{part}: {e.Message}.") { Advice = "Raise maxBytes in the source's settings." }, false);
        }
        catch (Exception e) when (Stores.Compression.CompressedFiles.IsDamage(e))
        {
            return (rows, Fatal(part, $"it is damaged, or ends too early ({e.Message.TrimEnd('.')})"), false);
        }
    }

    private static Failure Fatal(string part, string what) => new(FailureCategory.Fatal, $"{part}: {what}.") { Advice = "Correct the file, or the settings that say how it reads." };

    /// <summary>A stream whose reader does not close it.</summary>
    private sealed class Unclosed : Stream
    {
        private readonly Stream _inner;

        public Unclosed(Stream inner)
        {
            _inner = inner;
            _inner.Position = 0;
        }

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => _inner.Length;
        public override long Position { get => _inner.Position; set => _inner.Position = value; }
        public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);
        public override int Read(Span<byte> buffer) => _inner.Read(buffer);
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _inner.ReadAsync(buffer, cancellationToken);
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _inner.ReadAsync(buffer, offset, count, cancellationToken);
        public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);
        public override void Flush() { }
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
