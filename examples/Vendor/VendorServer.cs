using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Examples.Vendor.Api;
using DataSync.Examples.Vendor.Faults;

namespace DataSync.Examples.Vendor;

/// <summary>A web server on loopback that stands in for a data vendor.</summary>
public sealed class VendorServer : IAsyncDisposable
{
    private const string GetPrefix = "/api/v1/";
    private readonly WebApplication _application;
    private readonly TimeProvider _time;
    private readonly long _started;
    private volatile World _world;

    private VendorServer(VendorOptions options, TimeProvider time)
    {
        (_time, _started, _world) = (time, time.GetTimestamp(), new World(options, time));
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A reader may take its time, and an endless body has no rate.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>What it has counted.</summary>
    public VendorStats Stats { get; } = new();

    /// <summary>How it behaves; may be set while it runs, which starts rate windows, late days and faults anew. Port and address stay.</summary>
    public VendorOptions Options
    {
        get => _world.Options;
        set => _world = new World(value, _time);
    }

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="time">The clock of rate windows and waits; null: the machine's.</param>
    public static async Task<VendorServer> StartAsync(VendorOptions? options = null, TimeProvider? time = null)
    {
        var server = new VendorServer(options ?? new(), time ?? TimeProvider.System);
        await server._application.StartAsync();
        server.Uri = new Uri(server._application.Urls.First());
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Requests that hang by intent are not waited for.
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path is "/stats" or "/stats/reset" or "/control") return ControlAsync(context, path);
        return HttpMethods.IsGet(context.Request.Method) && !path.StartsWith(GetPrefix, StringComparison.Ordinal)
            ? PageAsync(context, path)
            : DataAsync(context, path);
    }

    private async Task ControlAsync(HttpContext context, string path)
    {
        var status = 200;
        JsonNode? answer;
        try
        {
            if (path == "/stats/reset") Stats.Reset();
            else if (path == "/control" && HttpMethods.IsPost(context.Request.Method))
                Options = Options.With((await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject());
            answer = path == "/control" ? JsonSerializer.SerializeToNode(Options, VendorOptions.Json) : Stats.ToJson(Options.RateWindow);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or InvalidOperationException)
        {
            (status, answer) = (400, new JsonObject { ["error"] = e.Message });
        }

        await Answer.Json(status, answer!.ToJsonString(VendorOptions.Json)).SendAsync(context, gzip: false);
    }

    private Task PageAsync(HttpContext context, string path)
    {
        Stats.Page();
        var page = _world.Pages.AnswerTo(path, context.Request.Query["doc_id"].ToString());
        if (_world.Options.PageVersions) page = page.OfVersion(context.Request.Headers.IfNoneMatch.ToString());
        return page.SendAsync(context, _world.Options.Gzip);
    }

    private async Task DataAsync(HttpContext context, string path)
    {
        var world = _world;
        Stats.Enter();
        try
        {
            var stopped = context.RequestAborted;
            string api, arguments;
            Func<Answer> render;
            if (path.StartsWith(GetPrefix, StringComparison.Ordinal))
            {
                api = path[GetPrefix.Length..];
                arguments = GetApi.Filters(context.Request).ToString();
                render = () => world.Get.AnswerTo(api, context.Request);
            }
            else
            {
                var request = await PostRequest.ReadAsync(context.Request.Body, stopped);
                (api, arguments) = (request?.Api ?? "", request?.Arguments.ToString() ?? "");
                render = () => world.Post.AnswerTo(request);
            }

            var named = $"{api} {arguments}".TrimEnd();
            Stats.Arrive(api, named, _time.GetElapsedTime(_started));
            await WaitAsync(world.Options, stopped);
            var answer = render();
            if (answer.Refused is { } code) Stats.Refuse(code);
            if (world.Faults.Next(named) is { } fault)
            {
                Stats.Fail(fault);
                await FaultyAnswer.SendAsync(context, answer, fault, world.Options);
                return;
            }

            await answer.SendAsync(context, world.Options.Gzip);
            Stats.Send(answer.Body.Length, answer.Rows);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            Stats.Abort();
        }
        finally
        {
            Stats.Leave();
        }
    }

    private async Task WaitAsync(VendorOptions options, CancellationToken stopped)
    {
        var milliseconds = options.LatencyMs + (options.JitterMs > 0 ? Random.Shared.Next(-options.JitterMs, options.JitterMs + 1) : 0);
        if (milliseconds > 0) await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _time, stopped);
    }

    /// <summary>Leaves signals to the program, or to the tests, that the server runs in.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
