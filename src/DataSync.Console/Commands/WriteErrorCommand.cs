using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Write-Error</c>: writes an error that does not end the pipeline.</summary>
[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "Message")]
public sealed class WriteErrorCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Message")]
    [Parameter(ParameterSetName = "Exception")]
    [AllowEmptyString, AllowNull]
    [Alias("Msg")]
    public string? Message { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Exception")]
    public Exception? Exception { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "ErrorRecord")]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    [Parameter]
    public string? ErrorId { get; set; }

    [Parameter]
    public object? TargetObject { get; set; }

    [Parameter]
    public string? RecommendedAction { get; set; }

    protected override void ProcessRecord()
    {
        var record = ErrorRecord is { } given
            ? new ErrorRecord(given, null)
            : new ErrorRecord(Exception ?? new WriteErrorException(Message), ErrorId ?? nameof(WriteErrorException), Category, TargetObject);
        if (Message is not null || RecommendedAction is not null)
            record.ErrorDetails = new ErrorDetails(Message ?? record.ToString()) { RecommendedAction = RecommendedAction };
        WriteError(record);
    }
}
