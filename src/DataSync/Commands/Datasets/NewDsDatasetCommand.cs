using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>Describes a dataset by hand, where there is no page to import it from.</summary>
/// <remarks>
/// Columns and parameters are given as 'name:Type' (without a type: String), as hashtables such as @{ Name = 'day'; Type = 'Date'; Format = 'yyyyMMdd' }, or as objects.
/// Types: String, Int64, Double, Decimal(18,4), Boolean, Date, Timestamp, TimestampTz, Json, Binary. A parameter's Filter says which rows an argument selects, such as
/// 'day Equals', 'day From', 'day To', 'code In' or 'None'; the write mode ReplaceSlice needs it.
/// </remarks>
/// <example><code>New-DsDataset rates -Source example -Setting @{ path = '/rates' } -Column day:Date, code, rate:Double -Parameter day:Date -Key day, code</code><para>A table of an HTTP source.</para></example>
/// <example><code>New-DsDataset bars -Source example -Column @{ Name = 'at'; Type = 'TimestampTz' }, 'price:Decimal(18,4)' -Parameter @{ Name = 'code'; Required = $true; Filter = 'code Equals' }</code><para>Columns and parameters as hashtables.</para></example>
[Cmdlet(VerbsCommon.New, "DsDataset", SupportsShouldProcess = true)]
[OutputType(typeof(Dataset))]
public sealed class NewDsDatasetCommand : WorkspaceCommand
{
    /// <summary>The name, unique among the workspace's datasets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The source it comes from.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string Source { get; set; } = "";

    /// <summary>What an answer holds, in the order to store.</summary>
    [Parameter(Mandatory = true)]
    [Field(typeof(Column))]
    public Column[] Column { get; set; } = [];

    /// <summary>What a request may say.</summary>
    [Parameter]
    [Field(typeof(Parameter))]
    public Parameter[] Parameter { get; set; } = [];

    /// <summary>The columns that identify a row.</summary>
    [Parameter]
    public string[] Key { get; set; } = [];

    /// <summary>The name the vendor's interface has, where it is another.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApiName { get; set; }

    /// <summary>Most rows one answer carries; an answer of that many counts as cut.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? RowCap { get; set; }

    /// <summary>Settings of the source's kind for this dataset alone, laid over the source's: a path, a method, where the records are.</summary>
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

    /// <summary>Replaces a dataset of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        var dataset = DatasetRules.Checked(new Dataset
        {
            Name = Name,
            Source = Home.Sources.Get(Source).Name,
            ApiName = ApiName ?? "",
            Description = Description,
            RowCap = RowCap,
            Published = Published,
            Calendar = Calendar,
            Columns = Column,
            Parameters = Parameter,
            Key = Key,
            Settings = JsonSettings.From(Setting),
        });
        Save(Home.Datasets, dataset, Force);
    }
}
