using System.Diagnostics;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using Xunit;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>A table with a first run in it, and what the second run makes of it when nobody disturbs it.</summary>
internal sealed class KillScene : IAsyncDisposable
{
    private readonly string _root = FileTable.NewFolder();
    private readonly string _kind;
    private readonly WriteMode _mode;
    private int _copies;
    private List<string> _rows = [], _slices = [];

    private KillScene(string kind, WriteMode mode) => (_kind, _mode) = (kind, mode);

    private string Base => Path.Combine(_root, "base");

    public static async Task<KillScene> CreateAsync(string kind, WriteMode mode)
    {
        var scene = new KillScene(kind, mode);
        await KillScript.RunAsync(kind, mode, scene.Base, KillScript.BaseSlices, "first", _ => { });
        KillScript.LeaveDebris(kind, scene.Base);
        var undisturbed = scene.NewCopy();
        await KillScript.RunAsync(kind, mode, undisturbed, KillScript.Slices(mode), "second", _ => { });
        (scene._rows, scene._slices) = await scene.ReadAsync(undisturbed);
        Assert.True(scene._rows.Count > 50);
        return scene;
    }

    public string NewCopy()
    {
        var to = Path.Combine(_root, $"copy{_copies++}");
        FileTable.Copy(Base, to);
        return to;
    }

    public async Task<(int ExitCode, string Errors)> RunKilledAsync(string folder, string failpoint)
    {
        var (exitCode, _, errors) = await Worker.RunAsync(Start(folder, failpoint));
        return (exitCode, errors);
    }

    public async Task<int> RunKilledAfterAsync(string folder, int slices)
    {
        using var process = Start(folder, failpoint: null);
        for (var i = 0; i < slices; i++) Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        process.Kill();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Runs where no file can grow past a size.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunLimitedAsync(string folder, int kilobytes) =>
        Worker.RunAsync(Worker.StartLimited(kilobytes, KillScript.WorkerArgument, _kind, _mode.ToString(), folder));

    /// <summary>What the killed run left can be read; run again, all is as it should be, in the files themselves too.</summary>
    public async Task CheckAsync(string folder, string place)
    {
        await using (var table = KillScript.Open(_kind, folder)) await table.ReadAsync();
        await KillScript.RunAsync(_kind, _mode, folder, KillScript.Slices(_mode), "second", _ => { });
        var (rows, slices) = await ReadAsync(folder);
        Assert.True(_rows.SequenceEqual(rows), $"{_kind} {_mode} {place}: {rows.Count} rows, {_rows.Count} expected; missing {_rows.Except(rows).FirstOrDefault()}, extra {rows.Except(_rows).FirstOrDefault()}");
        Assert.True(_slices.SequenceEqual(slices), $"{_kind} {_mode} {place}: slices {string.Join(", ", slices)}");
        Assert.Equal(_rows, await KillScript.Open(_kind, folder).ReadGlobAsync());
        Directory.Delete(folder, recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Process Start(string folder, string? failpoint) => Worker.Start(failpoint, KillScript.WorkerArgument, _kind, _mode.ToString(), folder);

    private async Task<(List<string> Rows, List<string> Slices)> ReadAsync(string folder)
    {
        await using var table = KillScript.Open(_kind, folder);
        return (await table.ReadAsync(), [.. (await table.MarkersAsync()).Select(m => m.Slice).Order(StringComparer.Ordinal)]);
    }
}
