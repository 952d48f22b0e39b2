using System.Globalization;
using DataSync.Conformance.Tests.Kills;
using DataSync.Conformance.Tests.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Completeness;

/// <summary>Limits hold over processes, whenever within its way a request is counted.</summary>
public sealed class LimitTests
{
    private const int Processes = 20;

    [Fact]
    public async Task Twenty_processes_at_once_never_exceed_a_window_nor_the_requests_at_once()
    {
        var folder = FileTable.NewFolder();
        try
        {
            var file = Path.Combine(folder, "state.db");
            var ended = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => Worker.RunAsync(Worker.Start(null, LimitWorker.Argument, file, folder))));
            Assert.All(ended, e => Assert.True(e.ExitCode == 0, e.Output + e.Errors));
            var requests = Directory.GetFiles(folder, "*.txt").SelectMany(File.ReadAllLines)
                .Select(l => l.Split(' ').Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray()).Select(t => (Sent: t[0], Answered: t[1])).ToList();
            Assert.Equal(Processes * LimitWorker.Places, requests.Count);
            var window = Assert.Single(LimitWorker.Limits.Windows);
            // a vendor counts each at its sending, at its answer, or in between: the earliest and the latest are the worst
            foreach (var first in requests)
                Assert.InRange(requests.Count(r => r.Sent >= first.Answered && r.Sent < first.Answered + window.Per.Ticks), 0, window.Requests - 1);
            foreach (var one in requests)
                Assert.InRange(requests.Count(r => r.Sent <= one.Sent && r.Answered > one.Sent), 1, LimitWorker.Limits.Concurrent!.Value);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
