using System.Text.Json;
using DataSync.Catalog;
using DataSync.Logs;
using DataSync.Sources;
using DataSync.Tests.Sync;
using Xunit;

namespace DataSync.Tests.Logs;

public sealed class RunLogTests
{
    [Fact]
    public async Task A_run_leaves_a_log_of_JSON_lines_from_which_its_slices_are_read()
    {
        using var bench = new SyncBench();
        bench.Source.Answer = (request, sink, _, token) => ((DateOnly)request.Arguments["trade_date"]).Day switch
        {
            8 => FakeSource.RowsAsync(request, sink, 0, token),
            9 => Task.FromResult(new FetchResult { Failure = new(FailureCategory.Fatal, "Code 17.") { Advice = "Ask later.", Code = "17" } }),
            _ => FakeSource.RowsAsync(request, sink, 2, token),
        };
        var run = await bench.RunAsync("20240105", "20240108", "20240109");
        var file = Path.Combine(bench.Workspace.Root, "logs", "runs", "2024-01", $"{run.Id}.jsonl");
        var lines = File.ReadAllLines(file).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(("RunStarted", "daily", "lake"), (Text(lines[0], "event"), Text(lines[0], "plan"), Text(lines[0], "store")));
        Assert.Equal(("RunEnded", "Partial", "error", 2), (Text(lines[^1], "event"), Text(lines[^1], "status"), Text(lines[^1], "level"), lines[^1].GetProperty("done").GetInt32()));
        var failed = Assert.Single(lines, l => Text(l, "event") == "SliceFailed");
        Assert.Equal(("trade_date=20240109", "Fatal", "17", "Ask later."), (Text(failed, "slice"), Text(failed, "category"), Text(failed, "code"), Text(failed, "advice")));
        Assert.All(lines, l => Assert.Equal(DateTimeKind.Utc, l.GetProperty("at").GetDateTime().Kind));

        var slices = RunSliceReader.Read(bench.Workspace.Root, run).OrderBy(s => s.Slice).ToList();
        Assert.Equal([("trade_date=20240105", SliceState.Done, 2L), ("trade_date=20240108", SliceState.Empty, 0L), ("trade_date=20240109", SliceState.Failed, 0L)], slices.Select(s => (s.Slice, s.State, s.Rows)));
        Assert.Equal((FailureCategory.Fatal, "Code 17. Ask later."), (slices[2].Category, slices[2].Message));

        File.AppendAllText(file, "{\"at\":\"2024-"); // cut by a kill
        Assert.Equal(3, RunSliceReader.Read(bench.Workspace.Root, run).Count());
        File.Delete(file);
        Assert.Equal(["trade_date=20240109"], RunSliceReader.Read(bench.Workspace.Root, run).Select(s => s.Slice));
    }

    [Fact]
    public async Task A_run_that_cannot_go_on_says_so_in_its_log()
    {
        using var bench = new SyncBench(WriteMode.Append);
        await Assert.ThrowsAsync<DataSyncException>(() => bench.RunAsync(SyncBench.Days("20240102"), new() { Force = true }));
        var log = Assert.Single(Directory.GetFiles(Path.Combine(bench.Workspace.Root, "logs"), "*.jsonl", SearchOption.AllDirectories));
        Assert.Contains("asking done slices again would double", File.ReadLines(log).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_goes_on_in_further_files_and_the_oldest_goes()
    {
        using var folder = new TempFolder();
        const string Run = "20240110T100000000-abcdef";
        using (var file = new RunLogFile(folder.Path, Run, new LogSettings { MaxBytes = 1000, MaxFiles = 3 }, _ => Assert.Fail("nothing fails")))
            for (var i = 0; i < 60; i++) file.Write(DateTime.UnixEpoch, "info", "Note", w => w.WriteNumber("n", i));
        var files = RunLogFile.Files(folder.Path, Run);
        Assert.Equal([$"{Run}.2.jsonl", $"{Run}.1.jsonl", $"{Run}.jsonl"], files.Select(Path.GetFileName));
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 1000));
        var numbers = files.SelectMany(File.ReadLines).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("n").GetInt32()).ToList();
        Assert.Equal(Enumerable.Range(numbers[0], 60 - numbers[0]), numbers);
        Assert.True(numbers[0] > 0);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_a_warning()
    {
        using var bench = new SyncBench();
        File.WriteAllText(Path.Combine(bench.Workspace.Root, "logs"), "no folder");
        Assert.Equal(RunStatus.Done, (await bench.RunAsync("20240102", "20240103")).Status);
        Assert.Single(bench.Warnings, w => w.Contains("cannot be written", StringComparison.Ordinal));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
