using System.Text.Json;
using DataSync.Schema;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>The migration that is killed and run again.</summary>
internal static class MigrationKillScript
{
    public const string WorkerArgument = "--migration-kill-worker";
    public const string Table = "t";

    /// <summary>Of each kind of step one, in one migration.</summary>
    public static readonly MigrationChange Change = new("add column turnover Double default 0.5\nretype column vol to Decimal(24,2)\nretype column day to Date\nrename column close to price\ndrop column flag\nchange key to trade_date, ts_code");

    /// <summary>Steps that change no stored value: where those are taken another way.</summary>
    public static readonly MigrationChange Light = new("add column turnover Double default 0.5\nrename column close to price\ndrop column flag\nreorder columns price, trade_date, ts_code, vol, name, amount, ann, seen, digits, day, whole, turnover");

    public static async Task<int> RunWorkerAsync(string definition, string steps)
    {
        await RunAsync(JsonSerializer.Deserialize<Store>(definition)!, new(steps));
        return 0;
    }

    public static async Task<MigrationResult> RunAsync(Store definition, MigrationChange change)
    {
        await using var store = MigrationTable.Open(definition);
        var migrator = TableMigrator.Of(store, definition.Kind);
        // a script is made once, and kept; here it is what a table of the first shape gets
        var file = Path.Combine(Path.GetTempPath(), $"datasync-script-{definition.Kind}-{definition.Database ?? Path.GetFileName(definition.Path)}.txt");
        if (!File.Exists(file)) await File.WriteAllTextAsync(file, (await migrator.ScriptAsync(Table, change.Read(), CancellationToken.None)).Up);
        return await migrator.MigrateAsync(new TableMigration { Id = "killed", Table = Table, Script = await File.ReadAllTextAsync(file), LockTimeout = TimeSpan.FromSeconds(30) }, CancellationToken.None);
    }

    public static void Forget(Store definition) => File.Delete(Path.Combine(Path.GetTempPath(), $"datasync-script-{definition.Kind}-{definition.Database ?? Path.GetFileName(definition.Path)}.txt"));
}
