using DataSync.Benchmarks.Slices;
using DataSync.Benchmarks.Stores;
using DataSync.Benchmarks.Work;

namespace DataSync.Benchmarks;

/// <summary>Runs the cases and prints a line for each; nothing is asserted about time.</summary>
internal sealed class Benchmarks(BenchmarkOptions options)
{
    private const int Tenfold = 10;
    private readonly Report _report = new((long)options.Stocks * options.Days);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The benchmarks read getrusage, which Windows lacks.");
        await new Benchmarks(options).RunAllAsync();
        return 0;
    }

    private async Task RunAllAsync()
    {
        await new StoreBenchmarks(options.Days, options.Repetitions, Wanted).RunAsync();
        await new EndToEndBenchmarks(options, Wanted).RunAsync();
        await new SliceBenchmarks(options, Wanted).RunAsync();
        if (!Format.All.Any(f => Wanted(f.Name))) return;

        await using (var vendor = await VendorProcess.StartAsync(options.Stocks, options.Days))
        {
            _report.Title($"{options.Days} days x {options.Stocks} rows x 11 columns, 8 requests at once, median of {options.Repetitions}; {Environment.ProcessorCount} processors");
            foreach (var format in Format.All.Where(f => Wanted(f.Name)))
            {
                var rounds = new Rounds<Usage>(options.Repetitions, usage => usage.Cpu);
                rounds.Add(() => Measurement.OfAsync(Run.Script("empty.ps1")), _report.Host);
                rounds.Add(() => Measurement.OfAsync(Command.Self(TokenWalk.Verb, vendor.Uri.ToString())), _report.Floor);
                rounds.Add(() => DuckDbAsync(vendor.Uri, format), usage => _report.Peer("DuckDB", format, usage));
                await AddPandasAsync(rounds, vendor.Uri, format);
                foreach (var mode in (string[])["Append", "Upsert"]) rounds.Add(() => CaseAsync(vendor.Uri, format, mode), usage => _report.Case(format, mode, usage));
                await rounds.RunAsync();
            }
        }

        await using var large = await VendorProcess.StartAsync(options.Stocks, options.Days * Tenfold);
        _report.Title("Ten times the days, one run each");
        foreach (var format in Format.All.Where(f => Wanted(f.Name)))
        {
            await LargeCaseAsync(large.Uri, format, "Append");
            await LargeCaseAsync(large.Uri, format, "Upsert");
        }
    }

    private bool Wanted(string name) => options.Only is null || name.Contains(options.Only, StringComparison.OrdinalIgnoreCase);

    private async Task<Usage> CaseAsync(Uri vendor, Format format, string mode)
    {
        using var run = new Run(vendor, format, mode);
        await run.PrepareAsync();
        return await run.SyncAsync(_report.Rows);
    }

    private async Task LargeCaseAsync(Uri vendor, Format format, string mode)
    {
        using var run = new Run(vendor, format, mode);
        await run.PrepareAsync();
        _report.Large(format, mode, await run.SyncAsync(_report.Rows * Tenfold), Tenfold);
        if (options.Large && mode == "Upsert") _report.Large(format, "Upsert again", await run.SyncAsync(_report.Rows * Tenfold, again: true), Tenfold);
    }

    private static async Task<Usage> DuckDbAsync(Uri vendor, Format format)
    {
        using var output = new ScratchFile();
        return await Measurement.OfAsync(Command.Self(DuckDbPull.Verb, vendor.ToString(), format.Peer, format.Codec, output.Path));
    }

    private async Task AddPandasAsync(Rounds<Usage> rounds, Uri vendor, Format format)
    {
        if (format.Kind == "Parquet") return;
        if (await Python.FindAsync("pandas") is not { } python)
        {
            _report.NotMeasured("pandas", format);
            return;
        }

        rounds.Add(async () =>
        {
            using var output = new ScratchFile();
            return await Measurement.OfAsync(new Command(python, [Places.Script("pandas_pull.py"), vendor.ToString(), format.Peer, output.Path]));
        }, usage => _report.Peer("pandas", format, usage));
    }
}
