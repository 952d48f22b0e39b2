using System.Management.Automation;

namespace DataSync.Scripts;

/// <summary>What a person needs of an exception that left a script.</summary>
internal static class ScriptErrors
{
    /// <summary>The line it came from; 0 where unknown.</summary>
    public static int Line(RuntimeException e) => e switch
    {
        ParseException { Errors: [var first, ..] } => first.Extent.StartLineNumber,
        _ => e.ErrorRecord?.InvocationInfo?.ScriptLineNumber ?? 0,
    };

    /// <summary>What happened, without the layers PowerShell wraps around it.</summary>
    public static string Message(RuntimeException e) => e switch
    {
        ParseException { Errors: [var first, ..] } => first.Message,
        ActionPreferenceStopException { ErrorRecord: { } record } => Output.ErrorRecords.Text(record),
        { ErrorRecord: { } record } => Output.ErrorRecords.Text(record),
        _ => e.Message,
    };
}
