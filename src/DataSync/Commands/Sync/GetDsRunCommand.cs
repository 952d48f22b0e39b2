using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists runs, the newest first.</summary>
/// <remarks>Runs are kept in state.db of the workspace, on this machine.</remarks>
/// <example><code>Get-DsRun -Last 5</code><para>The last five runs.</para></example>
/// <example><code>Get-DsRun -Plan daily -Failed -Last 1 | ForEach-Object Failures</code><para>What failed in the last run of a plan that did not end well.</para></example>
[Cmdlet(VerbsCommon.Get, "DsRun")]
[OutputType(typeof(Run))]
public sealed class GetDsRunCommand : WorkspaceCommand
{
    /// <summary>Only runs of these plans; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[]? Plan { get; set; }

    /// <summary>At most so many, the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Only runs that did not end well: Partial, Failed, Stopped or QuotaUsedUp.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var patterns = Plan?.Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase)).ToList();
        var left = Last ?? int.MaxValue;
        foreach (var run in Services.Runs(Home).Read())
        {
            if (left == 0) return;
            if (patterns is not null && !patterns.Exists(p => p.IsMatch(run.Plan))) continue;
            if (Failed && run.Status is (RunStatus.Done or RunStatus.Running)) continue;
            WriteObject(run);
            left--;
        }
    }
}
