using System.Runtime.CompilerServices;
using DataSync.Stores;

namespace DataSync.Rows;

/// <summary>
/// Applies a query to rows: conditions, distinct, order, columns, first. Rows stream through; only distinct rows, or those to be ordered, are held.
/// Column names are found in any case.
/// </summary>
public sealed class RowQuery
{
    private const int OutputRows = 1 << 14;

    private readonly ReadQuery _query;
    private readonly Column[] _output;
    private readonly (int Column, bool Descending)[] _order;
    private readonly (int Column, RowFilter Filter)[] _filters;

    /// <summary>Checks a query against a table.</summary>
    /// <param name="table">The table's columns.</param>
    /// <param name="query">The query.</param>
    /// <exception cref="DataSyncException"><c>ColumnNotFound</c>; <c>BadWhereValue</c>; <c>OrderNotSelected</c>: distinct rows are ordered by a column they lack.</exception>
    public RowQuery(IReadOnlyList<Column> table, ReadQuery query)
    {
        _query = query;
        var needed = new List<Column>();
        _output = [.. query.Columns.Count == 0 ? table : query.Columns.Select(name => Find(table, name))];
        needed.AddRange(_output);
        _order = [.. query.OrderBy.Select(name => (Need(needed, Find(table, name.TrimStart('-'))), name.StartsWith('-')))];
        if (query.Distinct && needed.Count > _output.Length)
            throw new DataSyncException("OrderNotSelected", $"Distinct rows cannot be ordered by {needed[^1].Name}, which is not among their columns.", $"Add {needed[^1].Name} to the columns, or leave out the order.");
        _filters = [.. query.Where.Select(condition => Find(table, condition.Key) is var column ? (Need(needed, column), RowFilter.Create(column, condition.Value)) : default)];
        _filters = [.. _filters, .. query.Conditions.Select(condition => Find(table, condition.Column) is var column ? (Need(needed, column), RowFilter.Create(column, condition)) : default)];
        Columns = needed;
    }

    /// <summary>The columns to read: those wanted, then those only conditions and order need.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Applies the query.</summary>
    /// <param name="rows">Batches of <see cref="Columns"/>, in that order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<RowBatch> ApplyAsync(IAsyncEnumerable<RowBatch> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var left = _query.First ?? long.MaxValue;
        if (left <= 0) yield break;
        var found = Filter(rows, cancellationToken);
        if (_query.Distinct) found = Distinct(found, cancellationToken);
        if (_order.Length > 0) found = Order(found, cancellationToken);
        await foreach (var batch in found.WithCancellation(cancellationToken))
        {
            var taken = batch.RowCount <= left ? batch : batch.Gather([.. Enumerable.Range(0, (int)left)]);
            yield return new RowBatch([.. taken.Columns.Take(_output.Length)], taken.RowCount);
            left -= taken.RowCount;
            if (left == 0) yield break;
        }
    }

    private async IAsyncEnumerable<RowBatch> Filter(IAsyncEnumerable<RowBatch> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var numbers = Array.Empty<int>();
        await foreach (var batch in rows.WithCancellation(cancellationToken))
        {
            if (numbers.Length < batch.RowCount) numbers = new int[batch.RowCount];
            for (var row = 0; row < batch.RowCount; row++) numbers[row] = row;
            var count = batch.RowCount;
            foreach (var (column, filter) in _filters) count = filter.Narrow(batch.Columns[column], numbers.AsSpan(0, count));
            if (count > 0) yield return count == batch.RowCount ? batch : batch.Gather(numbers.AsSpan(0, count));
        }
    }

    private async IAsyncEnumerable<RowBatch> Distinct(IAsyncEnumerable<RowBatch> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new DistinctRows(_output);
        await foreach (var batch in rows.WithCancellation(cancellationToken))
        {
            var fresh = seen.Add(batch);
            if (fresh.Length > 0) yield return batch.Gather(fresh);
        }
    }

    private async IAsyncEnumerable<RowBatch> Order(IAsyncEnumerable<RowBatch> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = new OrderedRows(Columns, _order, _query.First);
        await foreach (var batch in rows.WithCancellation(cancellationToken)) all.Add(batch);
        var order = all.Sort();
        for (var start = 0; start < order.Length; start += OutputRows) yield return all.Gather(order.AsSpan(start, Math.Min(OutputRows, order.Length - start)));
    }

    private static int Need(List<Column> needed, Column column)
    {
        var place = needed.IndexOf(column);
        if (place >= 0) return place;
        needed.Add(column);
        return needed.Count - 1;
    }

    private static Column Find(IReadOnlyList<Column> table, string name) =>
        table.FirstOrDefault(c => c.Name == name) ?? table.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DataSyncException("ColumnNotFound", $"There is no column '{name}'.", $"Columns: {string.Join(", ", table.Select(c => c.Name))}.");
}
