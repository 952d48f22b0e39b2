using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Takes scheduled jobs out of the operating system's scheduler.</summary>
/// <remarks>The plans, their data and their runs stay. A plan need not exist any more.</remarks>
/// <example><code>Unregister-DsScheduledJob daily</code><para>The plan runs only when asked from now on.</para></example>
/// <example><code>Get-DsScheduledJob | Unregister-DsScheduledJob</code><para>All jobs of plans.</para></example>
/// <example><code>Unregister-DsScheduledJob -All</code><para>The job that runs whatever is due.</para></example>
/// <example><code>Unregister-DsScheduledJob -SchemaCheck tushare</code><para>The job that follows a source's columns.</para></example>
[Cmdlet(VerbsLifecycle.Unregister, "DsScheduledJob", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = NameSet)]
public sealed class UnregisterDsScheduledJobCommand : SchedulingCommand
{
    private const string NameSet = "Name", AllSet = "All", SchemaSet = "Schema";

    /// <summary>Names of plans; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Plan")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Takes out the job that runs whatever is due.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <summary>Takes out the job that follows the columns of a source or dataset; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SchemaSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SchemaSubjectCompleter))]
    public string SchemaCheck { get; set; } = "";

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == SchemaSet) Attempt(SchemaCheck, () => Remove(SchemaCheck));
        else foreach (var name in All ? [null] : (string?[])Name) Attempt(name, () => Remove(name));
    }

    private void Remove(string? name)
    {
        var pattern = name is null ? null : new WildcardPattern(name, WildcardOptions.IgnoreCase);
        var (kinds, machine) = (Kinds, Machine);
        IReadOnlyList<(Scheduling.ISchedulerKind Kind, Scheduling.JobEntry Entry)> found = [];
        Await(async (_, cancel) => found = await FindAsync(kinds, machine, n => (ParameterSetName == SchemaSet ? n.SchemaCheck : n.Plan) is { } subject ? pattern?.IsMatch(subject) == true : pattern is null && n.SchemaCheck is null, cancel));
        if (found.Count == 0 && (name is null || !WildcardPattern.ContainsWildcardCharacters(name)))
            throw new DataSyncException("ScheduledJobNotFound", $"No {string.Join(" or ", kinds.Select(k => k.Name))} job of {(name is null ? "all due plans" : ParameterSetName == SchemaSet ? $"the columns of '{name}'" : $"plan '{name}'")} is registered for {Home.Root}.", "Get-DsScheduledJob lists the jobs there are; jobs of the system need -System.");
        foreach (var (kind, entry) in found)
        {
            if (!ShouldProcess(entry.Path, $"Unregister {kind.Name} job '{entry.Note.Id}'")) continue;
            Await((_, cancel) => kind.UnregisterAsync(entry.Note, machine, cancel));
        }
    }
}
