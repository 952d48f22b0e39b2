using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace DataSync.Introspection;

public sealed class DocumentFetcherTests : IDisposable
{
    private const string Link = "https://vendor.example/document/2?doc_id=7";
    private readonly FakeWeb _web = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-intro").FullName;

    public void Dispose()
    {
        _web.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private DocumentFetcher Fetcher(DocumentFetcherOptions? options = null, TimeProvider? time = null) =>
        new(_web, options, time, (host, _) => Task.FromResult(new[] { IPAddress.Parse(host.EndsWith(".internal", StringComparison.Ordinal) ? "10.1.2.3" : "93.184.216.34") }));

    private async Task<Document> FetchAsync(string link = Link, DocumentFetcherOptions? options = null)
    {
        using var fetcher = Fetcher(options);
        return await fetcher.ReadAsync(link, d => d);
    }

    private async Task<DataSyncException> FailAsync(string link = Link, DocumentFetcherOptions? options = null)
    {
        var error = await Assert.ThrowsAsync<DataSyncException>(() => FetchAsync(link, options));
        Assert.NotNull(error.Advice);
        return error;
    }

    [Fact]
    public async Task Markdown_comes_first()
    {
        _web.Serve("/wctapi/documents/7.md", "text/plain", "## x");

        var document = await FetchAsync();

        Assert.Equal(new Document("https://vendor.example/wctapi/documents/7.md", "text/markdown", "## x"), document);
        Assert.Equal(["/wctapi/documents/7.md"], _web.Asked);
    }

    [Fact]
    public async Task The_page_serves_where_Markdown_is_missing()
    {
        _web.Serve("/document/2", "text/html", "<p>x</p>");

        Assert.Equal(new Document(Link, "text/html", "<p>x</p>"), await FetchAsync());
        Assert.Equal(["/wctapi/documents/7.md", "/document/2"], _web.Asked);
    }

    [Fact]
    public async Task The_page_serves_where_Markdown_cannot_be_read()
    {
        _web.Serve("/wctapi/documents/7.md", "text/html", "<html>login</html>").Serve("/document/2", "text/html", "<p>x</p>");
        using var fetcher = Fetcher();

        Assert.Equal("<p>x</p>", await fetcher.ReadAsync(Link, d => d.Text.Contains("login", StringComparison.Ordinal) ? throw new DataSyncException("DocumentNotApi", "login") : d.Text));
    }

    [Fact]
    public async Task A_missing_page_is_named()
    {
        var error = await FailAsync();

        Assert.Equal("DocumentNotFound", error.Id);
        Assert.Contains($"{Link}: there is no such page (404", error.Message, StringComparison.Ordinal);
        Assert.Contains("/wctapi/documents/7.md", error.InnerException?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "DocumentForbidden")]
    [InlineData(HttpStatusCode.BadGateway, "DocumentUnreachable")]
    public async Task Other_refusals_are_told_apart(HttpStatusCode status, string id)
    {
        _web.Serve("/a.html", () => new(status));

        Assert.Equal(id, (await FailAsync("https://vendor.example/a.html")).Id);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Compressed_pages_are_read_and_bombs_are_not(string encoding)
    {
        _web.Serve("/small.md", () => Compressed(encoding, new byte[10].Select(_ => (byte)'x').ToArray())).Serve("/bomb.md", () => Compressed(encoding, new byte[5_000_000].Select(_ => (byte)'x').ToArray()));

        Assert.Equal("xxxxxxxxxx", (await FetchAsync("https://vendor.example/small.md")).Text);
        Assert.Equal("DocumentTooLarge", (await FailAsync("https://vendor.example/bomb.md", new() { MaxBytes = 1_000_000 })).Id);
    }

    [Fact]
    public async Task Wrong_gzip_is_an_error()
    {
        _web.Serve("/a.md", () =>
        {
            var response = new HttpResponseMessage { Content = new ByteArrayContent("no gzip"u8.ToArray()) };
            response.Content.Headers.ContentEncoding.Add("gzip");
            return response;
        });

        Assert.Equal("DocumentUnreachable", (await FailAsync("https://vendor.example/a.md")).Id);
    }

    [Fact]
    public async Task An_endless_body_is_cut_off()
    {
        _web.Serve("/a.md", () => new() { Content = new StreamContent(new EndlessStream()) });

        Assert.Equal("DocumentTooLarge", (await FailAsync("https://vendor.example/a.md", new() { MaxBytes = 1_000_000 })).Id);
    }

    [Theory]
    [InlineData("http://127.0.0.1/x.md")]
    [InlineData("http://[::1]/x.md")]
    [InlineData("http://[::ffff:192.168.0.1]/x.md")]
    [InlineData("http://169.254.169.254/x.md")]
    [InlineData("http://localhost/x.md")]
    [InlineData("http://wiki.internal/x.md")]
    [InlineData("file:///etc/passwd")]
    public async Task A_public_page_does_not_redirect_into_private_networks(string target)
    {
        _web.Redirect("/a.md", target).Serve("/x.md", "text/markdown", "secret");

        var error = await FailAsync("https://vendor.example/a.md");

        Assert.Equal("DocumentRedirected", error.Id);
        Assert.DoesNotContain("/x.md", _web.Asked);
    }

    [Theory]
    [InlineData("https://vendor.example/a.md", "https://www.vendor.example/x.md")]
    [InlineData("https://vendor.example/a.md", "/x.md")]
    [InlineData("http://127.0.0.1:8080/a.md", "http://127.0.0.1:9090/x.md")]
    [InlineData("http://wiki.internal/a.md", "http://10.0.0.7/x.md")]
    public async Task Other_redirects_are_followed(string link, string target)
    {
        _web.Redirect("/a.md", target).Serve("/x.md", "text/markdown", "text");

        Assert.Equal("text", (await FetchAsync(link)).Text);
    }

    [Fact]
    public async Task Redirects_end()
    {
        _web.Redirect("/a.md", "https://vendor.example/a.md");

        Assert.Equal("DocumentRedirected", (await FailAsync("https://vendor.example/a.md", new() { MaxRedirects = 3 })).Id);
        Assert.Equal(4, _web.Asked.Count);
    }

    [Theory]
    [InlineData("gb2312", "text/html; charset=gb2312", "<p>温度</p>")]
    [InlineData("gb18030", "text/html", "<meta charset=gbk><p>温度</p>")]
    [InlineData("gb18030", "text/html", "<p>温度</p>")]
    [InlineData("utf-8", "text/html", "<p>温度</p>")]
    public async Task Charsets_are_recognized(string encoding, string type, string text)
    {
        var bytes = (CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.UTF8).GetBytes(text);
        _web.Serve("/a.html", () => new() { Content = new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } } });

        Assert.Equal(text, (await FetchAsync("https://vendor.example/a.html")).Text);
    }

    [Fact]
    public async Task A_picture_is_no_text()
    {
        _web.Serve("/a.png", () => new() { Content = new ByteArrayContent([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13]) });

        Assert.Equal("DocumentNotText", (await FailAsync("https://vendor.example/a.png")).Id);
    }

    [Fact]
    public async Task A_silent_server_times_out()
    {
        var time = new ManualTime();
        _web.Hang("/a.md");
        using var fetcher = Fetcher(time: time);

        var fetching = fetcher.ReadAsync("https://vendor.example/a.md", d => d);
        time.Elapse();

        Assert.Equal("DocumentUnreachable", (await Assert.ThrowsAsync<DataSyncException>(() => fetching)).Id);
    }

    [Fact]
    public async Task Cancellation_is_not_an_error_of_the_page()
    {
        _web.Hang("/a.md");
        using var cancel = new CancellationTokenSource();
        using var fetcher = Fetcher();

        var fetching = fetcher.ReadAsync("https://vendor.example/a.md", d => d, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
    }

    [Theory]
    [InlineData("page.md", "text/markdown")]
    [InlineData("page.HTML", "text/html")]
    public async Task Files_are_read(string name, string type)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, "\uFEFF温度");

        Assert.Equal(new Document(path, type, "温度"), await FetchAsync(path));
        Assert.Equal(new Document(path, type, "温度"), await FetchAsync(new Uri(path).ToString()));
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_named()
    {
        var path = Path.Combine(_folder, "large.md");
        await File.WriteAllTextAsync(path, "0123456789");

        Assert.Equal("DocumentTooLarge", (await FailAsync(path, new() { MaxBytes = 9 })).Id);
        Assert.Equal("DocumentNotFound", (await FailAsync(Path.Combine(_folder, "none.md"))).Id);
        Assert.Equal("DocumentLinkInvalid", (await FailAsync("ftp://vendor.example/a.md")).Id);
    }

    private static HttpResponseMessage Compressed(string encoding, byte[] bytes)
    {
        var stream = new MemoryStream();
        using (Stream compress = encoding switch { "gzip" => new GZipStream(stream, CompressionMode.Compress, true), "br" => new BrotliStream(stream, CompressionMode.Compress, true), _ => new ZLibStream(stream, CompressionMode.Compress, true) })
            compress.Write(bytes);
        var response = new HttpResponseMessage { Content = new ByteArrayContent(stream.ToArray()) };
        response.Content.Headers.ContentEncoding.Add(encoding);
        return response;
    }
}
