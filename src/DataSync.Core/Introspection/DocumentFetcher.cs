using System.Net;

namespace DataSync.Introspection;

/// <summary>Gets documentation by link: <c>http</c>, <c>https</c>, <c>file</c>, or a path.</summary>
public sealed class DocumentFetcher : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly DocumentFetcherOptions _options;
    private readonly PrivateNetwork _network;
    private readonly TimeProvider _time;

    /// <summary>Makes a fetcher.</summary>
    /// <param name="handler">Sends the requests and follows no redirects itself; null: the network. It stays the caller's.</param>
    /// <param name="options">Bounds; null: the defaults.</param>
    /// <param name="time">Runs the time-outs; null: the system's.</param>
    public DocumentFetcher(HttpMessageHandler? handler = null, DocumentFetcherOptions? options = null, TimeProvider? time = null) : this(handler, options, time, null) { }

    internal DocumentFetcher(HttpMessageHandler? handler, DocumentFetcherOptions? options, TimeProvider? time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        _http = handler is null ? new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, disposeHandler: true) : new(handler, disposeHandler: false);
        _options = options ?? new();
        _time = time ?? TimeProvider.System;
        _network = new(resolve ?? Dns.GetHostAddressesAsync);
    }

    /// <summary>
    /// Tries a link's addresses, the best first (<see cref="IDocumentKind.Candidates"/>; the link itself where no kind knows it), until one can be fetched and read.
    /// </summary>
    /// <param name="link">An address, or the path of a Markdown or HTML file.</param>
    /// <param name="read">Reads the document; a <see cref="DataSyncException"/> sends the search on to the next address.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="DataSyncException">The last address's error, those before it within: <c>DocumentNotFound</c>, <c>DocumentForbidden</c>, <c>DocumentNotApi</c>, <c>DocumentTooLarge</c>, <c>DocumentNotText</c>,
    /// <c>DocumentUnreachable</c>, <c>DocumentRedirected</c> or <c>DocumentLinkInvalid</c>.</exception>
    public async Task<T> ReadAsync<T>(string link, Func<Document, T> read, CancellationToken cancel = default) => (await ReadAsync(link, null, read, cancel)).Value!;

    /// <summary>Reads a link as <see cref="ReadAsync{T}(string, Func{Document, T}, CancellationToken)"/> does, unless the server says that the page is as it was.</summary>
    /// <param name="link">An address, or the path of a Markdown or HTML file; a file is read each time.</param>
    /// <param name="known">What an earlier reading ended with; null: the page is read in any case.</param>
    /// <param name="read">Reads the document.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="DataSyncException">As above.</exception>
    public async Task<DocumentReading<T>> ReadAsync<T>(string link, DocumentValidators? known, Func<Document, T> read, CancellationToken cancel = default)
    {
        var address = Parse(link);
        if (address.IsFile) return new(read(await ReadFileAsync(address.LocalPath, cancel)), false, null);
        DataSyncException? failure = null;
        // the form of the article that was read before comes first: the others have no version to compare with
        foreach (var candidate in Candidates(address).OrderBy(c => LinkSecrets.Without(c.ToString()) == known?.Address ? 0 : 1))
        {
            try
            {
                var (document, validators) = await FetchOneAsync(candidate, known, cancel);
                return document is null ? new(default, true, validators) : new(read(document), false, validators);
            }
            catch (DataSyncException error)
            {
                // the next address holds the same article in another form; the last one's error counts
                failure = failure is null ? error : new(error.Id, error.Message, error.Advice, failure);
            }
        }
        throw failure!;
    }

    /// <summary>Fetches a link itself, whatever other forms of its page there are.</summary>
    /// <param name="link">An address or a path.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="DataSyncException">As above.</exception>
    public async Task<Document> FetchAsync(string link, CancellationToken cancel = default)
    {
        var address = Parse(link);
        return address.IsFile ? await ReadFileAsync(address.LocalPath, cancel) : (await FetchOneAsync(address, null, cancel)).Document!;
    }

    /// <summary>Fetches one address; no document where it is as it was known.</summary>
    private async Task<(Document? Document, DocumentValidators? Validators)> FetchOneAsync(Uri address, DocumentValidators? known, CancellationToken cancel)
    {
        var shown = LinkSecrets.Without(address.ToString());
        if (known?.Address != shown) known = null;
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            using var response = await FollowAsync(address, known, either.Token);
            if (known is not null && response.StatusCode == HttpStatusCode.NotModified) return (null, known);
            ThrowUnlessFound(address, response);
            var bytes = await DocumentBody.ReadAsync(response.Content, _options.MaxBytes, either.Token)
                ?? throw new DataSyncException("DocumentTooLarge", $"{shown}: the page is larger than {_options.MaxBytes:N0} bytes.", "Check the link: documentation is smaller. Save the page and import the file, if it is right.");
            var mediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
            return (new(shown, DocumentText.MediaType(address.AbsolutePath, mediaType), DocumentText.Decode(bytes, response.Content.Headers.ContentType?.CharSet, shown)), Validators(shown, response));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new DataSyncException("DocumentUnreachable", $"{shown}: no whole answer within {_options.Timeout.TotalSeconds:0.#} s.", "Try again later, or save the page in a browser and import the file.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw new DataSyncException("DocumentUnreachable", $"{shown}: {exception.Message}", "Check the link and the network; or save the page in a browser and import the file.", exception);
        }
    }

    private static DocumentValidators? Validators(string address, HttpResponseMessage response)
    {
        // a weak mark will do: it says that the page means the same
        var mark = response.Headers.NonValidated.TryGetValues("ETag", out var marks) && marks.Count == 1 ? marks.ToString() : null;
        var modified = response.Content.Headers.LastModified;
        return mark is null && modified is null ? null : new(address, mark, modified);
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri start, DocumentValidators? known, CancellationToken cancel)
    {
        var address = start;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", "text/markdown, text/html;q=0.9, application/json;q=0.8, application/yaml;q=0.8, */*;q=0.5");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
            request.Headers.TryAddWithoutValidation("User-Agent", "DataSync");
            if (known?.ETag is { } mark) request.Headers.TryAddWithoutValidation("If-None-Match", mark);
            request.Headers.IfModifiedSince = known?.LastModified;
            var response = await _http.SendAsync(request, cancel);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            address = new Uri(address, location);
            await ThrowUnlessAllowedAsync(start, address, redirects, cancel);
        }
    }

    private async Task ThrowUnlessAllowedAsync(Uri start, Uri target, int redirects, CancellationToken cancel)
    {
        var reason = redirects >= _options.MaxRedirects ? $"more than {_options.MaxRedirects} times, lastly"
            : target.Scheme is not ("http" or "https") ? "out of the web,"
            : !await _network.ContainsAsync(start, cancel) && await _network.ContainsAsync(target, cancel) ? "into a private network,"
            : null;
        if (reason is not null) throw new DataSyncException("DocumentRedirected", $"{LinkSecrets.Without(start.ToString())}: redirects {reason} to {LinkSecrets.Without(target.ToString())}, and was not followed.", "Give the link of the page itself.");
    }

    private static void ThrowUnlessFound(Uri address, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode) return;
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        throw response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new DataSyncException("DocumentNotFound", $"{LinkSecrets.Without(address.ToString())}: there is no such page ({status}).", "Check the link: open it in a browser."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new("DocumentForbidden", $"{LinkSecrets.Without(address.ToString())}: the page asks for a login ({status}).", "Open the link in a browser, save the page and import the file."),
            _ => new("DocumentUnreachable", $"{LinkSecrets.Without(address.ToString())}: the server answered {status}.", "Try again later, or save the page in a browser and import the file."),
        };
    }

    private async Task<Document> ReadFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > _options.MaxBytes) throw new DataSyncException("DocumentTooLarge", $"{path}: the file has {length:N0} bytes; at most {_options.MaxBytes:N0} are read.", "Check the path: documentation is smaller.");
            return Open(path, await File.ReadAllBytesAsync(path, cancel));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataSyncException("DocumentNotFound", $"{path}: there is no such file.", "Check the path; a link begins with http:// or https://.", exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new DataSyncException("DocumentUnreachable", $"{path}: {exception.Message}", "Give the path of a Markdown or HTML file you may read.", exception);
        }
    }

    /// <summary>The bytes of a file as a document.</summary>
    /// <param name="path">The file's path, whose ending tells the media type.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="DataSyncException"><c>DocumentNotText</c>.</exception>
    public static Document Open(string path, byte[] bytes) => new(path, DocumentText.MediaType(path, null), DocumentText.Decode(bytes, null, path));

    internal static IReadOnlyList<Uri> Candidates(Uri address)
    {
        Uri[] known = [.. DocumentKinds.All.SelectMany(k => k.Candidates(address)).Distinct()];
        return known.Length > 0 ? known : [address];
    }

    /// <summary>A link as an address; a path becomes an absolute <c>file</c> address.</summary>
    internal static Uri Parse(string link)
    {
        if (Uri.TryCreate(link, UriKind.Absolute, out var address) && (address.IsFile || address.Scheme is "http" or "https")) return address;
        if (string.IsNullOrWhiteSpace(link) || link.Contains("://", StringComparison.Ordinal))
            throw new DataSyncException("DocumentLinkInvalid", $"'{link}' is no link to documentation.", "Give an http or https address, or the path of a Markdown or HTML file.");
        return new Uri(Path.GetFullPath(link));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
