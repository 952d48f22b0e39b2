using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the scheduled jobs of the workspace, as the operating system's schedulers hold them.</summary>
/// <remarks>State tells where a plan has changed since its job was registered. Jobs of the system are listed with -System.</remarks>
/// <example><code>Get-DsScheduledJob</code><para>All jobs of the user, with the next start of each.</para></example>
/// <example><code>Get-DsScheduledJob | Where-Object State -ne Registered</code><para>Those that do not fit their plans any more.</para></example>
[Cmdlet(VerbsCommon.Get, "DsScheduledJob")]
[OutputType(typeof(ScheduledJob))]
public sealed class GetDsScheduledJobCommand : SchedulingCommand
{
    /// <summary>Names of plans; wildcards are allowed. Without it: all jobs, and the one that runs whatever is due.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Plan")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var patterns = Name?.Select(n => new WildcardPattern(n, WildcardOptions.IgnoreCase)).ToList();
        var (kinds, machine) = (Kinds, Machine);
        Await(async (records, cancel) =>
        {
            foreach (var (kind, entry) in await FindAsync(kinds, machine, n => patterns is null || (n.Plan is { } plan && patterns.Exists(p => p.IsMatch(plan))), cancel))
                records.Post(() => WriteObject(Describe(kind, entry)));
        });
    }
}
