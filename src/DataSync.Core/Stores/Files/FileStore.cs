using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>A store that keeps each table as a folder of data files of one format.</summary>
internal sealed class FileStore(string folder, IFileFormat format, FileStoreOptions options, TimeProvider time) : IStore, IMigratesTables
{
    /// <summary>Opens the store of a definition.</summary>
    public static FileStore Open(Store store, StoreContext context, Func<System.Text.Json.Nodes.JsonObject?, IFileFormat> format)
    {
        Validate(store, format);
        var (options, settings) = FileStoreOptions.Split(store);
        return new FileStore(context.Workspace.Resolve(store.Path!), format(settings), options, context.Time);
    }

    /// <summary>Checks a definition without touching the place.</summary>
    public static void Validate(Store store, Func<System.Text.Json.Nodes.JsonObject?, IFileFormat> format)
    {
        if (string.IsNullOrWhiteSpace(store.Path)) throw new DataSyncException("StorePathMissing", $"Store '{store.Name}' of kind {store.Kind} has no path.", "Give it the folder its tables shall lie in: -Path ./data");
        format(FileStoreOptions.Split(store).Format);
    }

    public Task<StoreTest> TestAsync(CancellationToken cancellationToken)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
        try
        {
            var probe = Path.Combine(existing, $".datasync-{Guid.NewGuid():n}");
            using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) file.WriteByte(0);
            return Task.FromResult(new StoreTest(Reachable: true, Writable: true, Disk.FreeBytes(folder), Message: null));
        }
        catch (Exception e) when (Disk.IsPlaceError(e))
        {
            var error = Disk.Explain(folder, e);
            return Task.FromResult(new StoreTest(Reachable: Directory.Exists(folder), Writable: false, Disk.FreeBytes(folder), $"{error.Message} {error.Advice}"));
        }
    }

    public Task<IReadOnlyList<TableInfo>> ListTablesAsync(CancellationToken cancellationToken)
    {
        var tables = new List<TableInfo>();
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var log = new TableLog(new TablePaths(path));
            if (log.ReadManifest() is not { } manifest) continue;
            var slices = log.ReadSlices(manifest, 0).Select(s => s.Entry.Marker.Slice).Distinct(StringComparer.Ordinal).LongCount();
            var (files, waiting) = (manifest.Files.Values, manifest.Deltas.Count > 0);
            tables.Add(new TableInfo(Path.GetFileName(path), waiting ? null : files.Sum(f => f.Rows), files.Sum(f => f.Bytes), slices, manifest.Sequence > 0 ? manifest.LastCommit : null));
        }
        return Task.FromResult<IReadOnlyList<TableInfo>>(tables);
    }

    public Task<TargetState?> GetStateAsync(string table, CancellationToken cancellationToken) => Task.FromResult(new TableLog(TablePaths.Of(folder, table)).ReadManifest()?.State);

    public async IAsyncEnumerable<SliceMarker> ReadMarkersAsync(string table, long afterSequence, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var log = new TableLog(TablePaths.Of(folder, table));
        if (log.ReadManifest() is not { } manifest) yield break;
        foreach (var (slice, sequence) in log.ReadSlices(manifest, afterSequence))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return slice.Marker with { Sequence = sequence };
        }
        await Task.CompletedTask;
    }

    public async Task<ITargetWriter> OpenWriterAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(spec, cancellationToken);
        try
        {
            return spec.Mode == WriteMode.Append ? new AppendWriter(session, spec) : new MergeWriter(session, spec);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public IAsyncEnumerable<RowBatch> ReadAsync(string table, ReadQuery query, CancellationToken cancellationToken) => TableReader.ReadAsync(ContextOf(table), table, query, cancellationToken);

    public async Task<long> RemoveAsync(string table, IReadOnlyCollection<string>? slices, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var context = ContextOf(table);
        if (slices is null) return await TableRemoval.RemoveAsync(context, table, lockTimeout, cancellationToken);
        using var session = await OpenExistingAsync(table, TableRemoval.Holder, lockTimeout, cancellationToken);
        return session is null ? 0 : await SliceRemoval.RemoveAsync(session, table, slices, cancellationToken);
    }

    public async Task<TableOptimization> OptimizeAsync(string table, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        using var session = await OpenExistingAsync(table, TableOptimizer.Holder, lockTimeout, cancellationToken) ?? throw NotFound(table);
        try
        {
            return await TableOptimizer.RunAsync(session, cancellationToken);
        }
        catch (Exception e) when (Disk.IsPlaceError(e))
        {
            throw Disk.Explain(session.Paths.Root, e);
        }
    }

    public Task<IReadOnlyList<MigrationProblem>> CheckAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var manifest = ManifestOf(table);
        _ = RewritePlan.Create(manifest, steps, format);
        // what was stored as text, as the format has no other form for it, may stay so
        return DataCheck.RunAsync(this, manifest.State, table, steps, cancellationToken, values => format.FindUnrepresentable(new RowBatch([values], values.Count), UnrepresentablePolicy.Text));
    }

    public Task<MigrationScript> ScriptAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken) => Task.FromResult(FileMigrator.Script(format, table, ManifestOf(table), steps));

    public IReadOnlyList<SchemaStep> ReadSteps(string script) => StepText.ReadLines(script);

    public async Task<MigrationResult> MigrateAsync(TableMigration migration, CancellationToken cancellationToken)
    {
        using var session = await OpenExistingAsync(migration.Table, migration.Holder, migration.LockTimeout, cancellationToken) ?? throw NotFound(migration.Table);
        try
        {
            if (session.Manifest.Migrations.Find(m => m.Id == migration.Id) is { } known)
                return known.Checksum == migration.Checksum ? new MigrationResult(WasApplied: false, session.State) : throw FileMigrator.Changed(known, migration.Table);
            var steps = ReadSteps(migration.Script);
            if (await CheckAsync(migration.Table, steps, cancellationToken) is { Count: > 0 } problems) throw DataCheck.Refusal(migration.Table, problems);
            await FileMigrator.MigrateAsync(session, migration, steps, cancellationToken);
            return new MigrationResult(WasApplied: true, session.State);
        }
        catch (SliceRejectedException e)
        {
            throw new DataSyncException("MigrationRefused", $"Table '{migration.Table}' cannot be migrated, and nothing was changed: {e.Message}", e.Failure.Advice, e);
        }
        catch (Exception e) when (Disk.IsPlaceError(e))
        {
            throw Disk.Explain(session.Paths.Root, e);
        }
    }

    public Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(string table, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AppliedMigration>>([.. ManifestOf(table).Migrations.Select(m => new AppliedMigration(m.Id, m.Checksum, m.At, m.By))]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Manifest ManifestOf(string table) => new TableLog(TablePaths.Of(folder, table)).ReadManifest() ?? throw NotFound(table);

    private DataSyncException NotFound(string table) => new("TableNotFound", $"There is no table '{table}' in '{folder}'.", "Get-DsStore -Detail lists the tables of a store.");

    private TableContext ContextOf(string table) => new(TablePaths.Of(folder, table), format.For(table), options, time);

    /// <summary>Holds a table that there is for writing, as it was made; null where there is none.</summary>
    private async Task<TableSession?> OpenExistingAsync(string table, string holder, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        if (new TableLog(TablePaths.Of(folder, table)).ReadManifest() is not { } manifest) return null;
        return await OpenSessionAsync(new TargetSpec
        {
            Table = table,
            Mode = manifest.Definition.Mode,
            Columns = manifest.Columns,
            Key = manifest.Definition.Key,
            VersionColumn = manifest.Definition.VersionColumn,
            Partitioning = manifest.Definition.Partitioning is { } text ? Partitioning.Parse(text) : null,
            LockTimeout = lockTimeout,
            Holder = holder,
        }, cancellationToken);
    }

    private async Task<TableSession> OpenSessionAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            return await TableSession.OpenAsync(ContextOf(spec.Table), spec, cancellationToken);
        }
        catch (Exception e) when (Disk.IsPlaceError(e))
        {
            throw Disk.Explain(folder, e);
        }
    }
}
