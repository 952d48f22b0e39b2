using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Says what plans have and what they lack.</summary>
/// <remarks>
/// One object a plan counts the slices that its arguments named last, by state: Done; Empty (answered without rows, asked again until settled); Pending (dated after today); Stale (to
/// be asked again); Failed; Missing. Nothing is asked of the vendor.
/// </remarks>
/// <example><code>Get-DsCoverage</code><para>All plans.</para></example>
/// <example><code>Get-DsCoverage daily -By Month</code><para>A calendar: # done, s stale, e empty, p pending, m missing, F failed, a dot where no slice is.</para></example>
/// <example><code>Get-DsCoverage income -By ts_code | Where-Object Missing</code><para>The codes that lack something.</para></example>
/// <example><code>Get-DsCoverage daily -Detail | Where-Object State -eq Failed</code><para>The slices that failed, with the reason.</para></example>
[Cmdlet(VerbsCommon.Get, "DsCoverage")]
[OutputType(typeof(Coverage), typeof(SliceCoverage), typeof(CoverageGroup))]
public sealed class GetDsCoverageCommand : AsyncDsCommand
{
    /// <summary>Names of plans; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Plan")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Lists the slices, each with its state, and when it came first, last and changed, instead of counting them.</summary>
    [Parameter]
    public SwitchParameter Detail { get; set; }

    /// <summary>Counts by Year, Month or Day of the slices' dates, or by the values of a parameter, such as ts_code.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CoverageGroupCompleter))]
    public string? By { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Plans, Name, plan =>
    {
        var engine = Services.Engine(Home);
        Await(async (records, cancel) =>
        {
            if (By is not null)
            {
                foreach (var group in await engine.GetCoverageAsync(plan, By, cancel)) records.Post(() => WriteObject(group));
                return;
            }
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
