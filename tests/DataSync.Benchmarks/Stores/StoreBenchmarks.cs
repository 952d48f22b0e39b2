using System.Globalization;

namespace DataSync.Benchmarks.Stores;

/// <summary>Measures the writers of the databases beside the servers' own bulk paths: the same rows, an equal table, one run, the server's processor time counted apart.</summary>
internal sealed class StoreBenchmarks(int days, int repetitions, Func<string, bool> wanted)
{
    private const int RowsPerDay = 5000;
    private const int WorkbookDays = 20;

    public async Task RunAsync()
    {
        Console.Out.WriteLine(FormattableString.Invariant($"\nThe stores' writers alone, {days * RowsPerDay:N0} rows x 11 columns from decoded rows, median of {repetitions} by wall time\n\n| case | rows/s | wall s | client CPU s | client peak MB | server CPU s | against |\n|---|---:|---:|---:|---:|---:|---|"));
        foreach (var server in DatabaseServer.All.Where(s => wanted(s.Kind)))
        {
            if (server.Address is null) Console.Out.WriteLine($"| {server.Kind} | not measured | | | | | |");
            else await MeasureAsync(server);
        }
        if (wanted("Excel")) await MeasureExcelAsync();
    }

    private async Task MeasureAsync(DatabaseServer server)
    {
        var file = Path.Combine(Path.GetTempPath(), $"datasync-bench-{Guid.NewGuid():n}");
        try
        {
            await Command.Self(StoreWork.FileVerb, file, server.FileForm, $"{days}").RunAsync();
            ServerUsage? peer = null, own = null;
            var rounds = new Rounds<ServerUsage>(repetitions, usage => usage.Wall);
            rounds.Add(() => OnFreshAsync(server, server.CreatePeer(keyed: false), () => MeasureCommandAsync(server, server.Load(file))), usage => Line($"{server.Kind} {server.PeerName}", peer = usage, days, null));
            rounds.Add(() => OnFreshAsync(server, null, () => MeasureWriterAsync(server, "Append", days, 0)), usage => Line($"DataSync {server.Kind} Append", usage, days, $"{Ratio(peer!.Wall, usage.Wall)} the rows/s of {server.PeerName}"));
            if (server.Upsert is { } statement)
            {
                rounds.Add(() => OnFreshAsync(server, server.CreatePeer(keyed: true), async () =>
                {
                    await server.Load(file).RunAsync();
                    await server.Sql("CREATE TABLE staged AS SELECT * FROM peer").RunAsync();
                    await server.Sql("UPDATE staged SET amount = amount + 1").RunAsync();
                    return await MeasureCommandAsync(server, server.Sql(statement));
                }), usage => Line($"{server.Kind} upsert of all rows from a staged table", own = usage, days, null));
            }
            rounds.Add(() => OnFreshAsync(server, null, async () =>
            {
                await MeasureWriterAsync(server, "Upsert", days, 0);
                return await MeasureWriterAsync(server, "Upsert", days, 1);
            }), usage => Line($"DataSync {server.Kind} Upsert of all rows again", usage, days, own is null ? null : $"{Ratio(usage.Wall, own.Wall)} the server's own time"));
            await rounds.RunAsync();
        }
        finally
        {
            File.Delete(file);
            await server.DropAsync();
        }
    }

    private async Task MeasureExcelAsync()
    {
        var rounds = new Rounds<ServerUsage>(repetitions, usage => usage.Wall);
        rounds.Add(async () =>
        {
            using var folder = new ScratchFolder();
            return await MeasureWriterAsync(null, $$"""{"Name":"bench","Kind":"Excel","Path":"{{folder.Path}}"}""", "Append", WorkbookDays, 0);
        }, usage => Line($"DataSync Excel Append, {WorkbookDays * RowsPerDay:N0} rows", usage, WorkbookDays, null));
        await rounds.RunAsync();
    }

    /// <summary>Measures in an empty database.</summary>
    private static async Task<ServerUsage> OnFreshAsync(DatabaseServer server, string? prepare, Func<Task<ServerUsage>> measure)
    {
        await server.CreateAsync();
        if (prepare is not null) await server.Sql(prepare).RunAsync();
        return await measure();
    }

    private static async Task<ServerUsage> MeasureCommandAsync(DatabaseServer server, Command command)
    {
        var before = server.CpuSeconds();
        var usage = await Measurement.OfAsync(command);
        return new(usage.Wall, usage.Cpu, usage.Peak, server.CpuSeconds() - before);
    }

    private static Task<ServerUsage> MeasureWriterAsync(DatabaseServer server, string mode, int days, int shift) => MeasureWriterAsync(server, server.Definition, mode, days, shift);

    /// <summary>The writer's own clock counts, as the start of its process is no work of the store.</summary>
    private static async Task<ServerUsage> MeasureWriterAsync(DatabaseServer? server, string definition, string mode, int days, int shift)
    {
        var clock = Path.GetTempFileName();
        try
        {
            var before = server?.CpuSeconds();
            var usage = await Measurement.OfAsync(Command.Self(StoreWork.Verb, definition, mode, $"{days}", $"{shift}", clock));
            return new(double.Parse(await File.ReadAllTextAsync(clock), CultureInfo.InvariantCulture), usage.Cpu, usage.Peak, server?.CpuSeconds() - before);
        }
        finally
        {
            File.Delete(clock);
        }
    }

    private static void Line(string name, ServerUsage usage, int days, string? against) => Console.Out.WriteLine(FormattableString.Invariant(
        $"| {name} | {days * RowsPerDay / usage.Wall:N0} | {usage.Wall:0.00} | {usage.Cpu:0.00} | {usage.Peak / 1e6:0} | {(usage.Server is { } cpu ? cpu.ToString("0.00", CultureInfo.InvariantCulture) : "")} | {against} |"));

    private static string Ratio(double of, double to) => string.Create(CultureInfo.InvariantCulture, $"{of / to:0.00} x");

    private sealed class ScratchFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasync-bench-");
        public string Path => _folder.FullName;
        public void Dispose() => _folder.Delete(recursive: true);
    }
}
