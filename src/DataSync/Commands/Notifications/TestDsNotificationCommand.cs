using System.Management.Automation;
using DataSync.Completion;
using DataSync.Notifications;

namespace DataSync.Commands;

/// <summary>Sends a trial message, and says whether it arrived.</summary>
/// <remarks>The trial counts as no change of any plan's state. A message that does not arrive is no error here: the object says why and what to do.</remarks>
/// <example><code>Test-DsNotification ops</code><para>Sends one message.</para></example>
/// <example><code>Get-DsNotification | Test-DsNotification</code><para>Tries all of them.</para></example>
[Cmdlet(VerbsDiagnostic.Test, "DsNotification", SupportsShouldProcess = true)]
[OutputType(typeof(NotificationStatus))]
public sealed class TestDsNotificationCommand : AsyncDsCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NotificationCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Notifications, Name, notification =>
    {
        if (!ShouldProcess(notification.Name, "Send a trial message")) return;
        var context = Services.Notifications(Home);
        Await(async (records, cancel) =>
        {
            var failure = await NotificationTrial.SendAsync(notification, context, cancel);
            var status = new NotificationStatus { Notification = notification.Name, Kind = notification.Kind, Arrived = failure is null, Message = failure is null ? null : $"{failure.Message} {failure.Advice}".TrimEnd() };
            records.Post(() => WriteObject(status));
        });
    });
}
