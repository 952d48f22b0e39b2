using DataSync.Schema;

namespace DataSync.Stores.Databases.Migrations;

/// <summary>What migrations by scripts in SQL have in common, whatever the server.</summary>
internal static class MigrationRules
{
    /// <summary>True where a table has taken a migration already.</summary>
    /// <exception cref="DataSyncException"><c>MigrationChanged</c>: with another script under its id.</exception>
    public static bool IsApplied(TableMigration migration, IReadOnlyList<AppliedMigration> done)
    {
        if (done.FirstOrDefault(m => m.Id == migration.Id) is not { } applied) return false;
        if (applied.Checksum == migration.Checksum) return true;
        throw new DataSyncException("MigrationChanged", $"Migration '{migration.Id}' was carried out on table '{migration.Table}' at {applied.At:u} with another script than it has now.", "Set its script back as it was, and put the change into a migration of its own.");
    }

    /// <summary>When a migration is carried out: their order is that of their times.</summary>
    public static DateTime After(TimeProvider time, IReadOnlyList<AppliedMigration> done)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now < done.LastOrDefault()?.At ? done[^1].At.AddMicroseconds(1) : now;
    }

    /// <summary>A table of a shape as a writer would want it, for the rules that hold for both.</summary>
    public static TargetSpec Specify(string table, WriteMode mode, TableShape shape) => new()
    {
        Table = table,
        Mode = mode,
        Columns = shape.Columns,
        Key = shape.Key,
        Partitioning = shape.Partitioning is { } text ? Partitioning.Parse(text) : null,
    };

    /// <summary>Looks whether the statements did what the lines of steps say.</summary>
    public static void Verify(string table, IReadOnlyList<string> columns, TableShape shape)
    {
        if (shape.Columns.FirstOrDefault(c => !columns.Contains(c.Name)) is { } missing)
            throw new DataSyncException("MigrationFailed", $"The script's lines '{SqlScript.Mark}' say that table '{table}' has a column '{missing.Name}' in the end, and its statements leave none; nothing was changed.", "Let those lines and the statements say the same.");
    }

    /// <summary>A step as a template sees it.</summary>
    public static Dictionary<string, object?> Describe(SchemaStep step, IReadOnlyDictionary<string, object?> facts) => new(facts) { ["kind"] = MigrationText.KindOf(step), ["text"] = step.ToString() };

    /// <summary>What a template sees.</summary>
    public static Dictionary<string, object?> Facts(params (string Name, object? Value)[] facts) => facts.ToDictionary(f => f.Name, f => f.Value);
}
