using System.Diagnostics;
using System.Globalization;

namespace DataSync.Benchmarks;

/// <summary>The example vendor as a process of its own, with every answer rendered before it listens.</summary>
internal sealed class VendorProcess : IAsyncDisposable
{
    private readonly Process _process;

    private VendorProcess(Process process, Uri uri) => (_process, Uri) = (process, uri);

    public Uri Uri { get; }

    public static async Task<VendorProcess> StartAsync(int stocks, int days)
    {
        var command = Command.DotNet(Places.Vendor, "--prerender", "true", "--start", BenchmarkOptions.Start, "--stocks", Text(stocks), "--days", Text(days), "--parent", Text(Environment.ProcessId));
        var process = Process.Start(command.ToStartInfo())!;
        var address = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The vendor did not start: {await process.StandardError.ReadToEndAsync()}");
        return new VendorProcess(process, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
