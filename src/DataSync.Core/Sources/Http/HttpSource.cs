using System.Net;
using System.Runtime.CompilerServices;
using DataSync.Limits;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Sources.Answers;
using DataSync.Sources.Http.Requests;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>An open web API.</summary>
internal sealed class HttpSource : ISource
{
    /// <summary>How often pages that do not belong together are asked for again.</summary>
    private const int MostMoves = 2;

    private readonly Source _source;
    private readonly SourceContext _context;
    private readonly HttpEndpoint _base;
    private readonly HttpClient _client;
    private readonly ConditionalWeakTable<Dataset, HttpEndpoint> _endpoints = [];
    private readonly ConditionalWeakTable<Dataset, StrongBox<int>> _pageSizes = [];
    private readonly StringPoolShelf _pools = new();
    private readonly RequestRetry _retry;
    private string? _token;

    /// <summary>Opens a source; sends nothing.</summary>
    /// <exception cref="DataSyncException">A setting is wrong.</exception>
    public HttpSource(Source source, SourceContext context)
    {
        (_source, _context) = (source, context);
        _base = new HttpEndpoint(source, null, HttpLayers.Of(source, context.Workspace));
        _retry = new RequestRetry(source, context);
        _client = context.Handler is { } handler ? new HttpClient(handler, disposeHandler: false) : new HttpClient(new SocketsHttpHandler
        {
            // both are handled by hand: a redirect must not carry the token away, and the limit on an answer's size counts decompressed bytes
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = _base.Settings.UseProxy,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        _client.Timeout = Timeout.InfiniteTimeSpan;
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json");
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "gzip, br");
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "DataSync");
    }

    /// <inheritdoc/>
    public TimeZoneInfo TimeZone => _base.Zone;

    /// <inheritdoc/>
    public RateLimits Limits => _base.Limits;

    /// <inheritdoc/>
    public RequestTerms TermsOf(Dataset dataset)
    {
        var endpoint = Endpoint(dataset);
        return new(endpoint.Limits) { IsCut = true, PageRows = endpoint.Settings.Paging is { Mode: not PagingMode.None } paging ? paging.PageSize : null };
    }

    /// <inheritdoc/>
    public string DateFormat => _base.Settings.DateFormat;

    /// <inheritdoc/>
    public async Task<FetchResult> FetchAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var endpoint = Endpoint(request.Dataset);
        string? token;
        try
        {
            token = await ResolveTokenAsync(endpoint, cancellationToken);
            endpoint.Template.Check(Values(request, endpoint, token, FirstPage(request, endpoint)));
        }
        catch (DataSyncException e)
        {
            return new FetchResult { Failure = new(e.Id == RequestTemplate.ArgumentMissing ? FailureCategory.BadArguments : FailureCategory.BadToken, e.Message) { Advice = e.Advice } };
        }
        var exchange = new HttpExchange(endpoint, _client, _context.Time, new SecretMask(token), _pools, _pageSizes.GetOrCreateValue(request.Dataset));
        var result = await FetchAsync(request, endpoint, exchange, token, sink, observer, readsKept: true, cancellationToken);
        if (exchange.KeptSince is null || request.SchemaPolicy != SchemaPolicy.Freeze || result.Failure is not { Category: FailureCategory.Schema }) return result;
        // nothing was decided since; the vendor may have mended what it sends
        await sink.ResetAsync(cancellationToken);
        return await FetchAsync(request, endpoint, exchange, token, sink, observer, readsKept: false, cancellationToken) with { KeptSince = null };
    }

    private async Task<FetchResult> FetchAsync(FetchRequest request, HttpEndpoint endpoint, HttpExchange exchange, string? token, IBatchSink sink, IFetchObserver observer, bool readsKept, CancellationToken cancellationToken)
    {
        var schema = new AnswerSchema(request.Dataset, request.SchemaPolicy);
        var (rows, failure, pager) = await FetchPagesAsync(request, endpoint, exchange, schema, token, sink, observer, readsKept, cancellationToken);
        List<SchemaChange> changes = [.. schema.Changes];
        if (failure is null)
            foreach (var missing in schema.Missing)
            {
                changes.Add(missing);
                if (request.SchemaPolicy == SchemaPolicy.Freeze) failure ??= RowDecoder.Refuse(missing, $"the vendor did not send the column '{missing.Column}'");
            }
        return new FetchResult { Failure = failure, Requests = exchange.Requests, Bytes = exchange.Bytes, Rows = rows, LargestAnswer = pager?.Largest ?? 0, CutAt = pager?.CutAt, SchemaChanges = changes, KeptSince = exchange.KeptSince };
    }

    /// <inheritdoc/>
    public string Preview(FetchRequest request)
    {
        var endpoint = Endpoint(request.Dataset);
        var values = Values(request, endpoint, SecretMask.Replacement, FirstPage(request, endpoint));
        var lines = new List<string> { $"{endpoint.Settings.Method} {endpoint.Template.Address(values, null)}" };
        lines.AddRange(endpoint.Template.Headers(values).Select(h => $"{h.Key}: {h.Value}"));
        if (endpoint.Template.Body(values) is { } body) lines.Add(body);
        return string.Join('\n', lines);
    }

    /// <inheritdoc/>
    public Task<SourceTest> TestAsync(CancellationToken cancellationToken) =>
        new SourceProbe(_source, _context, _base, _client, _retry, _pools).RunAsync(() => ResolveTokenAsync(_base, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(long Rows, Failure? Failure, Pager? Pager)> FetchPagesAsync(FetchRequest request, HttpEndpoint endpoint, HttpExchange exchange, AnswerSchema schema, string? token, IBatchSink sink, IFetchObserver observer, bool readsKept, CancellationToken cancellationToken)
    {
        for (var moves = 0; ;)
        {
            long rows = 0;
            var restart = false;
            var pager = Pager(request, endpoint);
            var watch = new PageWatch(pager is null ? [] : request.Dataset.Key, endpoint.Settings.Paging.Mode is PagingMode.OffsetLimit or PagingMode.PageNumber);
            for (PagePlace? page = FirstPage(request, endpoint); page is { } place && !restart;)
            {
                var values = Values(request, endpoint, token, place);
                var answer = (readsKept && request.Shelf is { } shelf ? exchange.FindKept(values, place, schema, shelf) : null)
                    ?? await _retry.AskAsync(endpoint, request.Dataset.Api, Describe(request, values, place), () => exchange.AskAsync(values, place, schema, request.Shelf, cancellationToken), observer, cancellationToken);
                if (answer.Failure is { } failure) return (rows, failure, pager);
                restart = answer.Restart;
                if (restart) continue;
                if (pager?.Repeats(answer) == true) return (rows, pager.Moved("the page repeats the one before"), pager);
                var (batch, problem) = watch.Take(answer.Batch, place.Overlaps);
                if (problem is not null)
                {
                    if (++moves > MostMoves) return (rows, pager!.Moved($"{problem}, each time it was asked"), pager);
                    restart = true;
                    continue;
                }
                rows += await sink.AddUpToAsync(batch, request.First - rows, cancellationToken);
                if (pager is null) break;
                (page, var cut) = pager.After(answer, place);
                if (cut is not null) return (rows, cut, pager);
            }
            if (!restart) return (rows, null, pager);
            await sink.ResetAsync(cancellationToken);
        }
    }

    private HttpEndpoint Endpoint(Dataset dataset) => dataset.Settings is { Count: > 0 }
        ? _endpoints.GetValue(dataset, d => new HttpEndpoint(_source, d, HttpLayers.Of(_source, _context.Workspace, d)))
        : _base;

    // where the arguments themselves say which page is wanted, that page is all that is asked for
    private static Pager? Pager(FetchRequest request, HttpEndpoint endpoint) => endpoint.Template.ArgumentsPage(request.Arguments) ? null
        : new Pager(endpoint.Settings.Paging, endpoint.Settings.Paging.Safe || request.First is not null || endpoint.Template.IsPagingDocumented(request.Dataset),
            request.RowCap ?? request.Dataset.RowCap, request.First, endpoint.Template.Uses("page.limit"), overlaps: request.First is null && request.Dataset.Key.Count > 0);

    private static PagePlace FirstPage(FetchRequest request, HttpEndpoint endpoint) => Pager(request, endpoint)?.First() ?? default;

    private static RequestValues Values(FetchRequest request, HttpEndpoint endpoint, string? token, PagePlace page) =>
        new(request.Dataset, RequestValues.Format(request.Dataset, request.Arguments, endpoint.Settings, endpoint.Zone), token, page);

    private static string Describe(FetchRequest request, RequestValues values, PagePlace page)
    {
        var arguments = string.Join(", ", values.Arguments.Select(a => $"{a.Key}={a.Value}"));
        return $"{request.Dataset.Api} {arguments}{(page == default ? "" : $" ({page})")}".TrimEnd();
    }

    // kept while the source is open, so that a vault is asked once and not for each request
    private async Task<string?> ResolveTokenAsync(HttpEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (_source.Token is not { Length: > 0 } reference)
            return endpoint.Template.UsesToken
                ? throw new DataSyncException("TokenMissing", $"The source '{_source.Name}' has no token, and its requests need one.", $"Set-DsSource {_source.Name} -Token env:NAME")
                : null;
        return _token ??= await _context.Secrets.ResolveAsync(reference, cancellationToken);
    }
}
