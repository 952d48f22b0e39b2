using DataSync.Sources;
using Xunit;

namespace DataSync.Tests.Sync;

public sealed class SchemaEvolutionTests
{
    private static readonly Column Volume = new("vol", DataType.Int64);

    [Fact]
    public async Task An_added_column_joins_table_and_dataset_and_is_reported_once()
    {
        using var bench = new SyncBench();
        bench.Source.Answer = async (request, sink, _, token) => request.Dataset.FindColumn("vol") is not null || ((DateOnly)request.Arguments["trade_date"]).Day < 3
            ? await FakeSource.RowsAsync(request, sink, 2, token)
            : await FakeSource.RowsAsync(request, sink, 2, token, (Volume, 7L)) with { SchemaChanges = [new(SchemaChangeKind.Added, "vol", null, DataType.Int64, "7")] };
        var run = await bench.RunAsync(SyncBench.DaysFrom(20));
        Assert.Equal((RunStatus.Done, 20), (run.Status, run.Done));
        Assert.Equal("vol", Assert.Single(run.SchemaChanges).Column);
        Assert.Single(bench.Warnings);
        Assert.Equal(["trade_date", "n", "price", "vol"], bench.Table.State.Columns.Select(c => c.Name));
        var saved = bench.Workspace.Datasets.Get("daily");
        Assert.Equal((2, DataType.Int64), (saved.SchemaVersion, saved.FindColumn("vol")?.Type));
    }

    [Fact]
    public async Task A_retyped_column_is_widened_and_the_slice_asked_again()
    {
        using var bench = new SyncBench();
        var price = new Column("price", DataType.Double);
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            var fits = request.Dataset.FindColumn("price")!.Type == DataType.Double;
            if (((DateOnly)request.Arguments["trade_date"]).Day % 2 == 0 || fits) return await FakeSource.RowsAsync(request, sink, 2, token);
            await sink.AddAsync(FakeSource.Batch(request, 1), token);
            return new FetchResult { Failure = new(FailureCategory.Schema, "price holds 1.5") { Change = new(SchemaChangeKind.Retyped, "price", DataType.Int64, price.Type, "1.5") } };
        };
        var run = await bench.RunAsync(SyncBench.DaysFrom(20));
        Assert.Equal((RunStatus.Done, 20, 40), (run.Status, run.Done, run.Rows));
        Assert.Equal(SchemaChangeKind.Retyped, Assert.Single(run.SchemaChanges).Kind);
        Assert.Equal(DataType.Double, bench.Workspace.Datasets.Get("daily").FindColumn("price")!.Type);
        Assert.All(bench.Table.Live, s => Assert.Equal(2, s.Rows.Count));
    }

    [Fact]
    public async Task A_column_is_not_widened_where_what_is_stored_would_change()
    {
        using var bench = new SyncBench();
        const long TooLong = (1L << 53) + 1;
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            if (((DateOnly)request.Arguments["trade_date"]).Day == 2) return await FakeSource.RowsAsync(request, sink, 1, token, (new Column("price", DataType.Int64), TooLong));
            if (request.Dataset.FindColumn("price")!.Type == DataType.Double) return await FakeSource.RowsAsync(request, sink, 1, token);
            return new FetchResult { Failure = new(FailureCategory.Schema, "price holds 1.5") { Change = new(SchemaChangeKind.Retyped, "price", DataType.Int64, DataType.Double, "1.5") } };
        };
        Assert.Equal(1, (await bench.RunAsync("20240102")).Done);
        var run = await bench.RunAsync("20240103");
        Assert.Equal((RunStatus.Failed, 0), (run.Status, run.Done));
        Assert.Contains("'price' would become Double", run.Message);
        Assert.Contains("9007199254740993", run.Message);
        Assert.Equal(DataType.Int64, bench.Workspace.Datasets.Get("daily").FindColumn("price")!.Type);
        Assert.Equal(DataType.Int64, bench.Table.State.Columns[2].Type);
        Assert.Equal(TooLong, Assert.Single(Assert.Single(bench.Table.Live).Rows)[2]);
    }

    [Fact]
    public async Task Frozen_columns_fail_the_slice()
    {
        using var bench = new SyncBench();
        bench.Plan = bench.Plan with { SchemaPolicy = SchemaPolicy.Freeze };
        bench.Source.Answer = (_, _, _, _) => Task.FromResult(new FetchResult
        {
            Failure = new(FailureCategory.Schema, "price holds 1.5") { Change = new(SchemaChangeKind.Retyped, "price", DataType.Int64, DataType.Double, "1.5") },
        });
        var run = await bench.RunAsync("20240102");
        Assert.Equal((RunStatus.Failed, 1, 1), (run.Status, run.Failed, run.Requests));
        Assert.Equal(1, bench.Workspace.Datasets.Get("daily").SchemaVersion);
    }

    [Fact]
    public async Task A_column_added_with_two_types_becomes_one_that_holds_both()
    {
        using var bench = new SyncBench();
        var begun = 0;
        var both = new TaskCompletionSource();
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            if (Interlocked.Increment(ref begun) == 2) both.SetResult();
            await both.Task; // both meet the change before either knows of it
            var odd = ((DateOnly)request.Arguments["trade_date"]).Day % 2 == 1;
            var column = odd ? Volume : new Column("vol", DataType.String);
            return await FakeSource.RowsAsync(request, sink, 1, token, (column, odd ? 7L : "n/a")) with { SchemaChanges = [new(SchemaChangeKind.Added, "vol", null, column.Type, null)] };
        };
        var run = await bench.RunAsync("20240102", "20240103");
        Assert.Equal((RunStatus.Done, 2), (run.Status, run.Done));
        Assert.Equal(["7", "n/a"], bench.Table.Live.SelectMany(s => s.Rows).Select(r => r[3]!.ToString()).Order());
        Assert.Equal(DataType.String, bench.Workspace.Datasets.Get("daily").FindColumn("vol")!.Type);
    }
}
