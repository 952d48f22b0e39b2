using System.Runtime.CompilerServices;
using DataSync.Arguments;
using DataSync.Rows;
using DataSync.Stores;

namespace DataSync.Sync;

/// <summary>
/// Copies a table with the markers of its slices from one store to another, of any kinds, so that plans which write to the copy go on where those of the original
/// stood. Rows stream; rows and markers commit together, so that a copy is there whole or not at all.
/// </summary>
/// <param name="from">Where the table is.</param>
/// <param name="to">Where it goes.</param>
public sealed class TableCopy(IStore from, IStore to)
{
    /// <summary>How the copy is to be written: as the original is, but for what the caller changes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DataSyncException"><c>TableNotFound</c>.</exception>
    public async Task<TargetSpec> DescribeAsync(string table, CancellationToken cancellationToken)
    {
        var state = await from.GetStateAsync(table, cancellationToken) ?? throw NotFound(table);
        return new TargetSpec
        {
            Table = table,
            Mode = state.Mode,
            Columns = state.Columns,
            Key = state.Key,
            VersionColumn = state.VersionColumn,
            Partitioning = state.Partitioning is { } text ? Partitioning.Parse(text) : null,
        };
    }

    /// <summary>Copies.</summary>
    /// <param name="table">The table to read.</param>
    /// <param name="spec">How to write the copy.</param>
    /// <param name="slices">Makes slices of markers again, for mode ReplaceSlice; null where the dataset is not known.</param>
    /// <param name="copied">Told the rows copied so far.</param>
    /// <param name="cancellationToken">Ends the work; nothing is copied then.</param>
    /// <returns>Rows and slices copied.</returns>
    /// <exception cref="DataSyncException"><c>TableNotFound</c>; <c>TableExists</c>: the destination has rows; <c>DatasetNeeded</c>; <c>CopyRefused</c>: a value does not fit there.</exception>
    public async Task<(long Rows, int Slices)> RunAsync(string table, TargetSpec spec, Func<SliceMarker, IReadOnlyList<SliceCondition>>? slices, Action<long>? copied, CancellationToken cancellationToken)
    {
        var state = await from.GetStateAsync(table, cancellationToken) ?? throw NotFound(table);
        if (await to.GetStateAsync(spec.Table, cancellationToken) is { Sequence: > 0 })
            throw new DataSyncException("TableExists", $"The destination has a table '{spec.Table}' with data.", "Give the copy another name (-DestinationTable), or remove that table first (Remove-DsData, or -Force).");
        if (spec.Mode == WriteMode.ReplaceSlice && slices is null)
            throw new DataSyncException("DatasetNeeded", $"Table '{table}' keeps its slices apart by what their arguments select, and its dataset is not known.", "Give -Dataset, or copy it with -Mode Upsert and a -Key.");

        var parts = new List<SliceRows>();
        await foreach (var marker in from.ReadMarkersAsync(table, 0, cancellationToken))
            parts.Add(new SliceRows { Marker = marker, Rows = None(), Conditions = spec.Mode == WriteMode.ReplaceSlice ? slices!(marker) : [] });
        await using var writer = await to.OpenWriterAsync(spec with { Generation = spec.Mode == WriteMode.Replace ? $"copy of {state.BirthId}" : null }, cancellationToken);
        if (parts.Count == 0) return (0, 0);

        // one that has rows goes first: those of the others may come late, and their slices may be asked again
        var first = Math.Max(0, parts.FindIndex(p => p.Marker.Rows > 0));
        var rows = new Counter(copied);
        var whole = parts[first] with { Rows = ReadAsync(table, state, rows, cancellationToken), Also = [.. parts[..first], .. parts[(first + 1)..]] };
        try
        {
            await writer.WriteAsync(whole, cancellationToken);
        }
        catch (SliceRejectedException e)
        {
            throw new DataSyncException("CopyRefused", $"'{table}' cannot be copied: {e.Message}", e.Failure.Advice ?? "Say with -OnUnrepresentable what to do with such values.", e);
        }
        await writer.CompleteAsync(cancellationToken);
        return (rows.Count, parts.Count);
    }

    private async IAsyncEnumerable<RowBatch> ReadAsync(string table, TargetState state, Counter rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in from.ReadAsync(table, new ReadQuery { AsOf = state.Sequence }, cancellationToken))
        {
            yield return batch;
            rows.Add(batch.RowCount);
        }
    }

    private static async IAsyncEnumerable<RowBatch> None()
    {
        await Task.CompletedTask;
        yield break;
    }

    private static DataSyncException NotFound(string table) => new("TableNotFound", $"There is no table '{table}' in the store to copy from.", "Get-DsStore NAME -Detail lists the tables.");

    private sealed class Counter(Action<long>? told)
    {
        public long Count { get; private set; }

        public void Add(int rows)
        {
            Count += rows;
            told?.Invoke(Count);
        }
    }
}
