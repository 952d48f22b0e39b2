using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Schema;

namespace DataSync.Commands;

/// <summary>Carries migrations of stored tables out, in their order, or takes them back.</summary>
/// <remarks>
/// The question shows the script and what stands in the way; -WhatIf shows the same and changes nothing. A table takes a migration once: the store itself keeps which it took. A migration that was killed leaves the
/// table as it was or as it shall be, and running the same again finishes it. One that was carried out and whose script was edited since is refused. What drops or narrows is only done where the question, or -Force, says so.
/// </remarks>
/// <example><code>Invoke-DsMigration -WhatIf</code><para>Shows the scripts of all that wait.</para></example>
/// <example><code>Invoke-DsMigration 20261125T101500-quant-daily -Force</code><para>One, without asking.</para></example>
/// <example><code>Invoke-DsMigration 20261125T101500-quant-daily -Down</code><para>Takes it back.</para></example>
[Cmdlet(VerbsLifecycle.Invoke, "DsMigration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Migration))]
public sealed class InvokeDsMigrationCommand : ConfirmedCommand
{
    /// <summary>Ids; wildcards are allowed. Without it: all that wait.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MigrationCompleter))]
    public string[]? Id { get; set; }

    /// <summary>Takes migrations back, the latest first.</summary>
    [Parameter]
    public SwitchParameter Down { get; set; }

    /// <summary>How long to wait for another process that writes the same table.</summary>
    [Parameter]
    [Duration]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override void Process()
    {
        var direction = Down ? MigrationDirection.Down : MigrationDirection.Up;
        if (Down && Id is null) throw new DataSyncException("MigrationNameNeeded", "-Down takes back only migrations that are named.", "Get-DsMigration lists their ids.");
        var runner = new MigrationRunner(Home, Services.With(Home));
        var chosen = Chosen();
        foreach (var migration in Down ? chosen.Reverse() : chosen) Attempt(migration, () => Run(runner, migration, direction));
    }

    private IEnumerable<Migration> Chosen()
    {
        var all = Home.Migrations.All();
        if (Id is null) return all.Where(m => m.IsDue);
        foreach (var id in Id.Where(i => !WildcardPattern.ContainsWildcardCharacters(i) && all.All(m => !m.Id.Equals(i, StringComparison.OrdinalIgnoreCase)))) Attempt(id, () => Home.Migrations.Get(id));
        return all.Where(m => Id.Any(i => new WildcardPattern(i, WildcardOptions.IgnoreCase).IsMatch(m.Id)));
    }

    private void Run(MigrationRunner runner, Migration migration, MigrationDirection direction)
    {
        var script = direction == MigrationDirection.Up ? migration.Up : migration.Down;
        MigrationOutlook? outlook = null;
        // what is not due is refused, or known to the table; neither asks
        if (migration.IsDue || direction == MigrationDirection.Down && script.Length > 0) Await(async (_, cancel) => outlook = await runner.LookAsync(migration, direction, cancel));
        var what = string.Join('\n',
        [
            $"Migrate table {migration.Table} in store {migration.Store} ({migration.Id}):", .. script.TrimEnd().Split('\n').Select(l => $"    {l}"),
            .. outlook?.Destructive.Select(s => $"  takes something away: {s}") ?? [], .. outlook?.Problems.Select(p => $"  stands in the way: {p}") ?? [],
        ]);
        if (outlook is not null && !IsAgreed(what, "Carry it out?")) return;
        WriteVerbose(what);
        Migration? done = null;
        Await(async (_, cancel) => done = await runner.RunAsync(migration.Id, direction, LockTimeout, cancel));
        WriteObject(done);
    }
}
