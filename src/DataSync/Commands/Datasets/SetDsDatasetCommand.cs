using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>Changes a dataset; what is not given stays.</summary>
/// <remarks>
/// A change of columns or parameters counts up the schema version. Tables that are stored follow with the next run, as the plan's schema policy says. -Setting is laid over the
/// settings there are: a field of $null is removed, @{} removes all.
/// </remarks>
/// <example><code>Set-DsDataset daily -Key ts_code, trade_date -ColumnType @{ vol = 'Int64' }</code><para>Another key, and one column of another type.</para></example>
[Cmdlet(VerbsCommon.Set, "DsDataset", SupportsShouldProcess = true)]
[OutputType(typeof(Dataset))]
public sealed class SetDsDatasetCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The columns that identify a row.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Key { get; set; }

    /// <summary>Other types for some columns: @{ name = 'Type' }.</summary>
    [Parameter]
    public Hashtable? ColumnType { get; set; }

    /// <summary>All columns anew.</summary>
    [Parameter]
    [Field(typeof(Column))]
    public Column[]? Column { get; set; }

    /// <summary>All parameters anew.</summary>
    [Parameter]
    [Field(typeof(Parameter))]
    public Parameter[]? Parameter { get; set; }

    /// <summary>Most rows one answer carries; an answer of that many counts as cut. Null: not known.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? RowCap { get; set; }

    /// <summary>Settings of the source's kind for this dataset alone, laid over those there are.</summary>
    [Parameter]
    public Hashtable? Setting { get; set; }

    /// <summary>When a day's rows are published, in the source's time zone: '17:30' on that day, '1d 09:00' on the next.</summary>
    [Parameter]
    public string? Published { get; set; }

    /// <summary>Which days have rows: Weekdays, or a column of a table of the plan's store, such as 'trade_cal.cal_date?is_open=1'.</summary>
    [Parameter]
    public string? Calendar { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Writes the changed dataset.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => Change(Home.Datasets, Name, PassThru, dataset =>
    {
        var changed = DatasetRules.Checked(DatasetRules.Retype(dataset with
        {
            Columns = Column ?? dataset.Columns,
            Parameters = Parameter ?? dataset.Parameters,
            Key = Key ?? dataset.Key,
            RowCap = Has(nameof(RowCap)) ? RowCap : dataset.RowCap,
            Published = Has(nameof(Published)) ? Published : dataset.Published,
            Calendar = Has(nameof(Calendar)) ? Calendar : dataset.Calendar,
            Settings = Has(nameof(Setting)) ? JsonSettings.Merge(dataset.Settings, Setting) : dataset.Settings,
            Description = Has(nameof(Description)) ? Description : dataset.Description,
        }, DatasetRules.Types(ColumnType)));
        var same = changed.Columns.SequenceEqual(dataset.Columns) && changed.Parameters.SequenceEqual(dataset.Parameters);
        return same ? changed : changed with { SchemaVersion = dataset.SchemaVersion + 1 };
    });
}
