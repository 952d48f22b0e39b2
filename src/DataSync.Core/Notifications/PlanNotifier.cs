using DataSync.State;
using DataSync.Sync;

namespace DataSync.Notifications;

/// <summary>
/// Tells whoever the workspace's notifications name when the state of a plan changes, once for each change. A message that does not arrive is a warning, never a failure of the run, and is sent
/// again when the plan is looked at next, as the state counts as told only when it was.
/// </summary>
internal sealed class PlanNotifier(NotificationContext context, ISyncObserver observer)
{
    private const string Health = "health", Schema = "schema", Lateness = "late", Well = "Well";
    private readonly NotificationStates _states = new(new StateDatabase(context.Workspace.StatePath));

    private DateTime Now => context.Time.GetUtcNow().UtcDateTime;

    private string Root => context.Workspace.Root;

    /// <summary>Tells how a run ended.</summary>
    public async Task RunEndedAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Plan.Length == 0) return;
        var health = run.Status switch
        {
            RunStatus.Done => Well,
            RunStatus.Partial => nameof(NotificationEvent.Partial),
            RunStatus.Failed => nameof(NotificationEvent.Failed),
            _ => null, // interrupted, or waiting for the vendor's quota: neither well nor ill
        };
        foreach (var notification in Covering(run.Plan))
        {
            if (run.SchemaChanges.Count > 0)
            {
                var changes = string.Join("; ", run.SchemaChanges);
                await TellAsync(notification, run.Plan, Schema, changes, NotificationEvent.SchemaChanged,
                    () => MessageText.OfRun(NotificationEvent.SchemaChanged, run, $"met other columns in {run.Dataset}", Root, Now, run.SchemaChanges.Select(c => $"- {c}")), cancellationToken);
            }
            if (health == Well)
            {
                // who hears that the plan is well needs not hear that it is not late
                if ((_states.Find(notification.Name, run.Plan, Health) ?? Well) != Well) _states.Set(notification.Name, run.Plan, Lateness, Well, Now);
                await TellAsync(notification, run.Plan, Health, Well, NotificationEvent.Recovered, () => MessageText.OfRun(NotificationEvent.Recovered, run, "is well again", Root, Now, [$"{run.Done:N0} slices, {run.Rows:N0} rows."]), cancellationToken);
            }
            else if (health is not null)
            {
                var @event = Enum.Parse<NotificationEvent>(health);
                await TellAsync(notification, run.Plan, Health, health, @event, () => MessageText.OfRun(@event, run, run.Status == RunStatus.Partial ? "is partly done" : "failed", Root, Now, MessageText.Failures(run)), cancellationToken);
            }
        }
    }

    /// <summary>Tells that a plan could not begin to run.</summary>
    public async Task CouldNotRunAsync(string plan, string reason, CancellationToken cancellationToken)
    {
        foreach (var notification in Covering(plan))
            await TellAsync(notification, plan, Health, nameof(NotificationEvent.Failed), NotificationEvent.Failed, () => MessageText.Make(NotificationEvent.Failed, plan, "could not run", Root, Now, [reason]), cancellationToken);
    }

    /// <summary>Tells whether a plan is late.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reason">Why it is late; null: it is not.</param>
    /// <param name="cancellationToken">Ends the telling.</param>
    public async Task LatenessAsync(string plan, string? reason, CancellationToken cancellationToken)
    {
        foreach (var notification in Covering(plan))
        {
            if (reason is not null)
                await TellAsync(notification, plan, Lateness, nameof(NotificationEvent.Late), NotificationEvent.Late, () => MessageText.Make(NotificationEvent.Late, plan, "is late", Root, Now, [reason]), cancellationToken);
            else await TellAsync(notification, plan, Lateness, Well, NotificationEvent.Recovered, () => MessageText.Make(NotificationEvent.Recovered, plan, "is not late any more", Root, Now, []), cancellationToken);
        }
    }

    /// <summary>Tells of changed columns that a look at the documentation found.</summary>
    public async Task SchemaChangedAsync(string plan, string dataset, IReadOnlyList<string> changes, CancellationToken cancellationToken)
    {
        foreach (var notification in Covering(plan))
            await TellAsync(notification, plan, Schema, string.Join("; ", changes), NotificationEvent.SchemaChanged,
                () => MessageText.Make(NotificationEvent.SchemaChanged, plan, $"met other columns in {dataset}", Root, Now, changes.Select(c => $"- {c}")), cancellationToken);
    }

    private IEnumerable<Notification> Covering(string plan)
    {
        var found = new List<Notification>();
        foreach (var name in context.Workspace.Notifications.Names())
        {
            try
            {
                if (context.Workspace.Notifications.Find(name) is { } notification && notification.Covers(plan)) found.Add(notification);
            }
            catch (DataSyncException e)
            {
                observer.Warning($"Notification '{name}' is not sent: {e.Message}");
            }
        }
        return found;
    }

    /// <summary>Tells of a state unless it was told last; nothing was ever told counts as well.</summary>
    private async Task TellAsync(Notification notification, string plan, string topic, string state, NotificationEvent @event, Func<NotificationMessage> message, CancellationToken cancellationToken)
    {
        var told = _states.Find(notification.Name, plan, topic) ?? Well;
        if (told == state) return;
        if (notification.Events.Contains(@event))
        {
            var failure = await NotificationSender.SendAsync(notification, message(), context, cancellationToken);
            if (failure is not null)
            {
                observer.Warning($"Notification '{notification.Name}' of plan '{plan}' ({@event}) did not arrive: {RunStop.Reason.Text(failure)}");
                return;
            }
            observer.Verbose($"{plan}: {notification.Name} was told: {@event}.");
        }
        _states.Set(notification.Name, plan, topic, state, Now);
    }
}
