using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Get-Date</c>: now, or a given moment, as a date or as text.</summary>
[Cmdlet(VerbsCommon.Get, "Date")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDateCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime? Date { get; set; }

    [Parameter]
    [ValidateRange(1, 9999)]
    public int? Year { get; set; }

    [Parameter]
    [ValidateRange(1, 12)]
    public int? Month { get; set; }

    [Parameter]
    [ValidateRange(1, 31)]
    public int? Day { get; set; }

    [Parameter]
    [ValidateRange(0, 23)]
    public int? Hour { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int? Minute { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int? Second { get; set; }

    /// <summary>A .NET format; also FileDate, FileDateTime and the same with Universal, as PowerShell has them.</summary>
    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        var date = Date ?? DateTime.Now;
        // one after the other, as each may move the day: the 31st is not in every month
        date = date.AddYears((Year ?? date.Year) - date.Year);
        date = date.AddMonths((Month ?? date.Month) - date.Month);
        date = date.AddDays((Day ?? date.Day) - date.Day);
        date = date.AddHours((Hour ?? date.Hour) - date.Hour);
        date = date.AddMinutes((Minute ?? date.Minute) - date.Minute);
        date = date.AddSeconds((Second ?? date.Second) - date.Second);
        if (AsUTC || Format?.EndsWith("Universal", StringComparison.OrdinalIgnoreCase) == true)
            date = date.ToUniversalTime();
        WriteObject(Format is null ? date : date.ToString(DotNetFormat(Format)));
    }

    private static string DotNetFormat(string format) => format.ToUpperInvariant() switch
    {
        "FILEDATE" => "yyyyMMdd",
        "FILEDATEUNIVERSAL" => "yyyyMMdd'Z'",
        "FILEDATETIME" => "yyyyMMdd'T'HHmmssffff",
        "FILEDATETIMEUNIVERSAL" => "yyyyMMdd'T'HHmmssffff'Z'",
        _ => format,
    };
}
