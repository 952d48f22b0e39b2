using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>What a migration makes of a table and how each of its files is rewritten, worked out before any is touched.</summary>
internal sealed class RewritePlan
{
    private const string ArchiveEnding = ".archive";
    private readonly List<Func<TableContext, string, string, RowStage>> _stages = [];
    private readonly List<ArchiveEntry> _archives = [];
    private readonly IReadOnlyList<SchemaStep> _steps;
    private readonly long _sequence;
    private IReadOnlyList<Column>? _order; // the columns in whose order rows come; null where a step lost it

    private RewritePlan(Manifest manifest, IReadOnlyList<SchemaStep> steps)
    {
        (_steps, _sequence, Before, FieldBefore) = (steps, manifest.Sequence + 1, TableShape.Of(manifest.State), manifest.Definition.PartitionField);
        Shape = Before;
        _order = Before.Mode == WriteMode.Append || Before.Key.Count == 0 ? null : [.. Before.Key.Select(k => Before.Columns.First(c => c.Name == k))];
    }

    /// <summary>The table as it is.</summary>
    public TableShape Before { get; }
    /// <summary>The table as it shall be.</summary>
    public TableShape Shape { get; private set; }
    /// <summary>The field of partitions' folders as it is; null without partitioning.</summary>
    public string? FieldBefore { get; }
    /// <summary>The same as it shall be.</summary>
    public string? Field { get; private set; }
    /// <summary>True where rows come in another order than the key's.</summary>
    public bool Sorts { get; private set; }
    /// <summary>True where the files are written anew; else only what is recorded of the table changes.</summary>
    public bool Rewrites { get; private set; }
    /// <summary>The dropped columns that are kept.</summary>
    public IReadOnlyList<ArchiveEntry> Archives => _archives;

    /// <summary>Works out the plan.</summary>
    /// <exception cref="DataSyncException"><c>MigrationInvalid</c>; <c>MigrationNotSupported</c>: a column cannot be restored.</exception>
    public static RewritePlan Create(Manifest manifest, IReadOnlyList<SchemaStep> steps, IFileFormat format)
    {
        var plan = new RewritePlan(manifest, steps);
        foreach (var step in steps) plan.Add(step, manifest);
        plan.Field = plan.FieldAfter();
        var (mode, key) = (plan.Shape.Mode, plan.Shape.Key);
        plan.Sorts = mode != WriteMode.Append && key.Count > 0 && !(plan._order is { } order && key.SequenceEqual(order.Select(c => c.Name).Take(key.Count)));
        plan.Rewrites = plan.Sorts || plan.Field != plan.FieldBefore || steps.Any(s => s is not ChangeKey && !(s is AddColumn { Default: null } && format.ToleratesOlderColumns));
        return plan;
    }

    /// <summary>The stages that a file's rows go through.</summary>
    /// <param name="context">The table.</param>
    /// <param name="partition">The file's partition.</param>
    /// <param name="path">The file's path.</param>
    public List<RowStage> Open(TableContext context, string partition, string path) => [.. _stages.Select(s => s(context, partition, path))];

    /// <summary>What slices say, after the migration.</summary>
    public SliceTranslation Slices => new([.. _steps.Select(s => s.ToString())], [.. Before.Columns.Select(c => new StoredColumn(c.Name, c.Type))], FieldBefore, Field);

    /// <summary>The step to blame for a column's values.</summary>
    public SchemaStep StepOf(string column) => _steps.LastOrDefault(s => s is RetypeColumn retype && retype.Name == column || s is AddColumn add && add.Column.Name == column || s is ChangeKey key && key.Key.Contains(column)) ?? _steps[^1];

    private void Add(SchemaStep step, Manifest manifest)
    {
        var shape = Shape;
        Shape = shape.Apply(step);
        switch (step)
        {
            case DropColumn drop:
                if (drop.Archive) Archive(shape.Columns.First(c => c.Name == drop.Name), shape.Columns);
                if (IsOrdering(drop.Name)) _order = null;
                break;
            case RestoreColumn restore:
                var archive = Find(restore, manifest);
                _stages.Add((context, partition, _) => new RestoreStage(ReadArchive(context, archive, partition), _order!, restore.Column));
                return;
            case RenameColumn rename:
                _order = _order is null ? null : [.. _order.Select(c => c.Name == rename.Name ? c with { Name = rename.To } : c)];
                break;
            case RetypeColumn retype when IsOrdering(retype.Name):
                _order = null;
                break;
        }
        if (RowStage.Of(step) is not null) _stages.Add((_, _, _) => RowStage.Of(step)!);
    }

    private bool IsOrdering(string column) => _order is { } order && order.Any(c => c.Name == column);

    private string? FieldAfter()
    {
        if (Shape.Partitioning is not { } text) return null;
        var isTaken = Shape.Columns.Any(c => c.Name.Equals(FieldBefore, StringComparison.OrdinalIgnoreCase));
        return text == Before.Partitioning && !isTaken ? FieldBefore : Partitioner.FieldFor(Partitioning.Parse(text), Shape.Columns);
    }

    /// <summary>Keeps a column with the key, by which its values find their rows again; without a key, whole rows.</summary>
    private void Archive(Column column, IReadOnlyList<Column> all)
    {
        var key = _order ?? [];
        var folder = FormattableString.Invariant($"{_sequence:D8}-{Partitioner.Escape(column.Name)}");
        _archives.Add(new ArchiveEntry(folder, new StoredColumn(column.Name, column.Type), [.. key.Select(c => new StoredColumn(c.Name, c.Type))]));
        IReadOnlyList<Column> columns = key.Count > 0 ? [.. key, column] : all;
        _stages.Add((context, _, path) => new ArchiveStage(context.Format, Path.Combine(context.Paths.Archive(folder), path.Replace('/', Path.DirectorySeparatorChar) + ArchiveEnding), columns));
    }

    private ArchiveEntry Find(RestoreColumn step, Manifest manifest)
    {
        var archive = manifest.Migrations.SelectMany(m => m.Archives).LastOrDefault(a => a.Column.Name == step.Column.Name && a.Column.Type == step.Column.Type)
            ?? throw NotRestored(step, "the table keeps no such column aside", "Add the column, and ask its slices again.");
        if (archive.Key.Count > 0 && _order is { } order && archive.Key.SequenceEqual(order.Select(c => new StoredColumn(c.Name, c.Type)))) return archive;
        throw NotRestored(step, archive.Key.Count > 0 ? $"its values were kept by another key ({string.Join(", ", archive.Key.Select(k => k.Name))})" : "the table had no key to tell its rows apart",
            $"The values are in '{TablePaths.BookkeepingName}/{TablePaths.ArchiveName}/{archive.Folder}', in files of the store's format: change the key back in a migration before this one, or take them from there.");
    }

    private static DataSyncException NotRestored(SchemaStep step, string why, string advice) => new("MigrationNotSupported", $"'{step}' cannot be done: {why}.", advice);

    /// <summary>The archived rows of a partition, whose folder may have had another field.</summary>
    private static async IAsyncEnumerable<Rows.RowBatch> ReadArchive(TableContext context, ArchiveEntry archive, string partition)
    {
        var root = context.Paths.Archive(archive.Folder);
        var folder = partition.Length == 0 ? root : Directory.EnumerateDirectories(root).FirstOrDefault(d => ValueOf(Path.GetFileName(d)) == ValueOf(partition));
        var columns = archive.Key.Append(archive.Column).Select(c => new Column(c.Name, c.Type)).ToList();
        foreach (var file in folder is null ? [] : Directory.GetFiles(folder, "*" + ArchiveEnding).Order(StringComparer.Ordinal).ToArray())
            await foreach (var batch in context.Format.ReadAsync(Disk.OpenShared(file), columns, CancellationToken.None))
                yield return batch;
    }

    private static string ValueOf(string partition) => partition[(partition.IndexOf('=') + 1)..];
}
