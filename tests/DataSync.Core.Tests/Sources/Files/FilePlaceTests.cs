using System.Net;
using DataSync.Sources;
using DataSync.Sources.Files;
using Xunit;

namespace DataSync.Tests.Sources.Files;

/// <summary>Which files a slice asks for, what is never read, and when a file has changed.</summary>
public sealed class FilePlaceTests
{
    private const string Text = "code,day,close,vol\na,20240102,1,2\n";
    private static readonly Dataset ByDay = FileBench.With("""{ "files": "{{day}}/*.csv" }""") with { Parameters = [new("day", DataType.Date)] };

    [Fact]
    public async Task Each_file_is_a_slice_and_its_path_the_identity()
    {
        await using var bench = new FileBench(settings: """{ "files": "**/*.csv" }""");
        foreach (var name in new[] { "b.csv", "sub/a.csv", "sub/deep/c.csv", "sub/.hidden.csv", "x.txt" }) bench.Write(name, Text);
        var slices = ((ISlicedSource)bench.Source).Slices(FileBench.Daily)!.ToList();
        Assert.Equal(["b.csv", "sub/a.csv", "sub/deep/c.csv"], slices.Select(s => s["file"]));
        Assert.Equal(1, (await bench.FetchAsync(arguments: ("file", "sub/a.csv"))).Rows);
        Assert.Equal(3, (await bench.FetchAsync()).Rows);
        Assert.Equal(FailureCategory.BadArguments, (await bench.FetchAsync(arguments: ("file", "x.txt"))).Failure!.Category);
        Assert.Equal(FailureCategory.Fatal, (await bench.FetchAsync(arguments: ("file", "gone.csv"))).Failure!.Category);
    }

    [Fact]
    public async Task What_names_say_is_an_argument_both_ways()
    {
        await using var bench = new FileBench();
        foreach (var name in new[] { "20240102/a.csv", "20240102/b.csv", "20240103/a.csv" }) bench.Write(name, Text);
        Assert.Equal([new DateOnly(2024, 1, 2), new DateOnly(2024, 1, 3)], ((ISlicedSource)bench.Source).Slices(ByDay)!.Select(s => s["day"]));
        Assert.Equal(2, (await bench.FetchAsync(ByDay, arguments: ("day", new DateOnly(2024, 1, 2)))).Rows);
        var none = await bench.FetchAsync(ByDay, arguments: ("day", new DateOnly(2024, 1, 5)));
        Assert.Equal((null, 0L), (none.Failure, none.Rows));
        bench.Write("latest/a.csv", Text);
        Assert.Contains("latest", Assert.Throws<DataSyncException>(() => ((ISlicedSource)bench.Source).Slices(ByDay)!.ToList()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret.csv")]
    public async Task A_pattern_never_leads_out_of_the_place(string pattern)
    {
        await using var bench = new FileBench();
        var error = Assert.Throws<DataSyncException>(() => bench.Source.Preview(new FetchRequest { Dataset = FileBench.With($$"""{ "files": "{{pattern}}" }"""), Arguments = new Dictionary<string, object>() }));
        Assert.Equal("SettingInvalid", error.Id);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../workspace")]
    [InlineData("a/b")]
    public async Task An_argument_never_leads_out_of_the_place(string value)
    {
        await using var bench = new FileBench();
        var dataset = FileBench.With("""{ "files": "{{code}}/a.csv" }""") with { Parameters = [new("code", DataType.String)] };
        Assert.Equal(FailureCategory.BadArguments, (await bench.FetchAsync(dataset, arguments: ("code", value))).Failure!.Category);
    }

    [Fact]
    public async Task A_link_that_leads_out_is_refused_and_one_within_is_read()
    {
        if (OperatingSystem.IsWindows()) return; // links need a right there
        await using var bench = new FileBench();
        File.WriteAllText(Path.Combine(bench.Outside, "secret.csv"), Text);
        bench.Write("real/a.csv", Text);
        File.CreateSymbolicLink(Path.Combine(bench.Drop, "in.csv"), Path.Combine(bench.Drop, "real", "a.csv"));
        Assert.Equal(1, (await bench.FetchAsync()).Rows);
        File.CreateSymbolicLink(Path.Combine(bench.Drop, "out.csv"), Path.Combine(bench.Outside, "secret.csv"));
        Assert.Contains("leads out", (await bench.FetchAsync()).Failure!.Message, StringComparison.Ordinal);
        Directory.CreateSymbolicLink(Path.Combine(bench.Drop, "folder"), bench.Outside);
        var through = FileBench.With("""{ "files": "folder/secret.csv" }""");
        Assert.Contains("leads out", (await bench.FetchAsync(through)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_can_name_a_file_or_a_pattern()
    {
        await using var one = new FileBench(path: "drop/a.csv");
        one.Write("a.csv", Text);
        one.Write("b.csv", Text);
        await using var again = new FileBench(source: one.Definition with { Path = Path.Combine(one.Drop, "a.csv") });
        Assert.Equal(1, (await again.FetchAsync()).Rows);
        await using var pattern = new FileBench(source: one.Definition with { Path = Path.Combine(one.Drop, "?.csv") });
        Assert.Equal(2, (await pattern.FetchAsync()).Rows);
    }

    [Fact]
    public async Task Changes_are_found_by_size_time_and_content()
    {
        await using var bench = new FileBench();
        var path = bench.Write("a.csv", Text);
        var read = await bench.FetchAsync(arguments: ("file", "a.csv"));
        Assert.NotNull(read.Version);
        Assert.False(HasChanged(read.Version));

        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddHours(1));
        Assert.False(HasChanged(read.Version)); // touched, not changed
        File.WriteAllText(path, Text.Replace("a,", "b,", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.True(HasChanged(read.Version)); // of the same size, and older than it was
        File.WriteAllText(path, Text + "c,20240102,1,2\n");
        Assert.True(HasChanged(read.Version));
        File.Delete(path);
        Assert.True(HasChanged(read.Version));

        bool HasChanged(string version) => ((IVersionedSource)bench.Source).HasChanged(FileBench.Daily, new Dictionary<string, object> { ["file"] = "a.csv" }, new ReadVersion(version, DateTime.UtcNow, read.Bytes));
    }

    [Fact]
    public async Task Without_a_version_size_and_time_of_the_reading_have_to_do()
    {
        await using var bench = new FileBench();
        var path = bench.Write("a.csv", Text);
        var at = File.GetLastWriteTimeUtc(path).AddSeconds(1);
        Assert.False(HasChanged(at, Text.Length));
        Assert.True(HasChanged(at, Text.Length - 1));
        Assert.True(HasChanged(at.AddSeconds(-2), Text.Length));

        bool HasChanged(DateTime time, long bytes) => ((IVersionedSource)bench.Source).HasChanged(FileBench.Daily, new Dictionary<string, object> { ["file"] = "a.csv" }, new ReadVersion(null, time, bytes));
    }

    [Fact]
    public async Task Rows_can_keep_the_name_of_their_file()
    {
        await using var bench = new FileBench();
        bench.Write("a.csv", Text);
        bench.Write("b.csv", Text);
        var result = await bench.FetchAsync(FileBench.Daily with { Columns = [.. FileBench.Daily.Columns, new("from", DataType.String) { Path = "@file" }] });
        Assert.Equal(["a.csv", "b.csv"], bench.Rows.Column("from"));
        Assert.Empty(result.SchemaChanges);
    }

    [Fact]
    public async Task Files_of_the_web_are_fetched_with_the_token_and_again_after_a_fault()
    {
        var asked = new List<HttpRequestMessage>();
        var source = new Source { Name = "web", Kind = "File", Uri = "https://files.test/data", Token = "env:TOKEN", Settings = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{ "files": "{{day}}.csv", "headers": { "X-Key": "{{token}}" } }""")! };
        await using var bench = new FileBench(source: source, handler: new Web(request =>
        {
            asked.Add(request);
            return request.RequestUri!.AbsolutePath switch
            {
                "/data/20240103.csv" => new HttpResponseMessage(HttpStatusCode.NotFound),
                "/data/20240104.csv" => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("https://elsewhere.test/x") } },
                "/data/20240105.csv" => new HttpResponseMessage(HttpStatusCode.Unauthorized),
                _ => asked.Count == 1 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : new HttpResponseMessage { Content = new StringContent(Text) },
            };
        }));
        var dataset = FileBench.Daily with { Parameters = [new("day", DataType.Date)] };
        var result = await bench.FetchAsync(dataset, arguments: ("day", new DateOnly(2024, 1, 2)));
        Assert.Equal((null, 1L, 2), (result.Failure, result.Rows, result.Requests));
        Assert.Equal("s3cret", asked[0].Headers.GetValues("X-Key").Single());
        Assert.Equal((null, 0L), await Told(3));
        Assert.Contains("redirects", (await bench.FetchAsync(dataset, arguments: ("day", new DateOnly(2024, 1, 4)))).Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(FailureCategory.BadToken, (await bench.FetchAsync(dataset, arguments: ("day", new DateOnly(2024, 1, 5)))).Failure!.Category);
        Assert.DoesNotContain(asked, r => r.RequestUri!.Host == "elsewhere.test");

        async Task<(Failure?, long)> Told(int day)
        {
            var answer = await bench.FetchAsync(dataset, arguments: ("day", new DateOnly(2024, 1, day)));
            return (answer.Failure, answer.Rows);
        }
    }

    [Fact]
    public void A_definition_says_one_place()
    {
        Assert.Equal("SourcePlaceMissing", Assert.Throws<DataSyncException>(() => Validate(new Source { Name = "s", Kind = "File" })).Id);
        Assert.Equal("SourcePlaceMissing", Assert.Throws<DataSyncException>(() => Validate(new Source { Name = "s", Kind = "File", Path = "a", Uri = "https://b.test" })).Id);
        Assert.Equal("SourceFieldUnused", Assert.Throws<DataSyncException>(() => Validate(new Source { Name = "s", Kind = "File", Path = "a", Server = "b" })).Id);
        Assert.Equal("AddressInsecure", Assert.Throws<DataSyncException>(() => Validate(new Source { Name = "s", Kind = "File", Uri = "http://b.test", Token = "env:T" })).Id);
    }

    private static void Validate(Source source)
    {
        using var folder = new TempFolder();
        new FileSourceKind().Validate(source, DataSync.Catalog.Workspace.Create(folder.Path));
    }

    private sealed class Web(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
