using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Sorts any number of rows by key: what does not fit into memory goes to disk as sorted runs, which are merged.</summary>
/// <param name="paths">The table's paths, for the runs.</param>
/// <param name="options">The sizes.</param>
/// <param name="columns">The rows' columns.</param>
/// <param name="key">The key, of which no column is null.</param>
internal sealed class RowSorter(TablePaths paths, FileStoreOptions options, IReadOnlyList<Column> columns, IReadOnlyList<string> key) : IAsyncDisposable
{
    private readonly RowOrder _order = new(columns, key, versionColumn: null, columns.Count);
    private readonly List<DeltaFile> _runs = [];

    /// <summary>Rows that came.</summary>
    public long Rows { get; private set; }

    /// <summary>The rows in order, one of each key.</summary>
    public async IAsyncEnumerable<RowBatch> SortAsync(IAsyncEnumerable<RowBatch> rows, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new RowBuffer(columns, options.SpillBytes);
        await foreach (var batch in rows.WithCancellation(cancellationToken))
        {
            Rows += batch.RowCount;
            buffer.Append(batch, 0, batch.RowCount);
            if (buffer.ByteSize < options.SpillBytes) continue;
            await SpillAsync(Sort(buffer));
            buffer.Truncate(0);
        }
        var runs = _runs.Select(r => r.ReadAsync("", cancellationToken)).Append(Sort(buffer).ReadAsync(0, options.BlockRows)).ToList();
        var merger = new RunMerger(_order, columns, options.BlockRows, laterRunWins: true);
        await foreach (var block in merger.MergeAsync(runs, firstCounted: 0, cancellationToken)) yield return block;
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _runs.Count; i++)
        {
            await _runs[i].DisposeAsync();
            File.Delete(Run(i));
        }
    }

    private SortedRun Sort(RowBuffer buffer) => RunSorter.Sort(buffer.Rows, new int[buffer.Count], 1, _order, [0], laterSliceWins: false);

    private async Task SpillAsync(SortedRun run)
    {
        var path = Run(_runs.Count);
        await DeltaFile.WriteAsync(path, [("", run.ReadAsync(0, options.BlockRows))]);
        _runs.Add(DeltaFile.Open(path));
    }

    private string Run(int number) => paths.Temp(FormattableString.Invariant($"sort-{number}.tmp"));
}
