using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the notifications of the workspace.</summary>
/// <remarks>A notification says whom to tell of which plans' failures, lateness, changed columns and recovery.</remarks>
/// <example><code>Get-DsNotification</code><para>All of them.</para></example>
[Cmdlet(VerbsCommon.Get, "DsNotification")]
[OutputType(typeof(Notification))]
public sealed class GetDsNotificationCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NotificationCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Notifications, Name, WriteObject);
}
