using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.Stores;

namespace DataSync.Sync;

/// <summary>Reads tables for a plan's generator: the plan's own as the run found it, any other as it was when it was met first.</summary>
/// <param name="workspace">The workspace, whose stores are read.</param>
/// <param name="services">Opens them.</param>
/// <param name="ownStore">The plan's store, which counts where none is named; null: one must be named.</param>
/// <param name="ownTable">The plan's table.</param>
/// <param name="sequence">The commit as of which the plan's table is read.</param>
internal sealed class StoredTables(Workspace workspace, EngineServices services, string? ownStore, string ownTable, long sequence) : IStoredTables
{
    private readonly ConcurrentDictionary<(string Store, string Table), long> _sequences = new() { [Key(ownStore ?? "", ownTable)] = sequence };

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowBatch> ReadAsync(TableReference table, IReadOnlyList<string> columns, IReadOnlyDictionary<string, IReadOnlyList<object?>> where, bool distinct, IReadOnlyList<string> orderBy, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = table.Store ?? ownStore ?? throw new DataSyncException("StoreNeeded", $"Which store holds table '{table.Table}' is not said; with a plan it is the plan's.", "Give -Store.");
        await using var store = services.Open(workspace.Stores.Get(name), workspace);
        var state = await store.GetStateAsync(table.Table, cancellationToken);
        var key = Key(name, table.Table);
        var found = _sequences.GetOrAdd(key, state?.Sequence ?? 0);
        // the plan's own table, before its first commit: there is nothing yet, and that is no mistake
        if (found == 0 && key == Key(ownStore ?? "", ownTable)) yield break;
        if (state is null)
            throw new DataSyncException("TableNotFound", $"Store '{name}' has no table '{table.Table}' to take arguments from.", $"Synchronize it first: Invoke-DsSync with the plan that fills '{table.Table}' as well runs both in order.");
        var query = new ReadQuery
        {
            Columns = [.. columns.Select(c => ColumnOf(state, c).Name)],
            Where = where.ToDictionary(w => ColumnOf(state, w.Key).Name, w => (IReadOnlyList<object?>)[.. w.Value.Select(v => Typed(ColumnOf(state, w.Key), v))]),
            Distinct = distinct,
            OrderBy = [.. orderBy.Select(o => o.StartsWith('-') ? $"-{ColumnOf(state, o[1..]).Name}" : ColumnOf(state, o).Name)],
            AsOf = found,
        };
        await foreach (var batch in store.ReadAsync(table.Table, query, cancellationToken)) yield return batch;

        object? Typed(Column column, object? value) => ValueConverter.TryConvert(value, column.Type, column.Format, null, out var typed) ? typed
            : throw new DataSyncException("ConditionInvalid", $"{table}: '{value}' cannot be a value of column '{column.Name}', which is {column.Type}.", "Give a value of the column's type.");

        Column ColumnOf(TargetState target, string column) => target.Columns.FirstOrDefault(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase))
            ?? throw new DataSyncException("ColumnNotFound", $"{table}: there is no column '{column}'.", $"Columns: {string.Join(", ", target.Columns.Select(c => c.Name))}.");
    }

    private static (string, string) Key(string store, string table) => (store.ToUpperInvariant(), table.ToUpperInvariant());
}
