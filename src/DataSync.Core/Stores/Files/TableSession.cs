using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>A table held for writing: the lock, the manifest, and the way a commit is made.</summary>
internal sealed class TableSession : IDisposable
{
    private readonly TableLock _lock;
    private readonly TableLog _log;
    private readonly TimeProvider _time;
    private readonly List<string> _warnings = [];
    private bool _columnsChanged, _definitionChanged, _rewriteAll;

    private TableSession(TableContext context, TableLock held, Manifest manifest, string? versionColumn)
    {
        (Context, _lock, Manifest, Definition) = (context, held, manifest, manifest.Definition with { VersionColumn = versionColumn });
        (_log, _time, Columns, Schema) = (new TableLog(context.Paths), context.Time, manifest.Columns, manifest.Schema);
    }

    public TableContext Context { get; }
    public TablePaths Paths => Context.Paths;
    public IFileFormat Format => Context.Format;
    public Manifest Manifest { get; private set; }
    /// <summary>What the table fixes, with this writer's version column.</summary>
    public TableDefinition Definition { get; private set; }
    public TableLog Log => _log;
    /// <summary>What was found wrong and put right.</summary>
    public IReadOnlyList<string> Warnings => _warnings;
    /// <summary>The columns from the next commit on.</summary>
    public IReadOnlyList<Column> Columns { get; private set; }
    /// <summary>The number of those columns' schema.</summary>
    public int Schema { get; private set; }
    /// <summary>The number that the next commit will have.</summary>
    public long NextSequence => Manifest.Sequence + 1;
    /// <summary>True where the next commit must write files anew.</summary>
    public bool MustRewrite(FileEntry file) => file.Schema < (_rewriteAll ? Schema : Manifest.RewriteBelow);
    /// <summary>True where a file lacks columns of now, or has the ending of older settings of the store.</summary>
    public bool IsOutdated(FileEntry file) => file.Schema < Schema || file.Path != TableFiles.CurrentPath(file.Path, Format);
    /// <summary>True where the columns changed since the last commit.</summary>
    public bool ColumnsChanged => _columnsChanged;
    public TargetState State => Manifest.State with { Columns = Columns };

    /// <summary>Takes the lock, finishes what a killed writer left, and makes the table where it is missing.</summary>
    public static async Task<TableSession> OpenAsync(TableContext context, TargetSpec spec, CancellationToken cancellationToken)
    {
        var held = await TableLock.TakeAsync(context.Paths, spec.Table, spec.Holder, spec.LockTimeout, context.Time, cancellationToken);
        try
        {
            var log = new TableLog(context.Paths);
            Disk.CreateFolder(context.Paths.TempFolder);
            Disk.CreateFolder(context.Paths.DeltaFolder);
            var manifest = log.ReadManifest();
            log.CutTail(manifest?.LogLength ?? 0);
            if (manifest is null) return new TableSession(context, held, TableBirth.Create(context, log, spec), spec.VersionColumn);
            TableBirth.RefuseMismatch(manifest, spec);
            TableFiles.Settle(context.Paths, manifest.Last);
            TableFiles.Clean(context, manifest);
            var session = new TableSession(context, held, manifest, spec.VersionColumn);
            while (Recovery.Plan(context, log, session.Manifest) is { } loss)
            {
                session.Commit(loss.Record);
                session._warnings.Add(loss.Warning);
            }
            return session;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Adds columns and widens types; takes effect with the next commit.</summary>
    /// <exception cref="DataSyncException"><c>KeyTypeChanged</c>: files sorted by the old type would not be sorted by the new one.</exception>
    public bool Evolve(IReadOnlyList<Column> columns)
    {
        var merged = Columns.Select(c => columns.FirstOrDefault(n => n.Name == c.Name) ?? c).Concat(columns.Where(n => Columns.All(c => c.Name != n.Name))).ToList();
        var retyped = Columns.Where((c, i) => c.Type != merged[i].Type).ToList();
        if (retyped.Count == 0 && merged.Count == Columns.Count) return false;
        if (retyped.Find(c => Manifest.Definition.Key.Contains(c.Name) && merged.First(m => m.Name == c.Name).Type.IsText) is { } key)
        {
            throw new DataSyncException("KeyTypeChanged", $"'{Paths.Root}': key column '{key.Name}' cannot become text, as the files are sorted by it as {key.Type}.",
                "Remove the table (Remove-DsData) and synchronize it again, or set the column's type back.");
        }
        (Columns, Schema, _columnsChanged) = (merged, Manifest.Schema + 1, true);
        _rewriteAll |= retyped.Count > 0 || !Format.ToleratesOlderColumns;
        return true;
    }

    /// <summary>Gives the table another shape from the next commit on, which must hold files for it.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="field">The field of partitions' folders.</param>
    public void Reshape(TableShape shape, string? field)
    {
        Definition = new TableDefinition(shape.Mode, shape.Key, shape.Partitioning, field, shape.VersionColumn);
        _definitionChanged = true;
        if (Columns.SequenceEqual(shape.Columns)) return; // files of now are not outdated
        (Columns, Schema, _columnsChanged) = (shape.Columns, Manifest.Schema + 1, true);
    }

    /// <summary>Makes a commit: its files and deltas are flushed already; when the log's record is, it holds; then names are put right.</summary>
    public void Commit(LogRecord record)
    {
        if (record.Added is { Count: > 0 }) Disk.FlushFolder(Paths.TempFolder);
        if (record.Deltas is { Count: > 0 }) Disk.FlushFolder(Paths.DeltaFolder);
        record = record with
        {
            Sequence = NextSequence,
            At = _time.GetUtcNow().UtcDateTime,
            Table = _definitionChanged || Definition.VersionColumn != Manifest.Definition.VersionColumn ? Definition : null,
            Columns = _columnsChanged ? [.. Columns.Select(c => new StoredColumn(c.Name, c.Type))] : null,
            Schema = _columnsChanged ? Schema : 0,
            RewriteBelow = _rewriteAll ? Schema : 0,
            Slices = [.. record.Slices.Select(s => s with { Marker = s.Marker with { Sequence = NextSequence } })],
        };
        _log.Append(record);
        Manifest.Apply(record, _log.Length);
        (_columnsChanged, _definitionChanged, _rewriteAll) = (false, false, false);
        TableFiles.Settle(Paths, record);
        if (!LogCompaction.IsDue(Manifest, Context.Options)) return;
        _log.Replace([.. LogCompaction.Records(_log, Manifest)]);
        Manifest = _log.ReadManifest()!;
    }

    public void Dispose() => _lock.Dispose();
}

/// <summary>What all that works on a table needs.</summary>
internal sealed record TableContext(TablePaths Paths, IFileFormat Format, FileStoreOptions Options, TimeProvider Time);
