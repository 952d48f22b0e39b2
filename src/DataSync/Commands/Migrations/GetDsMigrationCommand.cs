using System.Management.Automation;
using DataSync.Completion;
using DataSync.Output;
using DataSync.Schema;

namespace DataSync.Commands;

/// <summary>Lists the migrations of stored tables in the order in which they are carried out, or in what tables and workspace disagree.</summary>
/// <remarks>
/// A migration is three text files in the workspace's folder migrations, fit for git: ID.json says what it is for and what came of it, with who, when and the script's checksum; ID.up.sql is its script and ID.down.sql
/// takes it back (.txt for files). Scripts may be edited as long as they wait. -Drift asks the stores: which tables differ from their dataset, which migrations they took that the workspace does not have, or has with
/// another script, and which the workspace says are done and the table does not know.
/// </remarks>
/// <example><code>Get-DsMigration -Status Pending, Failed</code><para>What waits.</para></example>
/// <example><code>Get-DsMigration | ForEach-Object { $_.Up }</code><para>The scripts.</para></example>
/// <example><code>Get-DsMigration -Drift</code><para>In what stores and datasets disagree.</para></example>
[Cmdlet(VerbsCommon.Get, "DsMigration", DefaultParameterSetName = ListSet)]
[OutputType(typeof(Migration), ParameterSetName = [ListSet])]
[OutputType(typeof(MigrationDrift), ParameterSetName = [DriftSet])]
public sealed class GetDsMigrationCommand : AsyncDsCommand
{
    private const string ListSet = "List", DriftSet = "Drift";

    /// <summary>Ids; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MigrationCompleter))]
    public string[]? Id { get; set; }

    /// <summary>Only those that stand so.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public MigrationStatus[]? Status { get; set; }

    /// <summary>Only those of a store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>Asks the stores in what they differ from the datasets and the workspace's migrations.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DriftSet)]
    public SwitchParameter Drift { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == DriftSet) Await(async (records, cancel) =>
        {
            await foreach (var drift in new DriftReport(Home, Services.With(Home)).ReadAsync(Store, (place, e) => records.Post(() => WriteError(ErrorRecords.From(e, place))), cancel)) records.Post(() => WriteObject(drift));
        });
        else foreach (var pattern in Id ?? ["*"])
        {
            if (!WildcardPattern.ContainsWildcardCharacters(pattern)) Attempt(pattern, () => WriteObject(Home.Migrations.Get(pattern)));
            else WriteObject(Home.Migrations.All().Where(m => new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(m.Id) && (Status is null || Status.Contains(m.Status)) && (Store is null || m.Store.Equals(Store, StringComparison.OrdinalIgnoreCase))), enumerateCollection: true);
        }
    }
}
