using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the plans of the workspace.</summary>
/// <remarks>
/// A plan says which dataset goes to which store, with which arguments. Where it has a schedule, NextRun and NextRuns tell when that comes next, in the plan's time zone; whether somebody
/// runs it then is Get-DsScheduledJob's to say.
/// </remarks>
/// <example><code>Get-DsPlan</code><para>All of them.</para></example>
/// <example><code>Get-DsPlan 'daily*'</code><para>Those whose names match.</para></example>
/// <example><code>Get-DsPlan daily | ForEach-Object NextRuns</code><para>The next five occurrences of its schedule.</para></example>
[Cmdlet(VerbsCommon.Get, "DsPlan")]
[OutputType(typeof(Plan))]
public sealed class GetDsPlanCommand : WorkspaceCommand
{
    private const int Occurrences = 5;

    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Plans, Name, plan => WriteObject(WithOccurrences(plan)));

    private object WithOccurrences(Plan plan)
    {
        if (plan.Schedule is null) return plan;
        DateTimeOffset[] next = [];
        // a schedule that was spoilt by hand is reported, and the plan is shown
        Attempt(plan.Name, () => next = [.. Services.Clock(Home, plan)!.After(Services.Machine.Time.GetUtcNow()).Take(Occurrences)]);
        var shown = new PSObject(plan);
        shown.Properties.Add(new PSNoteProperty("NextRun", next.Length > 0 ? next[0] : null));
        shown.Properties.Add(new PSNoteProperty("NextRuns", next));
        return shown;
    }
}
