using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Says what plans have and what they lack.</summary>
/// <remarks>
/// One object a plan counts the slices that its arguments named last, by state: Done; Empty (answered without rows, asked again until settled); Pending (dated after today); Stale (to
/// be asked again); Failed; Missing. Nothing is asked of the vendor.
/// </remarks>
/// <example><code>Get-DsCoverage</code><para>All plans.</para></example>
/// <example><code>Get-DsCoverage daily -Detail | Where-Object State -eq Failed</code><para>The slices that failed, with the reason.</para></example>
[Cmdlet(VerbsCommon.Get, "DsCoverage")]
[OutputType(typeof(Coverage), typeof(SliceCoverage))]
public sealed class GetDsCoverageCommand : AsyncDsCommand
{
    /// <summary>Names of plans; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Plan")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Lists the slices, each with its state, instead of counting them.</summary>
    [Parameter]
    public SwitchParameter Detail { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Plans, Name, plan =>
    {
        var engine = Services.Engine(Home);
        Await(async (records, cancel) =>
        {
            if (!Detail)
            {
                var coverage = await engine.GetCoverageAsync(plan, cancel);
                records.Post(() => WriteObject(coverage));
                return;
            }
            await foreach (var slice in engine.GetSlicesAsync(plan, cancel)) records.Post(() => WriteObject(slice));
        });
    });
}
