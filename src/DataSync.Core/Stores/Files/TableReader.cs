using System.Runtime.CompilerServices;
using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Reads a table: its live files, and what waits to be merged with them.</summary>
internal static class TableReader
{
    public static async IAsyncEnumerable<RowBatch> ReadAsync(TableContext context, string table, ReadQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var snapshot = await TableSnapshot.OpenAsync(context, table,
            (manifest, file) => IsInTime(manifest, file, query.AsOf) && Wanted(manifest, query) is var names && (names is null || names.Contains(file.Partition)),
            delta => delta.Sequence <= (query.AsOf ?? long.MaxValue));
        var rowQuery = new RowQuery(snapshot.Manifest.Columns, query);
        var rows = snapshot.Deltas.Count == 0 ? ReadFiles(context, snapshot, rowQuery.Columns, cancellationToken) : ReadMerged(context, snapshot, query, rowQuery.Columns, cancellationToken);
        await foreach (var batch in rowQuery.ApplyAsync(rows, cancellationToken)) yield return batch;
    }

    private static async IAsyncEnumerable<RowBatch> ReadFiles(TableContext context, TableSnapshot snapshot, IReadOnlyList<Column> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (_, stream) in snapshot.Files)
            await foreach (var batch in context.Format.ReadAsync(stream, columns, cancellationToken))
                yield return batch;
    }

    private static async IAsyncEnumerable<RowBatch> ReadMerged(TableContext context, TableSnapshot snapshot, ReadQuery query, IReadOnlyList<Column> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var manifest = snapshot.Manifest;
        var definition = manifest.Definition;
        var names = definition.Key.Append(definition.VersionColumn).Concat(snapshot.Deltas.SelectMany(d => d.Entry.Conditions).SelectMany(c => c.Conditions).Select(c => c.Column)).ToHashSet();
        IReadOnlyList<Column> columns = [.. wanted, .. manifest.Columns.Where(c => names.Contains(c.Name) && wanted.All(w => w.Name != c.Name))];
        var plan = new MergePlan(definition, columns, definition.VersionColumn, [.. snapshot.Deltas.Select(d => d.Entry)], [], context.Options.BlockRows);
        List<DeltaFile> deltas = [.. snapshot.Deltas.Select(d => d.File).OfType<DeltaFile>()];
        var partitions = Wanted(manifest, query);
        var files = snapshot.Files.ToDictionary(f => f.Entry.Partition, f => f.Stream);
        foreach (var partition in files.Keys.Union(deltas.SelectMany(d => d.Partitions)).Where(p => partitions is null || partitions.Contains(p)).Order(StringComparer.Ordinal))
        {
            var file = files.TryGetValue(partition, out var stream) ? context.Format.ReadAsync(stream, columns, cancellationToken) : null;
            await foreach (var block in plan.ReadAsync(file, deltas, null, partition, deltas.Count, cancellationToken))
                yield return new RowBatch([.. block.Columns.Take(wanted.Count)], block.RowCount);
        }
    }

    /// <summary>Appended files are as old as their slices; a merged file stands for all commits before its merge.</summary>
    private static bool IsInTime(Manifest manifest, FileEntry file, long? asOf) => asOf is null || manifest.Definition.Mode != WriteMode.Append || file.Earliest <= asOf;

    /// <summary>The partitions in which rows can be that the query's conditions ask for; null for all.</summary>
    private static HashSet<string>? Wanted(Manifest manifest, ReadQuery query)
    {
        if (manifest.Definition.Partitioning is not { } text) return null;
        var column = Partitioning.Parse(text).Column;
        if (!query.Where.TryGetValue(column, out var values))
            values = query.Conditions.FirstOrDefault(c => c.Column == column && c.Operator is FilterOperator.Equals or FilterOperator.In)?.Values;
        if (values is null) return null;
        var partitioner = Partitioner.Create(text, manifest.Definition.PartitionField, manifest.Columns);
        var names = values.Select(partitioner.NameFor).ToList();
        return names.Contains(null) ? null : [.. names.OfType<string>()];
    }
}
