using System.Globalization;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.State;
using DataSync.Stores;

namespace DataSync.Benchmarks.Slices;

/// <summary>Makes the ledger of a plan of many slices by the store's own writer and the workspace's own index: most are done, one in a hundred is missing. No request is made for them.</summary>
internal static class LedgerWork
{
    public const string Verb = "ledger";
    public const string Plan = "daily";
    /// <summary>Days of the plan's generator, from <see cref="BenchmarkOptions.Start"/> on.</summary>
    public const int Days = 2500;
    /// <summary>One slice in so many is missing.</summary>
    public const int Missing = 100;
    private const int PerCommit = 10_000;

    public static string Code(int number) => $"{number + 1:000000}.SZ";

    /// <summary>Commits the slices of a workspace's plan.</summary>
    /// <param name="folder">The workspace.</param>
    /// <param name="codes">Codes of the plan's generator; each has <see cref="Days"/> slices.</param>
    public static async Task<int> RunAsync(string folder, string codes)
    {
        var workspace = Workspace.Open(folder);
        var plan = workspace.Plans.Get(Plan);
        var (dataset, definition) = (workspace.Datasets.Get(plan.Dataset), workspace.Stores.Get(plan.Store));
        await using var store = StoreKinds.Get(definition.Kind).Open(definition, new StoreContext(workspace, TimeProvider.System, new SecretResolver(workspace)));
        var first = DateOnly.ParseExact(BenchmarkOptions.Start, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var slices = from code in Enumerable.Range(0, int.Parse(codes, CultureInfo.InvariantCulture)) from day in Enumerable.Range(0, Days) select (Code: Code(code), Day: first.AddDays(day));
        await using (var writer = await store.OpenWriterAsync(new TargetSpec { Table = plan.TargetTable, Mode = plan.Mode, Columns = dataset.Columns, Key = plan.Key.Count > 0 ? plan.Key : dataset.Key }, CancellationToken.None))
        {
            foreach (var commit in slices.Index().Where(s => s.Index % Missing != Missing - 1).Select(s => s.Item).Chunk(PerCommit))
            {
                await writer.WriteAsync(Rows(commit[0]) with { Rows = RowsAsync(dataset.Columns, commit[0]), Also = [.. commit.Skip(1).Select(Rows)] }, CancellationToken.None);
                await writer.FlushAsync(CancellationToken.None);
            }
            await writer.CompleteAsync(CancellationToken.None);
        }
        var database = new StateDatabase(workspace.StatePath);
        using var index = new LedgerIndex(database, definition.Name, plan.TargetTable);
        await index.SyncAsync(store, await store.GetStateAsync(plan.TargetTable, CancellationToken.None), CancellationToken.None);
        var enumeration = new Enumeration(index, plan.Name, "benchmark");
        foreach (var keys in slices.Select(s => Key(s)).Chunk(PerCommit)) enumeration.Add(keys);
        enumeration.End(complete: true, DateTime.UtcNow);
        return 0;
    }

    private static SliceRows Rows((string Code, DateOnly Day) slice) => new()
    {
        Marker = new SliceMarker { Slice = Key(slice), Date = slice.Day, Rows = 1, Bytes = 100, Hash = $"{slice.Day.DayNumber:x16}{slice.Day.DayNumber:x16}", SchemaVersion = 1, Run = "20240102T030405678-abcdef", At = new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc) },
        Rows = AsyncEnumerable.Empty<RowBatch>(),
    };

    private static string Key((string Code, DateOnly Day) slice) => $"trade_date={slice.Day:yyyy-MM-dd}&ts_code={slice.Code}";

    private static async IAsyncEnumerable<RowBatch> RowsAsync(IReadOnlyList<Column> columns, (string Code, DateOnly Day) slice)
    {
        await Task.CompletedTask;
        var vectors = columns.Select(c => ColumnVector.Create(c, 1)).ToList();
        foreach (var vector in vectors) vector.AppendObject(vector.Column.Name switch { "ts_code" => slice.Code, "trade_date" => slice.Day, _ => 1.0 });
        yield return new RowBatch(vectors, 1);
    }
}
