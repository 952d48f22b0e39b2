using System.Net;
using DataSync.Limits;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Sources.Files.Contents;
using DataSync.Sources.Files.Settings;
using DataSync.Sources.Http;

namespace DataSync.Sources.Files.Places;

/// <summary>A folder of the web, whose files are fetched one by one into a file of a moment.</summary>
internal sealed class WebFolder : IDisposable
{
    private const string TokenPlaceholder = "{{token}}";
    private const int MaxRedirects = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private readonly Source _source;
    private readonly SourceContext _context;
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly Lock _random = new();

    /// <summary>Opens a folder; sends nothing.</summary>
    public WebFolder(Source source, SourceContext context)
    {
        (_source, _context, _address) = (source, context, AddressOf(source));
        _client = context.Handler is { } handler ? new HttpClient(handler, disposeHandler: false) : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, UseCookies = false, UseProxy = false });
        _client.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>The folder's address.</summary>
    /// <exception cref="DataSyncException"><c>AddressInvalid</c>, <c>AddressInsecure</c>.</exception>
    public static Uri AddressOf(Source source)
    {
        if (!Uri.TryCreate(source.Uri, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            throw new DataSyncException("AddressInvalid", $"Source '{source.Name}': '{source.Uri}' is no http or https address.", "Write it as https://host/folder; a folder of this machine goes into -Path.");
        if (source.Token is { Length: > 0 } && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            throw new DataSyncException("AddressInsecure", $"The token would travel unencrypted to {address.Host}.", "Use an https address.");
        return address;
    }

    /// <summary>The address of a file.</summary>
    public Uri Locate(string path) => new(_address.AbsoluteUri.TrimEnd('/') + "/" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));

    /// <summary>Fetches a file, again where that may help.</summary>
    /// <returns>The file, at its beginning; null with a failure, or without one where it is not there.</returns>
    public async Task<(Stream? File, Failure? Failure, int Requests)> FetchAsync(string path, FileTask task, string api, IFetchObserver observer, CancellationToken cancellationToken)
    {
        string? token;
        try
        {
            token = _source.Token is { Length: > 0 } reference ? await _context.Secrets.ResolveAsync(reference, cancellationToken) : null;
        }
        catch (DataSyncException e)
        {
            return (null, new Failure(FailureCategory.BadToken, e.Message) { Advice = e.Advice }, 0);
        }
        var mask = new SecretMask(token);
        for (var attempt = 1; ; attempt++)
        {
            Stream? file;
            Failure? failure;
            using (await _context.Limiter.AcquireAsync(_source.Name, api, new RateLimits(_source.Limits ?? []), delay => observer.Waiting($"rate limit of {_source.Name}", delay), cancellationToken))
            {
                observer.Requested($"GET {path}");
                (file, failure) = await AskAsync(path, task, token, cancellationToken);
            }
            if (failure is null) return (file, null, attempt);
            failure = failure with { Message = mask.Apply(failure.Message) };
            if (failure.Category is not (FailureCategory.Transient or FailureCategory.RateLimited) || attempt == task.Settings.Attempts) return (null, failure, attempt);
            var wait = failure.RetryAfter ?? Delay(attempt);
            observer.Waiting($"{path}: {failure.Message}", wait);
            await Task.Delay(wait, _context.Time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<(Stream?, Failure?)> AskAsync(string path, FileTask task, string? token, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(task.Settings.Timeout, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        FileStream? copy = null;
        try
        {
            using var response = await SendAsync(Locate(path), task, token, either.Token);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return (null, null);
            if (!response.IsSuccessStatusCode) return (null, Classify(response));
            copy = ScratchFile.Create();
            await using (var body = await response.Content.ReadAsStreamAsync(either.Token))
                await BoundedCopy.CopyAsync(body, copy, task.Settings.MaxBytes, either.Token);
            copy.Position = 0;
            var whole = copy;
            copy = null;
            return (whole, null);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, new Failure(FailureCategory.Transient, $"No whole file within {task.Settings.Timeout.TotalSeconds:0.###} s."));
        }
        catch (FileTooLargeException e)
        {
            return (null, new Failure(FailureCategory.TooLarge, $"{path}: {e.Message}.") { Advice = "Raise maxBytes in the source's settings." });
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, new Failure(FailureCategory.Transient, $"{_address.Host} does not answer, or the file was cut off: {e.Message}") { Advice = "Check the address and the network." });
        }
        finally
        {
            if (copy is not null) await copy.DisposeAsync();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, FileTask task, string? token, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            foreach (var (name, value) in task.Settings.Headers ?? [])
                request.Headers.TryAddWithoutValidation(name, value?.ToString().Replace(TokenPlaceholder, token, StringComparison.Ordinal));
            request.Headers.TryAddWithoutValidation("User-Agent", "DataSync");
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            var target = new Uri(address, location);
            // a token goes to no other host; without one, files often lie on another
            if (redirects == MaxRedirects || target.Scheme is not ("http" or "https") || (token is not null && !SameHost.Allows(address, target)))
                throw new HttpRequestException($"it redirects to {target.Scheme}://{target.Authority}, which is not followed");
            address = target;
        }
    }

    private static Failure Classify(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var category = status switch
        {
            401 => FailureCategory.BadToken,
            403 => FailureCategory.Permission,
            429 => FailureCategory.RateLimited,
            408 or 425 or >= 500 => FailureCategory.Transient,
            _ => FailureCategory.Fatal,
        };
        return new Failure(category, $"HTTP {status} {response.StatusCode}.") { RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    private TimeSpan Delay(int attempt)
    {
        lock (_random) return FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + _context.Random.NextDouble());
    }
}
