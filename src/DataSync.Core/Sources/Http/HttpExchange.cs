using System.IO.Hashing;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Text.Json;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Sources.Answers;
using DataSync.Sources.Http.Requests;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>One question and its answer: sends a request, follows redirects within the host, reads and decodes the answer. Never repeats and never waits.</summary>
/// <param name="endpoint">How to ask.</param>
/// <param name="client">The network.</param>
/// <param name="time">The clock.</param>
/// <param name="mask">Takes the secret out of messages.</param>
/// <param name="pools">Lends string pools.</param>
/// <param name="pageSize">Rows of the dataset's last page, as the next is likely to have as many.</param>
internal sealed class HttpExchange(HttpEndpoint endpoint, HttpClient client, TimeProvider time, SecretMask mask, StringPoolShelf pools, StrongBox<int> pageSize)
{
    private const int MaxRedirects = 5;
    private readonly FailureClassifier _classifier = new(endpoint.Settings, time);

    /// <summary>Requests sent, redirects apart.</summary>
    public int Requests { get; private set; }
    /// <summary>Bytes received, after decompression.</summary>
    public long Bytes { get; private set; }
    /// <summary>When the oldest answer came that was read from the shelf; null: none was.</summary>
    public DateTime? KeptSince { get; private set; }

    /// <summary>A page that an earlier run kept; null: there is none.</summary>
    public Answer? FindKept(RequestValues values, PagePlace page, AnswerSchema schema, IAnswerShelf shelf)
    {
        if (shelf.Find(Question(values, page)) is not { } kept) return null;
        using var message = new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = endpoint.Template.Build(values, page.Link), Content = new ByteArrayContent([]) };
        foreach (var (name, value) in kept.Headers) message.Headers.TryAddWithoutValidation(name, value);
        if (KeptSince is null || kept.At < KeptSince) KeptSince = kept.At;
        Bytes += kept.Body.Length;
        return Masked(Read(message, kept.Body.Span, schema));
    }

    /// <summary>Asks for one page. Whatever goes wrong is a failure in the answer, without secrets.</summary>
    public async Task<Answer> AskAsync(RequestValues values, PagePlace page, AnswerSchema schema, IAnswerShelf? shelf, CancellationToken cancellationToken)
    {
        Requests++;
        using var timeout = new CancellationTokenSource(endpoint.Settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var reached = false;
        try
        {
            using var response = await SendAsync(values, page, either.Token);
            reached = true;
            if (response.Failure is { } refused) return new Answer { Failure = refused, Reached = true };
            using var body = await ResponseBody.ReadAsync(response.Message!.Content, endpoint.Settings.MaxResponseBytes, either.Token);
            Bytes += body.Length;
            if (shelf is not null && response.Message.IsSuccessStatusCode) Hold(shelf, values, page, response.Message, body.Bytes);
            return Masked(Read(response.Message, body.Bytes, schema));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed(FailureCategory.Transient, $"No whole answer within {endpoint.Settings.Timeout.TotalSeconds:0.###} s", null);
        }
        catch (ResponseTooLargeException e)
        {
            return Failed(FailureCategory.TooLarge, e.Message, "Ask for less at once, or raise maxResponseBytes in the source's settings.");
        }
        catch (ResponseEncodingException e)
        {
            return Failed(e.Truncated ? FailureCategory.Transient : FailureCategory.Fatal, e.Message, "A proxy in between may have changed it.");
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            return Failed(FailureCategory.Fatal, $"No secure connection to {endpoint.Settings.Uri}: {e.InnerException.Message}", "Check the address, the machine's clock and its certificates; a proxy may stand in between.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(FailureCategory.Transient, reached ? $"The answer was cut off: {e.Message}" : $"{endpoint.Settings.Uri} does not answer: {e.Message}", "Check the address and the network.");
        }

        Answer Failed(FailureCategory category, string message, string? advice) => Masked(new Answer { Failure = new(category, $"{message.TrimEnd('.')}.") { Advice = advice }, Reached = reached });
    }

    /// <summary>What tells a request from others, whatever its columns are read as.</summary>
    private string Question(RequestValues values, PagePlace page) => mask.Apply(string.Join('\n',
        [values.Api, values.NamedColumns, $"{page.Offset}|{page.Limit}|{page.Number}|{page.Cursor}|{page.Link}", .. values.Arguments.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value.ToJsonString()}")]));

    /// <summary>Holds an answer with the headers by which pages go on; none that repeats the secret.</summary>
    private void Hold(IAnswerShelf shelf, RequestValues values, PagePlace page, HttpResponseMessage message, ReadOnlySpan<byte> body)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in (string?[])[endpoint.Settings.Paging.Cursor, endpoint.Settings.Paging.NextLink])
            if (Header(setting, message) is { } value) headers[HeaderName(setting)!] = value;
        if (!mask.Occurs(System.Text.Encoding.UTF8.GetString(body)) && !headers.Values.Any(mask.Occurs)) shelf.Hold(Question(values, page), body, headers);
    }

    private Answer Masked(Answer answer) => answer.Failure is not { } failure ? answer : answer with
    {
        Failure = failure with { Message = mask.Apply(failure.Message), Code = failure.Code is null ? null : mask.Apply(failure.Code) },
    };

    private async Task<Response> SendAsync(RequestValues values, PagePlace page, CancellationToken cancellationToken)
    {
        var request = endpoint.Template.Build(values, page.Link);
        for (var redirects = 0; ; redirects++)
        {
            HttpResponseMessage message;
            using (request) message = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (message.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || message.Headers.Location is not { } location) return new(message, null);
            var from = request.RequestUri!;
            var target = new Uri(from, location);
            message.Dispose();
            if (!SameHost.Allows(from, target)) return new(null, Refuse($"{from.Host} redirects to another host, {target.Scheme}://{target.Authority}"));
            if (redirects == MaxRedirects) return new(null, Refuse($"{from.Host} redirects more than {MaxRedirects} times"));
            request = endpoint.Template.Build(values, target);
            // as HTTP clients do: these turn a POST into a GET (RFC 9110, 15.4)
            if (message.StatusCode == HttpStatusCode.SeeOther || (request.Method == HttpMethod.Post && message.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found))
                (request.Method, request.Content) = (HttpMethod.Get, null);
        }
    }

    private static Failure Refuse(string problem) => new(FailureCategory.Fatal, $"{problem}; it is not followed, as the token would go there.")
    {
        Advice = "If the new address is the vendor's, set it as the source's Uri.",
    };

    private Answer Read(HttpResponseMessage message, ReadOnlySpan<byte> body, AnswerSchema schema)
    {
        if (body.StartsWith("\uFEFF"u8)) body = body[3..];
        var status = (int)message.StatusCode;
        var pool = pools.Take();
        try
        {
            var rows = message.IsSuccessStatusCode ? new RowDecoder(schema, new(pool, endpoint.Zone, pageSize.Value), endpoint.Records) : null;
            var reader = new AnswerReader(endpoint.Paths, endpoint.Settings.Records.Shape, rows);
            if (Parse(reader, body, message) is { } broken)
                return message.IsSuccessStatusCode ? new Answer { Failure = broken, Reached = true } : Refused(status, null, null, body, message);
            if (!_classifier.IsSuccess(status, reader.Code)) return Refused(status, reader.Code, reader.Message, body, message);
            return Complete(reader, rows!, body, message);
        }
        finally
        {
            pools.Return(pool);
        }
    }

    private Answer Complete(AnswerReader reader, RowDecoder rows, ReadOnlySpan<byte> body, HttpResponseMessage message)
    {
        if (!reader.FoundRecords)
            return new Answer
            {
                Failure = new(FailureCategory.Fatal, $"The answer has no rows at {endpoint.Settings.Records.Path}: {FailureClassifier.Preview(body)}") { Advice = "Set records.path and records.shape to where and how the vendor sends them." },
                Reached = true,
            };
        var records = reader.Records(body);
        var decoded = rows.Started ? rows.Finish(records, endpoint.Settings.Records.Shape) : default;
        pageSize.Value = rows.Count;
        var (next, refused) = NextLink(reader, message);
        return new Answer
        {
            Reached = true,
            Failure = decoded.Failure ?? refused,
            Restart = decoded.Restart,
            Batch = decoded.Batch,
            Rows = rows.Records,
            HasMore = reader.HasMore,
            Cursor = Header(endpoint.Settings.Paging.Cursor, message) ?? reader.Cursor,
            NextLink = next,
            Hash = endpoint.Settings.Paging.Mode == PagingMode.None ? 0 : XxHash3.HashToUInt64(records),
        };
    }

    private Answer Refused(int status, string? code, string? message, ReadOnlySpan<byte> body, HttpResponseMessage response)
    {
        var (failure, whole) = endpoint.Settings.Answer.Code is not null && code is null && response.IsSuccessStatusCode
            ? (new Failure(FailureCategory.Fatal, $"The answer has no code at {endpoint.Settings.Answer.Code}: {FailureClassifier.Preview(body)}") { Advice = "The address may be wrong, or the vendor has changed its answers." }, false)
            : _classifier.Classify(status, code, message, body, response.Headers);
        return new Answer { Failure = failure, WholeSource = whole, Reached = true };
    }

    private static Failure? Parse(AnswerReader reader, ReadOnlySpan<byte> body, HttpResponseMessage message)
    {
        try
        {
            reader.Read(body);
            return null;
        }
        catch (JsonException e)
        {
            return IsCut(body)
                ? new(FailureCategory.Transient, $"The answer ends in its middle, after {body.Length} bytes: {FailureClassifier.Preview(body)}")
                : FailureClassifier.NotJson(body, message.Content.Headers.ContentType?.MediaType, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine}");
        }
        catch (AnswerFormatException e)
        {
            return new(FailureCategory.Fatal, $"The answer's rows cannot be read: {e.Message}.") { Advice = "Compare records.shape and records.path in the settings with what the vendor sends." };
        }
        catch (Exception e) when (e is System.Text.DecoderFallbackException or InvalidOperationException { InnerException: System.Text.DecoderFallbackException })
        {
            return new(FailureCategory.Fatal, $"The answer is not encoded in UTF-8 (its header says {message.Content.Headers.ContentType?.CharSet ?? "nothing"}).");
        }
    }

    // valid as far as it goes, but without its end
    private static bool IsCut(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
        try
        {
            while (reader.Read()) { }
            return reader.CurrentDepth > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private (Uri? Next, Failure? Refused) NextLink(AnswerReader reader, HttpResponseMessage message)
    {
        var setting = endpoint.Settings.Paging.NextLink;
        if (endpoint.Settings.Paging.Mode != PagingMode.NextLink || setting is null) return default;
        var text = setting.StartsWith(SettingsValidator.HeaderPrefix, StringComparison.OrdinalIgnoreCase) ? LinkHeader.Next(Header(setting, message)) : reader.NextLink;
        if (string.IsNullOrWhiteSpace(text)) return default;
        var from = new Uri(endpoint.Settings.Uri!);
        if (!Uri.TryCreate(message.RequestMessage?.RequestUri ?? from, text, out var next)) return (null, new(FailureCategory.Fatal, $"The next page's address is none: {text}"));
        return SameHost.Allows(from, next) ? (next, null) : (null, Refuse($"The next page is on another host, {next.Scheme}://{next.Authority}"));
    }

    private static string? Header(string? setting, HttpResponseMessage message)
    {
        if (HeaderName(setting) is not { } name) return null;
        return message.Headers.TryGetValues(name, out var values) || message.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
    }

    private static string? HeaderName(string? setting) =>
        setting?.StartsWith(SettingsValidator.HeaderPrefix, StringComparison.OrdinalIgnoreCase) == true ? setting[SettingsValidator.HeaderPrefix.Length..].Trim() : null;

    private readonly record struct Response(HttpResponseMessage? Message, Failure? Failure) : IDisposable
    {
        public void Dispose() => Message?.Dispose();
    }
}
