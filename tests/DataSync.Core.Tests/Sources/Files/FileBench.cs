using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Secrets;
using DataSync.Sources;
using DataSync.Sources.Files;
using DataSync.Tests.Sources.Http;

namespace DataSync.Tests.Sources.Files;

/// <summary>A source of files in a workspace of its own.</summary>
internal sealed class FileBench : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public FileBench(string path = "drop", string? settings = null, Source? source = null, HttpMessageHandler? handler = null)
    {
        Workspace = Workspace.Create(_folder["workspace"]);
        Directory.CreateDirectory(Drop);
        Definition = source ?? new Source { Name = "drop", Kind = "File", Path = path, Settings = settings is null ? null : (JsonObject)JsonNode.Parse(settings)! };
        Source = new FileSourceKind().Open(Definition, new SourceContext
        {
            Workspace = Workspace,
            Time = Time,
            Secrets = new SecretResolver(Workspace, name => name == "TOKEN" ? "s3cret" : null),
            Limiter = new RecordingLimiter(Time),
            Handler = handler,
            Random = new Random(1),
        });
    }

    public Workspace Workspace { get; }
    public Source Definition { get; }
    public ISource Source { get; }
    public SkippingTime Time { get; } = new(ignored: TimeSpan.FromMinutes(10));
    public HttpBench.Sink Rows { get; private set; } = new();
    public string Drop => Path.Combine(Workspace.Root, "drop");
    public string Outside => _folder.Path;

    public static Dataset Daily { get; } = new()
    {
        Name = "daily",
        Source = "drop",
        Parameters = [new("file", DataType.String)],
        Columns = [new("code", DataType.String), new("day", DataType.Date), new("close", DataType.Double), new("vol", DataType.Int64)],
    };

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Drop, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<FetchResult> FetchAsync(Dataset? dataset = null, SchemaPolicy policy = SchemaPolicy.Evolve, int? first = null, params (string Name, object Value)[] arguments)
    {
        Rows = new();
        return Source.FetchAsync(HttpBench.Request(dataset ?? Daily, policy, first, arguments), Rows, new Quiet(), CancellationToken.None);
    }

    /// <summary>Daily with settings.</summary>
    public static Dataset With(string settings, Dataset? dataset = null) => (dataset ?? Daily) with { Settings = (JsonObject)JsonNode.Parse(settings)! };

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Quiet : IFetchObserver
    {
        public void Waiting(string reason, TimeSpan delay) { }
        public void Requested(string description) { }
    }
}
