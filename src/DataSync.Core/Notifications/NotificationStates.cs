using DataSync.State;

namespace DataSync.Notifications;

/// <summary>What each notification has told last of each plan, in <c>state.db</c>: so that a state is told once, over all runs and processes.</summary>
/// <param name="database">The database.</param>
internal sealed class NotificationStates(StateDatabase database)
{
    /// <summary>The state told last of a topic; null: nothing was.</summary>
    public string? Find(string notification, string plan, string topic) => database.WithRepair(() =>
    {
        using var connection = database.Open(StateSchema.Ddl);
        return (string?)connection.Scalar("SELECT state FROM notification_states WHERE notification = $1 AND plan = $2 AND topic = $3", notification, plan, topic);
    });

    /// <summary>Notes a state as told.</summary>
    public void Set(string notification, string plan, string topic, string state, DateTime at) => database.WithRepair(() =>
    {
        using var connection = database.Open(StateSchema.Ddl);
        return connection.Execute("INSERT OR REPLACE INTO notification_states (notification, plan, topic, state, at) VALUES ($1, $2, $3, $4, $5)", notification, plan, topic, state, at.Ticks);
    });

    /// <summary>Forgets what was told of a plan, or by a notification; null: of all.</summary>
    public void Forget(string? notification, string? plan) => database.WithRepair(() =>
    {
        using var connection = database.Open(StateSchema.Ddl);
        return connection.Execute("DELETE FROM notification_states WHERE ($1 IS NULL OR notification = $1) AND ($2 IS NULL OR plan = $2)", notification, plan);
    });
}
