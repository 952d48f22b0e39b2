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
            _report.Host(await MedianAsync(() => Measurement.OfAsync(Run.Script("empty.ps1"))));
            _report.Floor(await MedianAsync(() => Measurement.OfAsync(Command.Self(TokenWalk.Verb, vendor.Uri.ToString()))));
            foreach (var format in Format.All.Where(f => Wanted(f.Name)))
            {
                _report.Peer("DuckDB", format, await MedianAsync(() => DuckDbAsync(vendor.Uri, format)));
                await PandasAsync(vendor.Uri, format);
                await CaseAsync(vendor.Uri, format, "Append");
                await CaseAsync(vendor.Uri, format, "Upsert");
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

    private async Task CaseAsync(Uri vendor, Format format, string mode) => _report.Case(format, mode, await MedianAsync(async () =>
    {
        using var run = new Run(vendor, format, mode);
        await run.PrepareAsync();
        return await run.SyncAsync(_report.Rows);
    }));

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

    private async Task PandasAsync(Uri vendor, Format format)
    {
        if (format.Kind == "Parquet") return;
        if (await Python.FindAsync("pandas") is not { } python)
        {
            _report.NotMeasured("pandas", format);
            return;
        }

        _report.Peer("pandas", format, await MedianAsync(async () =>
        {
            using var output = new ScratchFile();
            return await Measurement.OfAsync(new Command(python, [Places.Script("pandas_pull.py"), vendor.ToString(), format.Peer, output.Path]));
        }));
    }

    /// <summary>The run in the middle, by processor time.</summary>
    private async Task<Usage> MedianAsync(Func<Task<Usage>> measure)
    {
        var usages = new List<Usage>();
        for (var i = 0; i < options.Repetitions; i++) usages.Add(await measure());
        return usages.OrderBy(u => u.Cpu).ElementAt(usages.Count / 2);
    }
}
