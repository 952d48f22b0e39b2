using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>Writes a table's files anew for a migration, partition by partition, in memory that does not grow with them. The old ones stay as they are until the commit.</summary>
/// <param name="session">The table, its shape already the new one.</param>
/// <param name="plan">What is made of it.</param>
internal sealed class TableRewriter(TableSession session, RewritePlan plan)
{
    private readonly List<FileEntry> _added = [];

    /// <summary>Writes the files, and says what a commit must say of them.</summary>
    /// <exception cref="DataSyncException"><c>MigrationRefused</c>: a value cannot be stored, or keys are equal.</exception>
    public async Task<LogRecord> WriteAsync(CancellationToken cancellationToken)
    {
        var files = session.Manifest.Files.Values.ToList();
        if (session.Definition.Mode == WriteMode.Append)
        {
            foreach (var file in files)
                if (await WriteAsync(Read(file, cancellationToken), file.Partition, file.Path, cancellationToken) is { } entry)
                    _added.Add(entry with { Origin = file.Origin, FirstOrigin = file.FirstOrigin });
        }
        else await MergeAsync(files.ToDictionary(f => f.Partition), cancellationToken);
        return new LogRecord
        {
            Added = _added,
            Removed = [.. files.Select(f => f.Path).Except(_added.Select(f => f.Path))],
            Consumed = [.. session.Manifest.Deltas.Select(d => d.Name)],
        };
    }

    /// <summary>What waits to be merged is merged on the way.</summary>
    private async Task MergeAsync(Dictionary<string, FileEntry> files, CancellationToken cancellationToken)
    {
        var (manifest, options) = (session.Manifest, session.Context.Options);
        var merge = new MergePlan(manifest.Definition, manifest.Columns, manifest.Definition.VersionColumn, manifest.Deltas, [], options.BlockRows);
        var deltas = merge.OpenDeltas(session.Paths);
        try
        {
            foreach (var partition in files.Keys.Union(deltas.SelectMany(d => d.Partitions)).Order(StringComparer.Ordinal))
            {
                var file = files.TryGetValue(partition, out var live) ? Read(live, cancellationToken) : null;
                var path = live?.Path ?? TableFiles.MergedPath(partition, session.Format);
                if (await WriteAsync(merge.ReadAsync(file, deltas, null, partition, deltas.Count, cancellationToken), partition, path, cancellationToken) is { } entry) _added.Add(entry);
            }
        }
        finally
        {
            foreach (var delta in deltas) await delta.DisposeAsync();
        }
    }

    private IAsyncEnumerable<RowBatch> Read(FileEntry file, CancellationToken cancellationToken) =>
        session.Format.ReadAsync(Disk.OpenShared(session.Paths.Data(file.Path)), session.Manifest.Columns, cancellationToken);

    private async Task<FileEntry?> WriteAsync(IAsyncEnumerable<RowBatch> rows, string partition, string path, CancellationToken cancellationToken)
    {
        await using var sorter = new RowSorter(session.Paths, session.Context.Options, session.Columns, session.Definition.Key);
        var migrated = MigrateAsync(rows, partition, path, cancellationToken);
        PartFile? part = null;
        try
        {
            await foreach (var block in plan.Sorts ? sorter.SortAsync(migrated, cancellationToken) : migrated)
            {
                if (session.Format.FindUnrepresentable(block, UnrepresentablePolicy.Text) is { } bad) throw Refuse(bad.Column, bad.Reason, 1, [new(KeyOf(block, bad.Row), Text(block, bad))]);
                part ??= PartFile.Create(session, Moved(partition), TableFiles.CurrentPath(Moved(path), session.Format), _added.Count);
                await part.WriteAsync(block);
            }
            if (plan.Sorts && sorter.Rows != (part?.Rows ?? 0)) throw Refuse(session.Definition.Key[0], "another row has the same key then", sorter.Rows - part!.Rows, []);
            return part is null ? null : await part.FinishAsync(session.NextSequence);
        }
        finally
        {
            if (part is not null) await part.DisposeAsync();
        }
    }

    private async IAsyncEnumerable<RowBatch> MigrateAsync(IAsyncEnumerable<RowBatch> rows, string partition, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stages = plan.Open(session.Context, partition, path);
        try
        {
            await foreach (var batch in rows.WithCancellation(cancellationToken))
            {
                var migrated = Conform.To(batch, session.Manifest.Columns);
                foreach (var stage in stages) migrated = await stage.ApplyAsync(migrated);
                yield return migrated;
            }
            foreach (var stage in stages) await stage.FinishAsync();
        }
        finally
        {
            foreach (var stage in stages) await stage.DisposeAsync();
        }
    }

    /// <summary>A partition, or a path in it, as its folder is called after the migration.</summary>
    private string Moved(string path) => plan.FieldBefore is { } field && plan.Field is { } to && path.StartsWith(field + "=", StringComparison.Ordinal) ? to + path[field.Length..] : path;

    private DataSyncException Refuse(string column, string reason, long rows, IReadOnlyList<OffendingRow> samples) =>
        DataCheck.Refusal(Path.GetFileName(session.Paths.Root), [new MigrationProblem(plan.StepOf(column), reason, rows, samples)]);

    private string KeyOf(RowBatch batch, int row) => string.Join(", ", session.Definition.Key.Select(k => $"{k}={Text(batch, new(row, k, ""))}"));

    private static string Text(RowBatch batch, UnrepresentableValue at) =>
        batch.Columns[batch.IndexOf(at.Column)] is var vector && vector.GetValue(at.Row) is { } value ? ValueConverter.ToText(value, vector.Column.Type) : "null";
}
