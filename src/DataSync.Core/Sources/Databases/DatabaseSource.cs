using DataSync.Introspection;
using DataSync.Limits;
using DataSync.Rows;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Databases;

/// <summary>A table or query of a database as a source.</summary>
/// <param name="source">The definition.</param>
/// <param name="context">What it may use.</param>
/// <param name="server">The server.</param>
internal sealed class DatabaseSource(Source source, SourceContext context, SourceServer server) : ISource, IDescribingSource
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private readonly Lock _random = new();

    /// <inheritdoc/>
    public TimeZoneInfo TimeZone { get; } = source.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public string DateFormat => "yyyy-MM-dd";

    /// <inheritdoc/>
    public async Task<FetchResult> FetchAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var fetch = new DatabaseFetch(server, request, DatabaseTask.Of(request.Dataset, source.Kind), TimeZone, DateFormat, sink);
        for (var attempt = 1; ; attempt++)
        {
            Failure? failure;
            using (await context.Limiter.AcquireAsync(source.Name, request.Dataset.Api, new RateLimits(source.Limits ?? []), delay => observer.Waiting($"rate limit of {source.Name}", delay), cancellationToken))
            {
                observer.Requested($"read {fetch.Name} from {server.Place}");
                failure = await TryAsync(fetch.ReadAsync, cancellationToken);
            }
            if (failure?.Category != FailureCategory.Transient || attempt >= fetch.Attempts) return fetch.Result(failure, attempt);
            var wait = Delay(attempt);
            observer.Waiting($"{fetch.Name}: {failure.Message}", wait);
            await Task.Delay(wait, context.Time, cancellationToken);
            await fetch.RepeatAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public string Preview(FetchRequest request)
    {
        var task = DatabaseTask.Of(request.Dataset, source.Kind);
        var shown = string.Join(", ", request.Arguments.Select(a => $"{a.Key} = {a.Value}"));
        return $"read {task.Table ?? task.Query!.Trim()} from {server.Place}{(shown.Length > 0 ? $" where {shown}" : "")}";
    }

    /// <inheritdoc/>
    public async Task<SourceTest> TestAsync(CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        var failure = await TryAsync(async cancel =>
        {
            await server.FindVersionAsync(cancel);
            return null;
        }, cancellationToken);
        var reachable = failure?.Category is not FailureCategory.Transient;
        bool? authorized = failure is null ? true : failure.Category is FailureCategory.BadToken or FailureCategory.Permission ? false : null;
        return new SourceTest(reachable, authorized, source.Limits ?? [], Math.Round(context.Time.GetElapsedTime(started).TotalMilliseconds, 1), failure is null ? null : $"{failure.Message} {failure.Advice}".TrimEnd());
    }

    /// <inheritdoc/>
    public async Task<DatasetDraft> DescribeAsync(DescribeRequest request, CancellationToken cancellationToken)
    {
        DatasetDraft? draft = null;
        var failure = await TryAsync(async cancel =>
        {
            draft = await TableDescription.DescribeAsync(server, source, request, cancel);
            return null;
        }, cancellationToken);
        return failure is null ? draft! : throw new DataSyncException("TableUnreadable", failure.Message, failure.Advice);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<Failure?> TryAsync(Func<CancellationToken, Task<Failure?>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken);
        }
        catch (DataSyncException e)
        {
            return new Failure(e.Id.StartsWith("Argument", StringComparison.Ordinal) ? FailureCategory.BadArguments : e.Id.StartsWith("Secret", StringComparison.Ordinal) ? FailureCategory.BadToken : FailureCategory.Fatal, e.Message) { Advice = e.Advice };
        }
        catch (AnswerFormatException e)
        {
            return new Failure(FailureCategory.Fatal, $"The rows cannot be read: {e.Message}.") { Advice = "Give each column of the query a name of its own." };
        }
        catch (Exception e) when (server.IsServerError(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return server.Classify(e);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException or System.Text.DecoderFallbackException or ArgumentOutOfRangeException)
        {
            return new Failure(FailureCategory.Value, $"A value cannot be read: {e.Message}") { Advice = "Cast the column to text in a query (-Query), and let the dataset's type decide." };
        }
    }

    private TimeSpan Delay(int attempt)
    {
        lock (_random) return FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + context.Random.NextDouble());
    }
}
