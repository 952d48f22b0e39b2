using System.Globalization;
using DataSync.Conformance.Tests.Kills;
using DataSync.Conformance.Tests.Stores;
using DataSync.Examples.Vendor;
using Xunit;

namespace DataSync.Conformance.Tests.Completeness;

/// <summary>
/// Everything at once: a vendor with a cap of 500 rows, a fifth of its requests failing in every way it knows, pages that shift, days published late and one limit for four processes. The plans
/// are run until they say that they lack nothing; then the data is complete and exact, and the vendor never counted a request too many.
/// <c>DATASYNC_SEEDS</c> says how many seeds are tried (<c>tests/run.sh --seeds N</c>).
/// </summary>
public sealed class AcceptanceTests(ITestOutputHelper output)
{
    private const int MostRounds = 12;

    public static TheoryData<int> Seeds() =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("DATASYNC_SEEDS"), CultureInfo.InvariantCulture, out var seeds) ? seeds : 1)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Data_is_complete_and_exact_and_the_limit_holds(int seed)
    {
        Environment.SetEnvironmentVariable(AcceptanceScript.TokenVariable, AcceptanceScript.Token);
        var root = FileTable.NewFolder();
        await using var vendor = await VendorServer.StartAsync(AcceptanceScript.Vendor(seed, wellBehaved: false));
        await using var calm = await VendorServer.StartAsync(AcceptanceScript.Vendor(seed, wellBehaved: true));
        try
        {
            var script = AcceptanceScript.Make(root, vendor.Uri, seed);
            var plans = AcceptanceScript.Processes.SelectMany(p => p).ToList();
            var rounds = 0;
            for (var due = AcceptanceScript.Processes; due.Count > 0 && rounds < MostRounds; rounds++)
            {
                var ended = await Task.WhenAll(due.Select(p => Worker.RunAsync(Worker.Start(null, AcceptanceScript.WorkerArgument, root, string.Join(',', p)))));
                foreach (var (exitCode, said, errors) in ended)
                {
                    output.WriteLine($"round {rounds + 1}: {said.Trim()}");
                    Assert.True(exitCode == 0, said + errors);
                }
                due = await AcceptanceScript.Processes.ToAsyncEnumerable().Where(async (process, _) => await script.LackAsync(process)).ToListAsync();
            }
            output.WriteLine($"seed {seed}: {rounds} rounds, {vendor.Stats.Requests} requests, at most {vendor.Stats.LargestWindowOfAll(AcceptanceScript.Limit.Per)} in a window, {vendor.Stats.MostInFlight} at once, faults {string.Join(", ", vendor.Stats.Faults)}");
            using var http = new HttpClient { BaseAddress = calm.Uri };
            foreach (var plan in plans)
            {
                Assert.False(await script.LackAsync([plan]), plan);
                var (expected, stored) = (await script.ExpectedAsync(plan, http), await script.RowsAsync(plan));
                Assert.True(expected.SequenceEqual(stored), $"{plan}: {stored.Count} rows, {expected.Count} expected; missing {expected.Except(stored).FirstOrDefault()}, extra {stored.Except(expected).FirstOrDefault()}");
            }
            Assert.Empty(vendor.Stats.Refusals);
            Assert.InRange(vendor.Stats.LargestWindowOfAll(AcceptanceScript.Limit.Per), 1, AcceptanceScript.Limit.Requests);
            Assert.InRange(vendor.Stats.MostInFlight, 1, 16);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
