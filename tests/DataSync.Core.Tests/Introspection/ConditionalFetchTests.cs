using Xunit;

namespace DataSync.Introspection;

public sealed class ConditionalFetchTests : IDisposable
{
    private const string Link = "https://93.184.216.34/document/2?doc_id=7&token=secret-1";
    private readonly FakeWeb _web = new();
    private readonly DocumentFetcher _fetcher;

    public ConditionalFetchTests() => _fetcher = new(_web);

    public void Dispose()
    {
        _fetcher.Dispose();
        _web.Dispose();
    }

    private Task<DocumentReading<string>> ReadAsync(DocumentValidators? known = null, string link = Link) => _fetcher.ReadAsync(link, known, d => d.Text, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("\"v1\"", null)]
    [InlineData("W/\"v1\"", null)]
    [InlineData(null, "2026-01-02T03:04:05Z")]
    [InlineData("\"v1\"", "2026-01-02T03:04:05Z")]
    public async Task A_page_of_a_known_version_is_not_sent_again(string? mark, string? time)
    {
        DateTimeOffset? modified = time is null ? null : DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        _web.ServeVersion("/wctapi/documents/7.md", "text/markdown", "## x", mark, modified);

        var first = await ReadAsync();
        var second = await ReadAsync(first.Validators);

        Assert.Equal(("## x", false, new DocumentValidators("https://93.184.216.34/wctapi/documents/7.md", mark, modified)), (first.Value, first.NotModified, first.Validators));
        Assert.Equal((null, true, first.Validators), (second.Value, second.NotModified, second.Validators));
    }

    [Fact]
    public async Task A_new_version_is_read()
    {
        var known = new DocumentValidators("https://93.184.216.34/wctapi/documents/7.md", "\"v1\"", null);
        _web.ServeVersion("/wctapi/documents/7.md", "text/markdown", "## y", "\"v2\"");

        var read = await ReadAsync(known);

        Assert.Equal(("## y", false, "\"v2\""), (read.Value, read.NotModified, read.Validators?.ETag));
    }

    [Fact]
    public async Task The_form_read_before_is_asked_first_and_without_the_links_secrets_in_what_is_kept()
    {
        _web.ServeVersion("/document/2", "text/html", "<p>x</p>", "\"v1\"");
        var first = await ReadAsync();
        _web.Asked.Clear();

        var second = await ReadAsync(first.Validators);

        Assert.True(second.NotModified);
        Assert.Equal("https://93.184.216.34/document/2?doc_id=7", first.Validators?.Address);
        Assert.Equal(["/document/2"], _web.Asked);
    }

    [Fact]
    public async Task Versions_of_another_page_are_not_spoken_of()
    {
        _web.ServeVersion("/wctapi/documents/7.md", "text/markdown", "## x", "\"v1\"");

        var read = await ReadAsync(new("https://93.184.216.34/wctapi/documents/8.md", "\"v1\"", null));

        Assert.Equal("## x", read.Value);
    }

    [Fact]
    public async Task A_server_without_versions_is_read_each_time()
    {
        _web.Serve("/wctapi/documents/7.md", "text/markdown", "## x");

        Assert.Null((await ReadAsync()).Validators);
    }

    [Fact]
    public async Task An_import_of_a_known_version_says_so_and_reads_nothing()
    {
        var page = ApiPageWriter.Page("temps").Input(["trade_date", "str", "N", "日期"]).Output(["ts_code", "str", "Y", ""], ["temp", "float", "Y", ""]).Document("md").Text;
        _web.ServeVersion("/wctapi/documents/7.md", "text/markdown", page, "\"v1\"");
        var importer = new DatasetImporter(_fetcher, []);
        var cancel = TestContext.Current.CancellationToken;

        var first = await importer.ImportAsync([Link], new(), cancel).SingleAsync(cancel);
        var second = await importer.ImportAsync([Link], new() { Known = new Dictionary<string, DocumentValidators> { [Link] = first.Validators! } }, cancel).SingleAsync(cancel);

        Assert.Equal((DatasetImportStatus.New, "temps", "\"v1\""), (first.Status, first.Dataset?.Name, first.Validators?.ETag));
        Assert.Equal((DatasetImportStatus.NotModified, null, null, first.Validators), (second.Status, second.Dataset, second.Error, second.Validators));
    }
}
