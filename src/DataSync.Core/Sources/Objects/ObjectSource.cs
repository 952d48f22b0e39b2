using System.Threading.Channels;
using DataSync.Rows;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Objects;

/// <summary>An open source of objects.</summary>
internal sealed class ObjectSource(Source source, SourceContext context) : ISource, ISlicedSource
{
    /// <summary>Batches that a script may be ahead of the run.</summary>
    private const int Ahead = 4;

    /// <inheritdoc/>
    public TimeZoneInfo TimeZone { get; } = ZoneOf(source);

    /// <inheritdoc/>
    public string DateFormat => "yyyy-MM-dd";

    /// <summary>The settings, checked.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>.</exception>
    public static ObjectSettings Check(Source source, Dataset? dataset)
    {
        var layers = SettingsLayers.Of(source, dataset);
        var settings = layers.Read(ObjectSettingsJson.Default.ObjectSettings);
        if (source.TimeZone is { } zone) settings.TimeZone = zone;
        return TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _) ? settings : throw layers.Invalid("timeZone", $"there is no time zone '{settings.TimeZone}'", "Write an IANA name such as Asia/Shanghai or UTC.");
    }

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyDictionary<string, object?>>? Slices(Dataset dataset) => context.Objects?.Piped?.Slices;

    /// <inheritdoc/>
    public async Task<FetchResult> FetchAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        if (context.Objects?.Piped is { } piped) return await FetchPipedAsync(piped, request, sink, cancellationToken);
        if (Check(source, request.Dataset).Script is not { } script || context.Objects is not { } host)
            return new FetchResult { Failure = new(FailureCategory.Fatal, $"Dataset '{request.Dataset.Name}' has no objects: none are piped, and it has no script.") { Advice = $"Pipe them (Get-… | Invoke-DsSync -Dataset {request.Dataset.Name} -Store …), or give the dataset a script: Set-DsDataset {request.Dataset.Name} -Setting @{{ script = {{ Get-… }} }}" } };
        observer.Requested("run the script");
        return await FetchScriptAsync(script, host, request, sink, cancellationToken);
    }

    /// <inheritdoc/>
    public string Preview(FetchRequest request) => context.Objects?.Piped is { } piped ? $"take {piped.Count} objects of the pipeline" : Check(source, request.Dataset).Script is { } script ? $"run {script.Trim()}" : "take objects of a pipeline";

    /// <inheritdoc/>
    public Task<SourceTest> TestAsync(CancellationToken cancellationToken) => Task.FromResult(new SourceTest(true, null, source.Limits ?? [], 0, null));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<FetchResult> FetchPipedAsync(ObjectSpool piped, FetchRequest request, IBatchSink sink, CancellationToken cancellationToken)
    {
        if (piped.Find(request.Arguments) is not var (rows, objects)) return new FetchResult { Requests = 1 };
        if (objects.Failure is { } refused) return new FetchResult { Failure = refused, Requests = 1 };
        long count = 0, bytes = 0;
        await foreach (var batch in rows.WithCancellation(cancellationToken))
        {
            bytes += batch.ByteSize;
            count += await sink.AddUpToAsync(batch, request.First - count, cancellationToken);
            if (count >= request.First) break;
        }
        return new FetchResult { Requests = 1, Rows = count, Bytes = bytes, SchemaChanges = objects.Changes() };
    }

    /// <summary>Runs the script beside the taking of its rows: it waits where they are not taken as fast as it emits.</summary>
    private async Task<FetchResult> FetchScriptAsync(string script, IObjectHost host, FetchRequest request, IBatchSink sink, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<RowBatch>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        var objects = new ObjectRows(request.Dataset, TimeZone, request.SchemaPolicy);
        var running = RunAsync();
        long count = 0, bytes = 0;
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                bytes += batch.ByteSize;
                count += await sink.AddUpToAsync(batch, request.First - count, cancellationToken);
                if (count >= request.First) break;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cancellationToken.ThrowIfCancellationRequested();
        var error = count >= request.First ? null : running.Exception?.InnerException;
        return new FetchResult
        {
            Failure = objects.Failure ?? (error is null or OperationCanceledException ? null : new Failure(FailureCategory.Fatal, error.Message) { Advice = (error as DataSyncException)?.Advice }),
            Requests = 1,
            Rows = count,
            Bytes = bytes,
            SchemaChanges = objects.Changes(),
        };

        async Task RunAsync()
        {
            try
            {
                await host.RunAsync(script, request.Arguments, objects, Take, stop.Token);
                Take();
            }
            finally
            {
                batches.Writer.Complete();
            }
        }

        // on the script's own thread, which waits here while the run has enough to do
        void Take()
        {
            if (objects.Failure is null && objects.Take() is { } batch && !batches.Writer.TryWrite(batch)) batches.Writer.WriteAsync(batch, stop.Token).AsTask().GetAwaiter().GetResult();
        }
    }

    private static TimeZoneInfo ZoneOf(Source source) => TimeZoneInfo.FindSystemTimeZoneById(Check(source, null).TimeZone);
}
