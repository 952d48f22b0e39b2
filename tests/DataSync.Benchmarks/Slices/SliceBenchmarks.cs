namespace DataSync.Benchmarks.Slices;

/// <summary>Measures what plans of many slices cost before and beside any request: pricing a run, and coverage. One in a hundred slices is missing, the others are done.</summary>
internal sealed class SliceBenchmarks(BenchmarkOptions options, Func<string, bool> wanted)
{
    private static readonly int[] Codes = [40, 400];

    public async Task RunAsync()
    {
        if (!wanted("Slices")) return;
        Console.Out.WriteLine($"\nPlans of many slices (codes x days), most of them done, in the published console, median of {options.Repetitions}\n\n| case | slices/s | wall s | CPU s | peak MB |\n|---|---:|---:|---:|---:|");
        foreach (var codes in Codes)
        {
            var slices = codes * LedgerWork.Days;
            var folder = Directory.CreateTempSubdirectory("datasync-bench-");
            try
            {
                await Run.Script("slices.ps1", "-Workspace", folder.FullName, "-Codes", $"{codes}", "-Start", BenchmarkOptions.Start, "-Days", $"{LedgerWork.Days}").RunAsync();
                await Command.Self(LedgerWork.Verb, folder.FullName, $"{codes}").RunAsync();
                string[] checks = ["-Workspace", folder.FullName, "-Planned", $"{slices}", "-Missing", $"{slices / LedgerWork.Missing}"];
                await LineAsync("Invoke-DsSync -WhatIf", slices, "price.ps1", checks);
                await LineAsync("Get-DsCoverage", slices, "coverage.ps1", checks);
                File.Delete(Path.Combine(folder.FullName, "state.db"));
                await LineAsync("Invoke-DsSync -WhatIf, state.db lost", slices, "price.ps1", checks);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private async Task LineAsync(string name, int slices, string script, string[] arguments)
    {
        var usages = new List<Usage>();
        for (var i = 0; i < options.Repetitions; i++) usages.Add(await Measurement.OfAsync(Run.Script(script, arguments)));
        var usage = usages.OrderBy(u => u.Wall).ElementAt(usages.Count / 2);
        Console.Out.WriteLine(FormattableString.Invariant($"| {name}, {slices:N0} slices | {slices / usage.Wall:N0} | {usage.Wall:0.00} | {usage.Cpu:0.00} | {usage.Peak / 1e6:0} |"));
    }
}
