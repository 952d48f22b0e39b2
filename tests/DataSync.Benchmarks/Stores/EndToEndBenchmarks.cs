using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Benchmarks.Stores;

/// <summary>Measures whole runs into databases and workbooks: from the start of the process, over the vendor's answers, to committed rows. The server's processor time is counted apart.</summary>
internal sealed class EndToEndBenchmarks(BenchmarkOptions options, Func<string, bool> wanted)
{
    private const int Tenfold = 10, WorkbookDays = 20;
    private static readonly string[] Modes = ["Append", "Upsert"];
    private readonly Dictionary<(string Kind, string Mode), ServerUsage> _cases = [];

    private bool IsWanted => DatabaseServer.All.Any(s => wanted(s.Kind)) || wanted("Excel");

    public async Task RunAsync()
    {
        if (!IsWanted) return;
        Console.Out.WriteLine(FormattableString.Invariant($"\nFrom the vendor into databases and workbooks, {options.Days} days x {options.Stocks} rows x 11 columns, 8 requests at once, median of {options.Repetitions}\n\n| case | rows/s | wall s | client CPU s | server CPU s | client peak MB | against |\n|---|---:|---:|---:|---:|---:|---|"));
        if (DatabaseServer.All.Any(s => wanted(s.Kind)))
        {
            await using var vendor = await VendorProcess.StartAsync(options.Stocks, options.Days);
            foreach (var server in DatabaseServer.All.Where(s => wanted(s.Kind))) await ServerAsync(server, vendor.Uri);
        }
        if (wanted("Excel")) await ExcelAsync();
        if (!DatabaseServer.All.Any(s => wanted(s.Kind) && s.Address is not null)) return;

        Console.Out.WriteLine("\nTen times the days, one run each\n\n| case | rows/s | wall s | client CPU s | server CPU s | client peak MB | against |\n|---|---:|---:|---:|---:|---:|---|");
        await using var large = await VendorProcess.StartAsync(options.Stocks, options.Days * Tenfold);
        foreach (var server in DatabaseServer.All.Where(s => wanted(s.Kind) && s.Address is not null))
        {
            foreach (var mode in Modes)
            {
                var usage = await SyncAsync(server, large.Uri, mode, again: false, Tenfold);
                var against = _cases.GetValueOrDefault((server.Kind, mode)) is { } small ? $"{Ratio(usage.Peak, small.Peak)} peak of 1/{Tenfold} the rows" : "";
                Line($"DataSync {server.Kind} {mode}", usage, Rows * Tenfold, against);
            }
            await server.DropAsync();
        }
    }

    private long Rows => (long)options.Stocks * options.Days;

    private async Task ServerAsync(DatabaseServer server, Uri vendor)
    {
        if (server.Address is null)
        {
            NotMeasured(server.Kind);
            return;
        }
        foreach (var mode in Modes)
        {
            var rounds = new Rounds<ServerUsage>(options.Repetitions, usage => usage.Wall);
            ServerUsage? pandas = null;
            if (await PandasAsync(server, vendor, mode) is not { } measurePandas) NotMeasured($"pandas {server.Kind} {mode}");
            else rounds.Add(measurePandas, usage => Line($"pandas {server.Kind} {mode}{(mode == "Upsert" ? " of all rows again" : "")}", pandas = usage, Rows, ""));
            NotMeasured($"dlt {server.Kind} {mode}"); // in no registry that this project builds from
            rounds.Add(() => SyncAsync(server, vendor, mode, again: false, 1),
                usage => Line($"DataSync {server.Kind} {mode}", _cases[(server.Kind, mode)] = usage, Rows, mode == "Append" ? Against(usage, pandas) : ""));
            if (mode == "Upsert") rounds.Add(() => SyncAsync(server, vendor, mode, again: true, 1), usage => Line($"DataSync {server.Kind} Upsert of all rows again", usage, Rows, Against(usage, pandas)));
            await rounds.RunAsync();
        }
        await server.DropAsync();
    }

    private async Task ExcelAsync()
    {
        await using var vendor = await VendorProcess.StartAsync(options.Stocks, WorkbookDays);
        var rows = (long)options.Stocks * WorkbookDays;
        var rounds = new Rounds<ServerUsage>(options.Repetitions, usage => usage.Wall);
        ServerUsage? pandas = null;
        if (await Python.FindAsync("pandas", "xlsxwriter") is { } python)
        {
            rounds.Add(async () =>
            {
                using var output = new ScratchFile();
                return ServerUsage.Of(await Measurement.OfAsync(new Command(python, [Places.Script("pandas_pull.py"), vendor.Uri.ToString(), "excel", output.Path + ".xlsx"])));
            }, usage => Line("pandas Excel", pandas = usage, rows, ""));
        }
        else NotMeasured("pandas Excel");
        rounds.Add(async () =>
        {
            using var work = new Workspace();
            await work.PrepareAsync(vendor.Uri, "-Kind", "Excel", "-Mode", "Append");
            return ServerUsage.Of(await work.SyncAsync(again: false));
        }, usage => Line("DataSync Excel Append", usage, rows, Against(usage, pandas)));
        await rounds.RunAsync();
    }

    /// <summary>A run of the plan into an empty database, or the same plan once more, every slice asked again.</summary>
    private async Task<ServerUsage> SyncAsync(DatabaseServer server, Uri vendor, string mode, bool again, int times)
    {
        using var work = new Workspace();
        await server.CreateAsync();
        await work.PrepareAsync(vendor, "-Kind", server.Kind, "-Mode", mode, "-Server", server.Address!, "-Database", DatabaseServer.Database, "-User", server.User);
        if (again) await work.SyncAsync(again: false);
        var before = server.CpuSeconds();
        var usage = await work.SyncAsync(again);
        var cpu = server.CpuSeconds() - before;
        await CheckAsync(server, StoreWork.Table, Rows * times);
        return ServerUsage.Of(usage, cpu);
    }

    /// <summary>What measures the peer; null where it is not here.</summary>
    private async Task<Func<Task<ServerUsage>>?> PandasAsync(DatabaseServer server, Uri vendor, string mode)
    {
        var (form, modules) = (server.Kind, mode) switch
        {
            ("PostgreSql", "Append") => ("postgresql", ["pandas", "psycopg2"]),
            ("PostgreSql", _) => ("postgresql-upsert", ["pandas", "psycopg2"]),
            ("MySql", "Append") => ("mysql", ["pandas", "sqlalchemy", "pymysql"]),
            _ => ("", Array.Empty<string>()),
        };
        if (form.Length == 0 || await Python.FindAsync(modules) is not { } python) return null;
        var command = new Command(python, [Places.Script("pandas_pull.py"), vendor.ToString(), form, $"{server.User}@{server.Address}/{DatabaseServer.Database}"]);
        return async () =>
        {
            await server.CreateAsync();
            await server.Sql(server.CreatePeer(keyed: mode == "Upsert")).RunAsync();
            if (mode == "Upsert") await command.RunAsync();
            var before = server.CpuSeconds();
            var usage = await Measurement.OfAsync(command);
            var cpu = server.CpuSeconds() - before;
            await CheckAsync(server, "peer", Rows);
            return ServerUsage.Of(usage, cpu);
        };
    }

    private static async Task CheckAsync(DatabaseServer server, string table, long rows)
    {
        var found = Regex.Match(await server.Sql(server.Count(table)).RunAsync(), "[0-9]{3,}").Value;
        if (found != rows.ToString(CultureInfo.InvariantCulture)) throw new InvalidOperationException($"{server.Kind}: {found} rows are in '{table}', {rows} were asked for.");
    }

    private static string Against(ServerUsage ours, ServerUsage? pandas) =>
        pandas is null ? "" : $"{Ratio(ours.Cpu, pandas.Cpu)} the client CPU of pandas, {Ratio(ours.Cpu + (ours.Server ?? 0), pandas.Cpu + (pandas.Server ?? 0))} with the server's, {Ratio(ours.Wall, pandas.Wall)} its wall";

    private static void NotMeasured(string name) => Console.Out.WriteLine($"| {name} | not measured | | | | | |");

    private static void Line(string name, ServerUsage usage, long rows, string against) => Console.Out.WriteLine(FormattableString.Invariant(
        $"| {name} | {rows / usage.Wall:N0} | {usage.Wall:0.00} | {usage.Cpu:0.00} | {(usage.Server is { } cpu ? cpu.ToString("0.00", CultureInfo.InvariantCulture) : "")} | {usage.Peak / 1e6:0} | {against} |"));

    private static string Ratio(double of, double to) => string.Create(CultureInfo.InvariantCulture, $"{of / to:0.00} x");

    /// <summary>A workspace in a folder of its own.</summary>
    private sealed class Workspace : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasync-bench-");

        public Task PrepareAsync(Uri vendor, params IReadOnlyList<string> store) => Run.Script("prepare.ps1", ["-Vendor", vendor.ToString(), "-Workspace", _folder.FullName, .. store]).RunAsync();

        public Task<Usage> SyncAsync(bool again) => Measurement.OfAsync(Run.Script("sync.ps1", ["-Workspace", _folder.FullName, .. again ? ["-Force"] : Array.Empty<string>()]));

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
