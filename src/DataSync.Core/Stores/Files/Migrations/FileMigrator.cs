using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>Carries migrations out on a file store's tables.</summary>
internal static class FileMigrator
{
    /// <summary>The script of some steps: the steps themselves, with words about what is done.</summary>
    public static MigrationScript Script(IFileFormat format, string table, Manifest manifest, IReadOnlyList<SchemaStep> steps)
    {
        var plan = RewritePlan.Create(manifest, steps, format);
        return new MigrationScript(Write(Describe(table, manifest, plan), steps), Reverse(table, plan.Before, steps));
    }

    /// <summary>Carries out the steps of a migration that the table does not have yet, in one commit.</summary>
    public static async Task MigrateAsync(TableSession session, TableMigration migration, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        // rows of an unfinished generation have the old columns: its next run starts over
        if (session.Manifest.Generation is not null) session.Commit(new LogRecord { Generation = TableBirth.NewBirthId() });
        await new DeltaCompaction(session, session.Manifest.Deltas, generation: null).ShortenAsync(cancellationToken);
        TableFiles.Clean(session.Context, session.Manifest);

        var plan = RewritePlan.Create(session.Manifest, steps, session.Format);
        session.Reshape(plan.Shape, plan.Field);
        var record = plan.Rewrites ? await new TableRewriter(session, plan).WriteAsync(cancellationToken) : new LogRecord();
        var entry = new MigrationEntry(migration.Id, migration.Checksum, session.Context.Time.GetUtcNow().UtcDateTime, migration.Holder, plan.Archives) { Slices = plan.Slices };
        session.Commit(record with { Migrations = [entry] });
    }

    /// <summary>The refusal of a migration whose script is another than the one that was carried out.</summary>
    public static DataSyncException Changed(MigrationEntry known, string table) => new("MigrationChanged",
        FormattableString.Invariant($"Table '{table}' went through migration '{known.Id}' on {known.At:yyyy-MM-dd HH:mm} UTC with another script; nothing was changed."), "Set the script back to what it was, and write what is new as a migration of its own.");

    private static List<string> Describe(string table, Manifest manifest, RewritePlan plan)
    {
        var files = manifest.Files.Values;
        List<string> words = [$"Table '{table}'. Steps are taken in order, one a line; edit them, or add some."];
        if (plan.Rewrites) words.Add(FormattableString.Invariant($"{files.Count} files ({files.Sum(f => f.Bytes) / 1e6:0.0} MB) are written anew beside those there are, which readers have until all are ready; that much room is needed."));
        else words.Add("No file is written anew.");
        if (plan.Archives.Count > 0) words.Add($"Dropped columns are kept in {TablePaths.BookkeepingName}/{TablePaths.ArchiveName}: {string.Join(", ", plan.Archives.Select(a => a.Column.Name))}.");
        if (plan.Field != plan.FieldBefore) words.Add($"Partitions' folders get the names {plan.Field}=….");
        return words;
    }

    /// <summary>The script that takes steps back; empty where a dropped column cannot come back.</summary>
    private static string Reverse(string table, TableShape before, IReadOnlyList<SchemaStep> steps)
    {
        if (StepInverse.Of(before, steps) is not { } inverse) return "";
        // a kept column finds its rows by the key that the table has all along
        var isKeyed = before.Mode != WriteMode.Append && before.Key.Count > 0 && !steps.Any(s => s is ChangeKey || s is RetypeColumn retype && before.Key.Contains(retype.Name));
        return inverse.Any(s => s is RestoreColumn) && !isKeyed ? "" : Write([$"Table '{table}', as it was before."], inverse);
    }

    private static string Write(IEnumerable<string> words, IEnumerable<SchemaStep> steps) => string.Concat(words.Select(w => $"-- {w}\n").Concat(steps.Select(s => $"{s}\n")));
}
