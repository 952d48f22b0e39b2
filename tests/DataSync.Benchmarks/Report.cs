using System.Globalization;

namespace DataSync.Benchmarks;

/// <summary>Prints the figures, and their ratios to the floor and the peer of the same run.</summary>
internal sealed class Report(long rows)
{
    private readonly Dictionary<Format, Usage> _duckDb = [];
    private readonly Dictionary<(Format Format, string Mode), Usage> _cases = [];
    private Usage? _host;
    private Usage? _floor;

    /// <summary>Rows of the work.</summary>
    public long Rows => rows;

    public void Title(string text) =>
        Write($"\n{text}\n\n| case | rows/s | wall s | CPU s | peak MB | against |\n|---|---:|---:|---:|---:|---|");

    /// <summary>The host's own start, the module loaded, nothing done.</summary>
    public void Host(Usage usage)
    {
        _host = usage;
        Write($"| host start | | {usage.Wall:0.00} | {usage.Cpu:0.00} | {Megabytes(usage)} | |");
    }

    /// <summary>Downloading, and reading every token.</summary>
    public void Floor(Usage usage)
    {
        _floor = usage;
        Line("floor (tokens)", usage, rows, []);
    }

    public void Peer(string peer, Format format, Usage usage)
    {
        if (peer == "DuckDB") _duckDb[format] = usage;
        Line($"{peer} {format.Name}", usage, rows, [FloorRatio(usage)]);
    }

    public void NotMeasured(string peer, Format format) => Write($"| {peer} {format.Name} | not measured | | | | |");

    public void Case(Format format, string mode, Usage usage)
    {
        _cases[(format, mode)] = usage;
        List<string> against = [FloorRatio(usage)];
        if (_floor is not null && _host is not null) against.Add($"{Ratio(usage.Cpu - _host.Cpu, _floor.Cpu)} floor CPU without the host's start");
        if (_duckDb.TryGetValue(format, out var peer)) against.Add($"{Ratio(usage.Cpu, peer.Cpu)} DuckDB CPU, {Ratio(usage.Wall, peer.Wall)} its wall");
        if (mode != "Append" && _cases.TryGetValue((format, "Append"), out var append)) against.Add($"{Ratio(usage.Cpu, append.Cpu)} Append CPU");
        Line($"DataSync {format.Name} {mode}", usage, rows, against);
    }

    /// <summary>The same with more rows: memory against that of fewer.</summary>
    public void Large(Format format, string mode, Usage usage, int times) =>
        Line($"DataSync {format.Name} {mode}", usage, rows * times,
            _cases.GetValueOrDefault((format, mode)) is { } small ? [$"{Ratio(usage.Peak, small.Peak)} peak, {Ratio(usage.Cpu, small.Cpu)} CPU of 1/{times} the rows"] : []);

    private static void Line(string name, Usage usage, long rows, IEnumerable<string> against) =>
        Write($"| {name} | {rows / usage.Wall:N0} | {usage.Wall:0.00} | {usage.Cpu:0.00} | {Megabytes(usage)} | {string.Join("; ", against)} |");

    private string FloorRatio(Usage usage) => $"{Ratio(usage.Cpu, _floor!.Cpu)} floor CPU";

    private static string Ratio(double of, double to) => string.Create(CultureInfo.InvariantCulture, $"{of / to:0.00} x");

    private static string Megabytes(Usage usage) => (usage.Peak / 1e6).ToString("0", CultureInfo.InvariantCulture);

    private static void Write(FormattableString line) => Console.Out.WriteLine(FormattableString.Invariant(line));
}
