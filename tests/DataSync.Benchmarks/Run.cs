using System.Globalization;
using DuckDB.NET.Data;

namespace DataSync.Benchmarks;

/// <summary>One workspace in a folder of its own: made ready outside the clock, run inside it, counted afterwards.</summary>
internal sealed class Run(Uri vendor, Format format, string mode) : IDisposable
{
    private static readonly Dictionary<string, string> Variables = new() { ["DATASYNC_BENCH_TOKEN"] = "benchmark", ["NO_COLOR"] = "1" };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasync-bench-");

    /// <summary>A script in the published console.</summary>
    public static Command Script(string name, params IReadOnlyList<string> arguments) =>
        new Command(Places.Console, [Places.Script(name), .. arguments]).With(Variables);

    public Task PrepareAsync() =>
        Script("prepare.ps1", "-Vendor", vendor.ToString(), "-Workspace", _folder.FullName, "-Kind", format.Kind, "-Codec", format.Codec, "-Mode", mode).RunAsync();

    /// <summary>Synchronizes and checks that all rows are there.</summary>
    /// <param name="rows">Rows that must be in the files afterwards.</param>
    /// <param name="again">True: every slice is asked again.</param>
    public async Task<Usage> SyncAsync(long rows, bool again = false)
    {
        var usage = await Measurement.OfAsync(Script("sync.ps1", ["-Workspace", _folder.FullName, .. again ? ["-Force"] : Array.Empty<string>()]));
        var found = await CountAsync();
        return found == rows ? usage : throw new InvalidOperationException($"{format.Name} {mode}: {found} rows are in the files, {rows} were asked for.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<long> CountAsync()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {format.Reader(Path.Combine(_folder.FullName, "data", "daily"))}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
