using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Output;
using DataSync.Parameters;
using DataSync.Schema;
using DataSync.Scripts;

namespace DataSync.Commands;

/// <summary>Follows what vendors change: reads the documentation pages of datasets again, and brings dataset, plans and stored tables to what they say.</summary>
/// <remarks>
/// A page is read only where the server says that it changed. What differs is shown as one change set with the scripts of the tables' migrations; with your agreement the dataset gets a new version (Get-DsDataset
/// -History), plans follow renamed columns, plans that name what went are reported, and the tables are migrated. -WhatIf shows the change set and changes nothing. A renaming is followed where -Rename says it;
/// -Rename @{ old = $null } says that it is none. A column of the key that went stays. A dataset without a page, or whose page is as it was, still brings its tables to the dataset: after Set-DsDataset, for one.
/// For schedules: -Policy AddOnly follows what loses nothing, without asking; -Policy All -Force follows everything; -Policy ReportOnly only tells. Get-DsRun keeps what changed.
/// </remarks>
/// <example><code>Update-DsSchema daily -WhatIf</code><para>The change set and the scripts.</para></example>
/// <example><code>Update-DsSchema daily -Rename @{ vol = 'volume' }</code><para>Follows, a renaming too, after the question.</para></example>
/// <example><code>Update-DsSchema -Source tushare -Policy AddOnly</code><para>All datasets of a source, what is new and widened, without questions.</para></example>
[Cmdlet(VerbsData.Update, "DsSchema", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SchemaUpdate))]
public sealed class UpdateDsSchemaCommand : ConfirmedCommand
{
    /// <summary>Names of datasets; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only datasets of this source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string? Source { get; set; }

    /// <summary>What has another name now, old to new: @{ vol = 'volume' }; $null for what looks renamed and is not.</summary>
    [Parameter]
    public Hashtable? Rename { get; set; }

    /// <summary>Which changes are followed: All, AddOnly (those that lose nothing) or ReportOnly.</summary>
    [Parameter]
    public UpdatePolicy Policy { get; set; } = UpdatePolicy.All;

    /// <summary>Reads pages even where the server says that they are as they were.</summary>
    [Parameter]
    public SwitchParameter Reread { get; set; }

    /// <summary>How long to wait for another process that writes the same table.</summary>
    [Parameter]
    [Duration]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override void Process()
    {
        using var fetcher = Services.DocumentFetcher();
        var updater = new SchemaUpdater(Home, Services.With(Home), fetcher) { LockTimeout = LockTimeout, FindInScript = ScriptNames.Find };
        ForEach(Home.Datasets, Name, dataset =>
        {
            if (Source is null || dataset.Source.Equals(Source, StringComparison.OrdinalIgnoreCase)) Update(updater, dataset);
        });
    }

    private Dictionary<string, string> Renames => (Rename ?? []).Cast<DictionaryEntry>().ToDictionary(e => e.Key.ToString()!, e => e.Value?.ToString() ?? "", StringComparer.OrdinalIgnoreCase);

    private void Update(SchemaUpdater updater, Dataset dataset)
    {
        SchemaUpdate? update = null;
        Await(async (_, cancel) => update = await updater.PrepareAsync(dataset, Renames, Policy, Reread, cancel));
        foreach (var concern in update!.Plans.Where(p => !p.IsFollowed)) WriteWarning($"plan {concern}");
        foreach (var proposal in update.Left.Where(d => d.IsProposal)) WriteWarning($"{dataset.Name}: {proposal}. To follow it: -Rename @{{ {proposal.Before} = '{proposal.After}' }}; if it is none: -Rename @{{ {proposal.Before} = $null }}.");
        foreach (var problem in update.Problems) WriteWarning($"{dataset.Name}: {problem}");
        if (update.IsEmpty)
        {
            if (!IsWhatIf)
            {
                Keep(updater, update);
                Tell(update);
            }
            WriteObject(update);
            return;
        }
        if (!IsAgreed(update.Describe(), "Carry this out?", isHarmless: Policy == UpdatePolicy.AddOnly && Has(nameof(Policy))))
        {
            WriteObject(update);
            return;
        }
        WriteVerbose(update.Describe());
        Await(async (records, cancel) => update = await updater.ApplyAsync(update, text => records.Post(() => WriteVerbose(text)), cancel));
        foreach (var migration in update.Migrations.Where(m => m.IsDue)) WriteError(ErrorRecords.From(new DataSyncException("MigrationFailed", $"{dataset.Name}: table {migration.Table} in store {migration.Store} was not migrated: {migration.Runs[^1].Result}", $"Correct what it says, then Invoke-DsMigration {migration.Id}."), migration));
        Tell(update);
        WriteObject(update);
    }

    /// <summary>Tells whoever the workspace's notifications name of what is different.</summary>
    private void Tell(SchemaUpdate update)
    {
        var engine = Services.Engine(Home);
        // other words for the same columns are no news
        string[] lines = [.. update.Changes.Where(IsNews).Select(c => $"{c}; followed"), .. update.Left.Where(IsNews).Select(c => $"{c}; left as it is")];
        if (lines.Length == 0 || Home.Notifications.Names().Count == 0) return;
        Await((records, cancel) => engine.TellSchemaChangedAsync(update.Dataset, lines, new RunObserver(this, records, update.Dataset, 0), cancel));
    }

    private static bool IsNews(SchemaDifference difference) => difference.Kind is not (SchemaDifferenceKind.DescriptionChanged or SchemaDifferenceKind.DefaultShownChanged);

    /// <summary>Nothing is to be changed, but the run is worth a note where something differs.</summary>
    private static void Keep(SchemaUpdater updater, SchemaUpdate update)
    {
        if (update.Left.Count > 0 || update.Problems.Count > 0) updater.Noted(update);
    }
}
