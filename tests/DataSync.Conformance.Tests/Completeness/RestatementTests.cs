using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Conformance.Tests.Stores;
using DataSync.Stores;
using DataSync.Sync;
using Xunit;

namespace DataSync.Conformance.Tests.Completeness;

/// <summary>Restated data and rows that vanish, over all kinds of stores: what is counted, and what becomes of the rows.</summary>
public sealed class RestatementTests
{
    private static readonly Row A1 = new("A", "20240102", 1), B1 = new("B", "20240102", 2), C1 = new("C", "20240102", null, null, null), A2 = new("A", "20240203", 4), B2 = new("B", "20240203", 5);

    public static TheoryData<string> Kinds() => [.. StoreTable.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Vanished_rows_are_marked_and_unmarked(string kind)
    {
        await using var scene = await Scene.OpenAsync(kind, VanishedPolicy.Mark);
        scene.Source.Rows.AddRange([A1, B1, C1, A2]);
        Assert.Equal(0, (await scene.RunAsync()).Changed);
        scene.Source.Rows.Remove(B1);
        scene.Source.Rows[0] = A1 with { Close = 10 };
        var second = await scene.RunAsync();
        Assert.Equal((2, 1, 1, 1, 0), (second.Done, second.Changed, second.RowsChanged, second.RowsVanished, second.RowsAdded));
        Assert.Equal(["B"], await scene.MarkedAsync());
        Assert.Equal(4, (await scene.Table.ReadAsync()).Count);
        scene.Source.Rows.Add(B1);
        var third = await scene.RunAsync();
        Assert.Equal((1, 1, 0), (third.Changed, third.RowsChanged, third.RowsVanished));
        Assert.Empty(await scene.MarkedAsync());
        Assert.Equal(0, (await scene.RunAsync()).Changed);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Vanished_rows_are_deleted_and_those_of_other_slices_stay(string kind)
    {
        await using var scene = await Scene.OpenAsync(kind, VanishedPolicy.Delete);
        scene.Source.Rows.AddRange([A1, B1, A2, B2]);
        await scene.RunAsync();
        scene.Source.Rows.RemoveAll(r => r == B1 || r == B2);
        scene.Source.Rows.Add(C1);
        var second = await scene.RunAsync();
        Assert.Equal((2, 1, 0, 2), (second.Changed, second.RowsAdded, second.RowsChanged, second.RowsVanished));
        Assert.Equal(Row.Sorted(A1, C1, A2), await scene.Table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Vanished_rows_are_kept_and_counted(string kind)
    {
        await using var scene = await Scene.OpenAsync(kind, VanishedPolicy.Keep);
        scene.Source.Rows.AddRange([A1, B1]);
        await scene.RunAsync();
        scene.Source.Rows.Remove(B1);
        Assert.Equal(1, (await scene.RunAsync()).RowsVanished);
        Assert.Equal(Row.Sorted(A1, B1), await scene.Table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Rows_are_read_by_what_arguments_select(string kind)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        await table.RunAsync(StoreTable.Spec(kind, WriteMode.Upsert), StoreTable.Day("20240102", A1, B1, C1), StoreTable.Day("20240203", A2, B2));
        Assert.Equal(Row.Sorted(A1, B1, C1), await Read(new SliceCondition("trade_date", FilterOperator.To, [StoreTable.ParseDay("20240102")])));
        Assert.Equal(Row.Sorted(A2, B2), await Read(new SliceCondition("trade_date", FilterOperator.From, [StoreTable.ParseDay("20240203")])));
        Assert.Equal(Row.Sorted(A1, C1), await Read(new("ts_code", FilterOperator.In, ["A", "C", "a"]), new("trade_date", FilterOperator.Equals, [StoreTable.ParseDay("20240102")])));
        Assert.Equal(Row.Sorted(A2), await Read(new("close", FilterOperator.From, [2.5]), new("close", FilterOperator.To, [4.0])));
        Assert.Equal(Row.Sorted(B1, B2), await Read(new SliceCondition("ts_code", FilterOperator.Equals, ["B"])));

        Task<List<string>> Read(params SliceCondition[] conditions) => table.ReadAsync(new ReadQuery { Conditions = conditions });
    }

    /// <summary>A plan of two days' rows.</summary>
    private sealed class Scene(StoreTable table, string root, Plan plan) : ISyncObserver, IAsyncDisposable
    {
        private readonly Workspace _workspace = Workspace.Open(root);

        public StoreTable Table { get; } = table;
        public ListSource Source { get; } = new();

        public static async Task<Scene> OpenAsync(string kind, VanishedPolicy vanished)
        {
            var table = await StoreTable.CreateAsync(kind);
            var root = FileTable.NewFolder();
            var workspace = Workspace.Create(root);
            workspace.Sources.Save(new Source { Name = "vendor" }, overwrite: true);
            workspace.Stores.Save(new Store { Name = "lake", Kind = "Parquet", Path = "data" }, overwrite: true); // the test's own store is opened in its place
            workspace.Datasets.Save(new Dataset
            {
                Name = StoreTable.Name,
                Source = "vendor",
                Key = ["ts_code", "trade_date"],
                Parameters = [new("trade_date", DataType.Date) { Filter = new("trade_date", FilterOperator.Equals) }],
                Columns = StoreTable.Columns,
            }, overwrite: true);
            return new Scene(table, root, new Plan { Name = "daily", Dataset = StoreTable.Name, Store = "lake", OnVanished = vanished, PartitionBy = StoreTable.CanPartition(kind) ? "month(trade_date)" : null });
        }

        /// <summary>A full check of both days.</summary>
        public async Task<Run> RunAsync()
        {
            var engine = new SyncEngine(_workspace, new EngineServices { SourceOpener = _ => Source, StoreOpener = _ => new Lent(Table.Store) });
            var run = await engine.RunAsync(plan, new LiteralGenerator(((string[])["20240102", "20240203"]).Select(d => new Dictionary<string, object?> { ["trade_date"] = d })), new() { Force = true }, this, CancellationToken.None);
            Assert.True(run.Status == RunStatus.Done, run.Message ?? string.Join("; ", run.Failures));
            return run;
        }

        public async Task<List<string>> MarkedAsync()
        {
            var marked = new List<string>();
            await foreach (var batch in Table.Store.ReadAsync(StoreTable.Name, new ReadQuery { Columns = ["ts_code", "vanished_at"] }, CancellationToken.None))
                for (var row = 0; row < batch.RowCount; row++)
                    if (batch.Columns[1].GetValue(row) is DateTime) marked.Add((string)batch.Columns[0].GetValue(row)!);
            return marked;
        }

        public async ValueTask DisposeAsync()
        {
            await Table.DisposeAsync();
            Directory.Delete(root, recursive: true);
        }

        void ISyncObserver.SliceFailed(Plan plan, Slice? slice, Failure failure) { }
        void ISyncObserver.Warning(string message) { }
        void ISyncObserver.Verbose(string message) { }
        void ISyncObserver.Debug(string message) { }
        void ISyncObserver.Progress(SyncProgress progress) { }
        void ISyncObserver.SliceDone(Plan plan, string slice, long rows) { }
    }

    /// <summary>A store that a run may not close, as the test goes on with it.</summary>
    private sealed class Lent(IStore store) : IStore
    {
        public Task<StoreTest> TestAsync(CancellationToken cancellationToken) => store.TestAsync(cancellationToken);
        public Task<IReadOnlyList<TableInfo>> ListTablesAsync(CancellationToken cancellationToken) => store.ListTablesAsync(cancellationToken);
        public Task<TargetState?> GetStateAsync(string table, CancellationToken cancellationToken) => store.GetStateAsync(table, cancellationToken);
        public IAsyncEnumerable<SliceMarker> ReadMarkersAsync(string table, long afterSequence, CancellationToken cancellationToken) => store.ReadMarkersAsync(table, afterSequence, cancellationToken);
        public Task<ITargetWriter> OpenWriterAsync(TargetSpec spec, CancellationToken cancellationToken) => store.OpenWriterAsync(spec, cancellationToken);
        public IAsyncEnumerable<DataSync.Rows.RowBatch> ReadAsync(string table, ReadQuery query, CancellationToken cancellationToken) => store.ReadAsync(table, query, cancellationToken);
        public Task<long> RemoveAsync(string table, IReadOnlyCollection<string>? slices, TimeSpan lockTimeout, CancellationToken cancellationToken) => store.RemoveAsync(table, slices, lockTimeout, cancellationToken);
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
