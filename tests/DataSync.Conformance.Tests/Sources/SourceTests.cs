using DataSync.Sources;
using Xunit;

namespace DataSync.Conformance.Tests.Sources;

/// <summary>What every kind of source does alike: arguments in, typed batches out, errors classified.</summary>
public sealed class SourceTests
{
    private const int ManyRows = 200_000;
    private const long FlatBytes = 96 << 20, BatchBytes = 24 << 20;

    public static TheoryData<string> Kinds => [.. SourceBench.Kinds];

    [Fact]
    public void The_suite_runs_over_every_kind_there_is() => Assert.Equal(SourceKinds.All.Select(k => k.Name).Order(), SourceBench.Kinds.Order());

    [Theory, MemberData(nameof(Kinds))]
    public async Task Values_come_as_they_are(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var (result, sink) = await bench.FetchAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(result.Failure);
        Assert.Equal(SourceBench.Sorted(SourceBench.Values), SourceBench.Sorted(sink.Rows));
        Assert.Equal((SourceBench.Values.Count, true), (result.Rows, result.Bytes > 0));
        Assert.Empty(result.SchemaChanges);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Arguments_say_which_rows(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var (result, sink) = await bench.FetchAsync(arguments: [("day", new DateOnly(2024, 1, 2))]);
        Assert.Null(result.Failure);
        Assert.Equal(SourceBench.Sorted(SourceBench.Values.Where(v => v[1] is DateOnly { Year: 2024, Day: 2 })), SourceBench.Sorted(sink.Rows));
        (result, _) = await bench.FetchAsync(arguments: [("day", new DateOnly(2030, 1, 1))]);
        Assert.Equal((null, 0L), (result.Failure, result.Rows));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Reading_again_gives_the_same_hash(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var (_, first) = await bench.FetchAsync();
        var (_, second) = await bench.FetchAsync();
        Assert.Equal(first.Hash, second.Hash);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_not_there_fails_alone(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var (result, sink) = await bench.FetchAsync(bench.Missing);
        Assert.Equal(FailureCategory.Fatal, result.Failure!.Category);
        Assert.NotNull(result.Failure.Advice);
        Assert.Equal(0, sink.Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_refused_login_stops_the_source_and_an_absent_server_may_come_back(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        if (bench.WithoutAccess is { } refused)
        {
            await using var source = bench.Open(refused);
            var (result, _) = await bench.FetchAsync(source: source);
            Assert.Equal(FailureCategory.BadToken, result.Failure!.Category);
            Assert.DoesNotContain("wr0ng-pass", result.Failure.Message, StringComparison.Ordinal);
            Assert.False((await source.TestAsync(TestContext.Current.CancellationToken)).Authorized);
        }
        if (bench.Unreachable is { } absent)
        {
            await using var source = bench.Open(absent);
            var (result, _) = await bench.FetchAsync(bench.Dataset with { Settings = Once(bench.Dataset, kind) }, source);
            Assert.Equal(FailureCategory.Transient, result.Failure!.Category);
            Assert.False((await source.TestAsync(TestContext.Current.CancellationToken)).Reachable);
        }
        Assert.True((await bench.Source.TestAsync(TestContext.Current.CancellationToken)).Reachable);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_large_answer_takes_little_memory_and_can_be_stopped(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var large = await bench.CreateLargeAsync(ManyRows);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var sink = new RowSink(keeps: false, () => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before));
        var (result, _) = await bench.FetchAsync(large, sink: sink);
        Assert.Null(result.Failure);
        Assert.Equal(ManyRows, sink.Count);
        Assert.InRange(sink.LargestBatch, 1, BatchBytes);
        Assert.InRange(most, 0, FlatBytes);

        using var stop = new CancellationTokenSource();
        var cut = new RowSink(keeps: false, stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.FetchAsync(large, cancellationToken: stop.Token, sink: cut));
    }

    private static System.Text.Json.Nodes.JsonObject Once(Dataset dataset, string kind)
    {
        var settings = dataset.Settings?.DeepClone().AsObject() ?? [];
        if (kind == "Http") settings["retry"] = new System.Text.Json.Nodes.JsonObject { ["attempts"] = 1 };
        else settings["attempts"] = 1;
        return settings;
    }
}
