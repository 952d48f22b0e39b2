using System.IO.Compression;
using System.Net;
using System.Security.Authentication;
using System.Text;
using DataSync.Sources;
using Xunit;

namespace DataSync.Tests.Sources.Http;

/// <summary>Answers that are none: each a clear failure of the right kind, without the secret.</summary>
public sealed class BadAnswerTests
{
    private const string Rest = """{"query":{"key":"{{token}}","...":"{{arguments}}"},"records":{"path":"$.rows"},"retry":{"attempts":3}}""";
    private const string Good = """{"rows":[{"ts_code":"a","trade_date":"2024-01-02","close":1}]}""";

    private static async Task<FetchResult> FetchAsync(Action<FakeVendor> script, string settings = Rest, Action<HttpBench>? check = null)
    {
        await using var bench = new HttpBench(settings: settings);
        script(bench.Vendor);
        var result = await bench.FetchAsync();
        check?.Invoke(bench);
        if (result.Failure is { } failure)
        {
            Assert.DoesNotContain(HttpBench.Token, failure.Message);
            Assert.DoesNotContain(Uri.EscapeDataString(HttpBench.Token), failure.Message);
            Assert.Empty(bench.Rows.Batches);
        }
        return result;
    }

    private static void Expect(FetchResult result, FailureCategory category, int requests, params string[] words)
    {
        Assert.Equal((category, requests), (result.Failure?.Category, result.Requests));
        Assert.All(words, word => Assert.Contains(word, $"{result.Failure!.Message} {result.Failure.Advice}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_web_page_with_status_200_is_fatal_and_speaks_of_login_and_proxy() =>
        Expect(await FetchAsync(v => v.Html($"<html><title>Please sign in</title>{HttpBench.Token}</html>")), FailureCategory.Fatal, 1, "web page", "Please sign in", "login", "proxy", "***");

    [Fact]
    public async Task A_web_page_that_calls_itself_json_is_known_by_its_beginning() =>
        Expect(await FetchAsync(v => v.Json("  <!DOCTYPE html><p>maintenance</p>")), FailureCategory.Fatal, 1, "web page");

    [Fact]
    public async Task Broken_json_is_fatal_and_shown() =>
        Expect(await FetchAsync(v => v.Json("""{"rows":[{"ts_code":"a",,]}""")), FailureCategory.Fatal, 1, "no JSON", "ts_code");

    [Fact]
    public async Task Only_the_beginning_of_a_body_is_shown()
    {
        var result = await FetchAsync(v => v.Json("nonsense " + new string('x', 5000)));
        Assert.InRange(result.Failure!.Message.Length, 200, 300);
    }

    [Fact]
    public async Task A_body_that_ends_in_its_middle_is_asked_again_then_fails() =>
        Expect(await FetchAsync(v => v.Json(Good[..40]).Json(Good[..30]).Json(Good[..20])), FailureCategory.Transient, 3, "ends in its middle");

    [Fact]
    public async Task After_a_cut_body_the_whole_one_counts_once()
    {
        var result = await FetchAsync(v => v.Json(Good[..40]).Json(Good), check: b => Assert.Equal(["a"], b.Rows.Column("ts_code")));
        Assert.Equal((null, 2, 1L), (result.Failure?.Message, result.Requests, result.Rows));
    }

    [Fact]
    public async Task A_cut_connection_is_asked_again() =>
        Expect(await FetchAsync(v => v.Fail(new HttpRequestException("reset")).Fail(new HttpIOException(HttpRequestError.ResponseEnded)).Fail(new IOException("reset"))), FailureCategory.Transient, 3, "vendor.test");

    [Fact]
    public async Task A_certificate_that_does_not_hold_is_not_asked_again() =>
        Expect(await FetchAsync(v => v.Fail(new HttpRequestException("SSL", new AuthenticationException("name mismatch")))), FailureCategory.Fatal, 1, "name mismatch", "certificates");

    [Fact]
    public async Task An_empty_body_is_transient() => Expect(await FetchAsync(v => v.Json("").Json("").Json("")), FailureCategory.Transient, 3, "empty");

    [Theory]
    [InlineData(500, FailureCategory.Transient, 3)]
    [InlineData(503, FailureCategory.Transient, 3)]
    [InlineData(408, FailureCategory.Transient, 3)]
    [InlineData(401, FailureCategory.BadToken, 1)]
    [InlineData(403, FailureCategory.Permission, 1)]
    [InlineData(400, FailureCategory.BadArguments, 1)]
    [InlineData(422, FailureCategory.BadArguments, 1)]
    [InlineData(404, FailureCategory.Fatal, 1)]
    public async Task A_status_means_what_http_says(int status, FailureCategory category, int requests) =>
        Expect(await FetchAsync(v => v.Otherwise = _ => FakeVendor.Response("<h1>it says why</h1>"u8.ToArray(), status, "text/html", [])), category, requests, $"HTTP {status}", "it says why");

    [Fact]
    public async Task Gzip_and_brotli_are_unpacked()
    {
        var body = Encoding.UTF8.GetBytes(Good);
        foreach (var (name, packed) in (IEnumerable<(string, byte[])>)[("gzip", Pack(s => new GZipStream(s, CompressionMode.Compress), body)), ("br", Pack(s => new BrotliStream(s, CompressionMode.Compress), body))])
        {
            var result = await FetchAsync(v => v.Bytes(packed, headers: ("Content-Encoding", name)), check: b => Assert.Contains(name, b.Vendor.Asked[0].Headers));
            Assert.Equal((null, 1L, (long)body.Length), (result.Failure?.Message, result.Rows, result.Bytes));
        }
    }

    [Fact]
    public async Task What_calls_itself_gzip_and_is_none_is_fatal() =>
        Expect(await FetchAsync(v => v.Bytes(Encoding.UTF8.GetBytes(Good), headers: ("Content-Encoding", "gzip"))), FailureCategory.Fatal, 1, "gzip");

    [Fact]
    public async Task Gzip_that_is_broken_within_is_asked_again()
    {
        var packed = Pack(s => new GZipStream(s, CompressionMode.Compress), Encoding.UTF8.GetBytes(Good));
        packed[12] ^= 0xFF;
        Expect(await FetchAsync(v => v.Otherwise = _ => FakeVendor.Response(packed, 200, "application/json", [("Content-Encoding", "gzip")])), FailureCategory.Transient, 3);
    }

    [Fact]
    public async Task An_unknown_compression_is_refused() =>
        Expect(await FetchAsync(v => v.Bytes([1, 2, 3], headers: ("Content-Encoding", "zstd"))), FailureCategory.Fatal, 1, "zstd");

    [Fact]
    public async Task An_endless_body_is_cut_at_the_cap()
    {
        using var endless = new EndlessStream();
        var result = await FetchAsync(
            v => v.Answer(_ => new HttpResponseMessage { Content = new StreamContent(endless) }),
            """{"records":{"path":"$.rows"},"maxResponseBytes":1000000}""");
        Expect(result, FailureCategory.TooLarge, 1, "MB", "maxResponseBytes");
        Assert.InRange(endless.Given, 1_000_000, 3_000_000);
    }

    [Fact]
    public async Task The_cap_counts_unpacked_bytes()
    {
        var packed = Pack(s => new GZipStream(s, CompressionMode.Compress), new byte[2_000_000]);
        Assert.True(packed.Length < 10_000);
        Expect(await FetchAsync(v => v.Bytes(packed, headers: ("Content-Encoding", "gzip")), """{"records":{"path":"$.rows"},"maxResponseBytes":1000000}"""), FailureCategory.TooLarge, 1);
    }

    [Fact]
    public async Task A_missing_code_is_fatal() =>
        Expect(await FetchAsync(v => v.Json(Good), """{"records":{"path":"$.rows"},"answer":{"code":"$.status","success":["ok"]}}"""), FailureCategory.Fatal, 1, "no code at $.status");

    [Fact]
    public async Task Rows_that_are_not_where_they_should_be_are_fatal() =>
        Expect(await FetchAsync(v => v.Json("""{"result":{"data":[]}}""")), FailureCategory.Fatal, 1, "no rows at $.rows", "records.path");

    [Fact]
    public async Task An_object_where_the_rows_should_be_is_no_row() =>
        Expect(await FetchAsync(v => v.Json("""{"rows":{"error":"no such symbol"}}""")), FailureCategory.Fatal, 1, "no such symbol");

    [Theory]
    [InlineData("""{"rows":[1,2]}""", "row 1 is no object")]
    [InlineData("""{"rows":[{"ts_code":"a"},["b"]]}""", "row 2 is no object")]
    public async Task Rows_of_another_shape_are_fatal(string body, string words) => Expect(await FetchAsync(v => v.Json(body)), FailureCategory.Fatal, 1, words);

    [Theory]
    [InlineData("""[["a","20240102"]]""", "row 1")]
    [InlineData("""[["a","20240102",1],["a","20240102",1,2]]""", "row 2")]
    [InlineData("""[{"ts_code":"a"}]""", "row 1 is no array")]
    public async Task Rows_wider_or_narrower_than_their_names_are_fatal(string items, string words)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Table("""["ts_code","trade_date","close"]""", items);
        Expect(await bench.FetchAsync(), FailureCategory.Fatal, 1, words);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_fatal()
    {
        byte[] gbk = [.. """{"rows":[{"ts_code":"a","trade_date":"2024-01-02","close":1,"name":" """u8, 0xC6, 0xBD, 0xB0, 0xB2, .. "\"}]}"u8];
        Expect(await FetchAsync(v => v.Bytes(gbk, "application/json")), FailureCategory.Fatal, 1, "UTF-8");
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        var result = await FetchAsync(v => v.Bytes([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)]));
        Assert.Equal((null, 1L), (result.Failure?.Message, result.Rows));
    }

    [Fact]
    public async Task A_silent_vendor_is_given_up_after_the_timeout()
    {
        await using var bench = new HttpBench(settings: """{"records":{"path":"$.rows"},"timeout":"30s","retry":{"attempts":1}}""");
        bench.Vendor.Answer(_ => new HttpResponseMessage { Content = new StreamContent(new SilentStream()) });
        Expect(await bench.FetchAsync(), FailureCategory.Transient, 1, "30 s");
    }

    [Fact]
    public async Task Cancelling_ends_a_wait()
    {
        await using var bench = new HttpBench(settings: """{"records":{"path":"$.rows"}}""");
        using var stop = new CancellationTokenSource();
        bench.Vendor.Answer(_ =>
        {
            stop.Cancel();
            return new HttpResponseMessage { Content = new StreamContent(new SilentStream()) };
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Source.FetchAsync(HttpBench.Request(), bench.Rows, new Deaf(), stop.Token));
    }

    private static byte[] Pack(Func<Stream, Stream> open, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = open(packed)) stream.Write(bytes);
        return packed.ToArray();
    }

    private sealed class Deaf : IFetchObserver
    {
        public void Waiting(string reason, TimeSpan delay) { }
        public void Requested(string description) { }
    }

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
