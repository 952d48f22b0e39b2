using System.Globalization;
using System.Text.RegularExpressions;
using DataSync.Catalog;

namespace DataSync.Schema;

/// <summary>The migrations of a workspace: three text files each, <c>ID.json</c> (what it is for, and what came of it), <c>ID.up.sql</c> and <c>ID.down.sql</c> (<c>.txt</c> for files).</summary>
public sealed partial class MigrationFolder
{
    private readonly Workspace _workspace;

    internal MigrationFolder(Workspace workspace)
    {
        _workspace = workspace;
        Path = System.IO.Path.Combine(workspace.Root, "migrations");
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>All migrations, in the order in which they are carried out.</summary>
    /// <exception cref="DataSyncException"><c>CatalogFileInvalid</c>, <c>MigrationScriptMissing</c>.</exception>
    public IReadOnlyList<Migration> All() => Directory.Exists(Path)
        ? [.. Directory.EnumerateFiles(Path, "*.json").Select(f => System.IO.Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal).Select(Get)]
        : [];

    /// <summary>The migrations of a table that it has not taken yet, in order.</summary>
    public IReadOnlyList<Migration> Due(string store, string table) => [.. All().Where(m => m.IsDue && m.Store.Equals(store, StringComparison.OrdinalIgnoreCase) && m.Table == table)];

    /// <summary>The migration of an id.</summary>
    /// <exception cref="DataSyncException"><c>MigrationNotFound</c>, <c>CatalogFileInvalid</c>, <c>MigrationScriptMissing</c>.</exception>
    public Migration Get(string id)
    {
        var file = FileOf(id);
        if (!File.Exists(file)) throw new DataSyncException("MigrationNotFound", $"There is no migration '{id}' in '{Path}'.", "Get-DsMigration lists them.");
        var up = ScriptOf(id, "up") ?? throw new DataSyncException("MigrationScriptMissing", $"Migration '{id}' has no script '{id}.up.sql' or '{id}.up.txt' in '{Path}'.", "Set the file back, or remove the migration's others too.");
        return CatalogJson.Read<Migration>(file) with { Id = id, Up = File.ReadAllText(up), Down = ScriptOf(id, "down") is { } down ? File.ReadAllText(down) : "", File = up };
    }

    /// <summary>Writes a new migration, and gives it its id.</summary>
    public Migration Add(Migration migration)
    {
        using var held = FolderLock.Take(_workspace.Root);
        Directory.CreateDirectory(Path);
        var stem = $"{migration.Created.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{NotOfNames().Replace($"{migration.Store}-{migration.Table}", "_")}";
        var (id, number) = (stem, 2);
        while (File.Exists(FileOf(id))) id = FormattableString.Invariant($"{stem}-{number++}");
        var ending = migration.Up.Contains("-- step:", StringComparison.OrdinalIgnoreCase) ? "sql" : "txt";
        var up = System.IO.Path.Combine(Path, $"{id}.up.{ending}");
        // the file that makes it a migration comes last
        AtomicFile.WriteAllText(up, migration.Up);
        if (migration.Down.Length > 0) AtomicFile.WriteAllText(System.IO.Path.Combine(Path, $"{id}.down.{ending}"), migration.Down);
        migration = migration with { Id = id, File = up };
        AtomicFile.WriteAllText(FileOf(id), CatalogJson.Write(migration));
        return migration;
    }

    /// <summary>Notes what came of a migration.</summary>
    /// <returns>The migration with it.</returns>
    public Migration Note(string id, MigrationRun run)
    {
        using var held = FolderLock.Take(_workspace.Root);
        var migration = Get(id);
        migration = migration with { Runs = [.. migration.Runs, run] };
        AtomicFile.WriteAllText(FileOf(id), CatalogJson.Write(migration));
        return migration;
    }

    private string FileOf(string id) => System.IO.Path.Combine(Path, id + ".json");

    private string? ScriptOf(string id, string direction) => new[] { "sql", "txt" }.Select(e => System.IO.Path.Combine(Path, $"{id}.{direction}.{e}")).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"[^\p{L}\p{N}_.-]")]
    private static partial Regex NotOfNames();
}
