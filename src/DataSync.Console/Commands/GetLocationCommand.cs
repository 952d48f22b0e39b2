using System.Management.Automation;

namespace DataSync.Hosting.Commands;

/// <summary><c>Get-Location</c>: the folder the session is in.</summary>
[Cmdlet(VerbsCommon.Get, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class GetLocationCommand : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(SessionState.Path.CurrentLocation);
}
