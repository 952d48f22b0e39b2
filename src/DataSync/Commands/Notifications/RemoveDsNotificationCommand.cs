using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Removes a notification from the workspace.</summary>
/// <remarks>Secrets that it refers to stay where they are.</remarks>
/// <example><code>Remove-DsNotification ops</code><para>Nobody is told by it from now on.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsNotification", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDsNotificationCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NotificationCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => Remove(Home.Notifications, Name);
}
