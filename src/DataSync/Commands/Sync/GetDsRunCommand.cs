using System.Management.Automation;
using DataSync.Completion;
using DataSync.Logs;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>Lists runs, the newest first.</summary>
/// <remarks>
/// Runs are kept in state.db of the workspace, on this machine, as long as datasync.json says. One that is under way shows its counts of its last sign of life (Heartbeat, every ten seconds). -Detail
/// reads the run's log, logs/runs/YYYY-MM/RUN.jsonl: one JSON object a line, with all that the run said.
/// </remarks>
/// <example><code>Get-DsRun -Last 5</code><para>The last five runs.</para></example>
/// <example><code>Get-DsRun -Running</code><para>What is under way, and how far it is.</para></example>
/// <example><code>Get-DsRun daily -Last 1 -Detail | Where-Object State -eq Failed</code><para>Each slice of the last run, here those that failed, with reason and fix.</para></example>
/// <example><code>Get-DsRun -Plan daily -Failed -Last 1 | ForEach-Object Failures</code><para>What failed in the last run of a plan that did not end well.</para></example>
[Cmdlet(VerbsCommon.Get, "DsRun")]
[OutputType(typeof(Run), typeof(RunSlice))]
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

    /// <summary>Only runs that are under way.</summary>
    [Parameter]
    public SwitchParameter Running { get; set; }

    /// <summary>Only runs that began within this span before now, such as 7d.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Within { get; set; }

    /// <summary>Lists the slices of each run, with rows, time and what went wrong, instead of the run.</summary>
    [Parameter]
    public SwitchParameter Detail { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var patterns = Plan?.Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase)).ToList();
        var left = Last ?? int.MaxValue;
        var since = Within is { } span ? Services.Outside.Time.GetUtcNow().UtcDateTime - span : (DateTime?)null;
        foreach (var run in Services.Runs(Home).Read(status: Running ? RunStatus.Running : null))
        {
            if (left == 0) return;
            if (patterns is not null && !patterns.Exists(p => p.IsMatch(run.Plan))) continue;
            if (Failed && run.Status is (RunStatus.Done or RunStatus.Running)) continue;
            if (run.Started < since) return; // the newest come first
            if (Detail) WriteObject(RunSliceReader.Read(Home.Root, run), enumerateCollection: true);
            else WriteObject(run);
            left--;
        }
    }
}
