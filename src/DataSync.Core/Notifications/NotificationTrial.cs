namespace DataSync.Notifications;

/// <summary>Sends a message that means nothing, to see whether it arrives.</summary>
public static class NotificationTrial
{
    /// <returns>Why it did not arrive; null: it did.</returns>
    public static Task<Failure?> SendAsync(Notification notification, NotificationContext context, CancellationToken cancellationToken) => NotificationSender.SendAsync(notification, new NotificationMessage
    {
        Event = NotificationEvent.Test,
        Plan = "trial",
        Title = "DataSync: a trial message",
        Text = $"Notification '{notification.Name}' of workspace {context.Workspace.Root} on {Environment.MachineName} arrives.",
        Workspace = context.Workspace.Root,
        At = context.Time.GetUtcNow().UtcDateTime,
    }, context, cancellationToken);
}
