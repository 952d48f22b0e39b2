using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Schema;

namespace DataSync.Commands;

/// <summary>Makes a migration of a stored table: a script from a template, kept in the workspace, to be looked at, edited and then carried out by Invoke-DsMigration.</summary>
/// <remarks>
/// Nothing is changed yet. Steps: 'add column NAME TYPE' (with 'default VALUE'), 'drop column NAME' (kept aside; gone for good with 'without archive'), 'restore column NAME TYPE', 'rename column NAME to NAME',
/// 'retype column NAME to TYPE', 'change key to NAME, NAME', 'reorder columns NAME, …'; names of other signs than letters, digits and underscores stand in double quotes. Data that stands in the way, such as values
/// that a narrower type does not hold or rows of an equal key, is told as a warning with the first rows. With -Script the text is yours: SQL for databases, where lines '-- step: …' say what of it DataSync has to
/// know, and steps for files. Changes of a dataset come by Update-DsSchema, which makes the migrations of its tables itself.
/// </remarks>
/// <example><code>New-DsMigration daily -Store quant -Step 'change key to ts_code, trade_date, update_flag'</code><para>Another key; a warning names rows that would have an equal one.</para></example>
/// <example><code>New-DsMigration daily -Store quant -Step 'retype column vol to Int64', 'drop column pre_close' | Invoke-DsMigration</code><para>Two steps, carried out after the question.</para></example>
[Cmdlet(VerbsCommon.New, "DsMigration", SupportsShouldProcess = true, DefaultParameterSetName = StepSet)]
[OutputType(typeof(Migration))]
public sealed class NewDsMigrationCommand : AsyncDsCommand
{
    private const string StepSet = "Step", ScriptSet = "Script";

    /// <summary>The table.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = "";

    /// <summary>The store's name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>The steps, in order.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSet)]
    [ValidateNotNullOrEmpty]
    public string[] Step { get; set; } = [];

    /// <summary>A script of your own.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptSet)]
    [ValidateNotNullOrEmpty]
    public string Script { get; set; } = "";

    /// <summary>What takes that script back.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    public string DownScript { get; set; } = "";

    /// <summary>Why, for who reads it later.</summary>
    [Parameter]
    public string Description { get; set; } = "";

    private protected override object? Subject => $"{Store}/{Table}";

    /// <inheritdoc/>
    protected override void Process()
    {
        var runner = new MigrationRunner(Home, Services.With(Home));
        Migration? draft = null;
        MigrationOutlook? outlook = null;
        Await(async (_, cancel) =>
        {
            draft = ParameterSetName == StepSet
                ? await runner.DraftAsync(Store, Table, [.. Step.SelectMany(s => StepText.ReadLines(s))], Description, cancel)
                : await runner.DraftAsync(Store, Table, [], Description, cancel) with { Up = Script.TrimEnd() + "\n", Down = DownScript.Length > 0 ? DownScript.TrimEnd() + "\n" : "" };
            outlook = await runner.LookAsync(draft, MigrationDirection.Up, cancel);
        });
        foreach (var problem in outlook!.Problems) WriteWarning($"{Store}/{Table}: {problem}");
        if (ShouldProcess($"Save a migration of {Store}/{Table}:\n{draft!.Up.TrimEnd()}", $"{draft.Up}Save this migration of {Store}/{Table}?", "Confirm")) WriteObject(Home.Migrations.Add(draft));
    }
}
