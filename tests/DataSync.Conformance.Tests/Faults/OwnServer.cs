using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DataSync.Conformance.Tests.Stores;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>A server of a test's own, which it may crash and start again.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private static readonly string Script = FindScript();
    private readonly string _folder = Path.Combine(TestServer.Folder, $"own-{Guid.NewGuid():n}");
    private readonly string _name;
    private readonly string[] _options;
    private readonly SmallDisk? _disk;

    private OwnServer(string kind, int diskMegabytes, string[] options)
    {
        (_name, _options) = (kind switch { "PostgreSql" => "pg", "MySql" => "my", _ => "ch" }, options);
        var address = $"127.0.0.1:{FreePort()}";
        Server = kind switch { "PostgreSql" => new PostgreSqlTestServer { Address = address }, "MySql" => new MySqlTestServer { Address = address }, _ => new ClickHouseTestServer { Address = address } };
        Directory.CreateDirectory(_folder);
        if (diskMegabytes > 0) _disk = SmallDisk.Mount(Path.Combine(_folder, _name), diskMegabytes);
    }

    public TestServer Server { get; }

    /// <summary>The disk with all it keeps; null where that is the machine's own.</summary>
    public SmallDisk? Disk => _disk;

    /// <summary>Starts a server with nothing in it.</summary>
    /// <param name="kind">The kind of store.</param>
    /// <param name="diskMegabytes">The size of a disk that it has for itself; 0: the machine's.</param>
    /// <param name="options">Options of the server's own.</param>
    public static async Task<OwnServer> StartAsync(string kind, int diskMegabytes = 0, params string[] options)
    {
        var own = new OwnServer(kind, diskMegabytes, options);
        await own.StartAsync();
        return own;
    }

    /// <summary>Starts it with what it had.</summary>
    public Task StartAsync() => RunAsync(["up", _folder, _name, Server.Address.Split(':')[1], .. _options]);

    /// <summary>Ends it at once, whatever it is doing.</summary>
    public Task CrashAsync() => RunAsync(["down", _folder, _name]);

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        _disk?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Script, .. arguments]) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)}: {errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindScript()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DataSync.sln"))) return Path.Combine(folder.FullName, "tests", "servers.sh");
        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository.");
    }
}
