using Microsoft.Data.Sqlite;

namespace DataSync.State;

/// <summary>
/// The right to run a plan, over all processes of the workspace: a row in <c>state.db</c> with a heartbeat. It ends with the run; a process that is gone loses it at once, and one that cannot be
/// looked at from here when its heart has not beaten for two minutes. What protects the data is the table's own lock and not this.
/// </summary>
internal sealed class PlanLease : IAsyncDisposable
{
    /// <summary>The span between two beats.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2), Poll = TimeSpan.FromMilliseconds(500);
    private readonly StateDatabase _database;
    private readonly TimeProvider _time;
    private readonly string _plan, _run;
    private readonly ITimer _timer;
    private readonly Action? _onBeat;
    private int _beating;

    private PlanLease(StateDatabase database, TimeProvider time, string plan, string run, string? takenFrom, Action? onBeat)
    {
        (_database, _time, _plan, _run, TakenFrom, _onBeat) = (database, time, plan, run, takenFrom, onBeat);
        _timer = time.CreateTimer(_ => Heartbeat(), null, Beat, Beat);
    }

    /// <summary>Who held the lease and was gone; null: nobody.</summary>
    public string? TakenFrom { get; }

    /// <summary>Takes the lease of a plan, waiting while another run of it is alive.</summary>
    /// <param name="database">The workspace's state.</param>
    /// <param name="time">The clock.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="run">The run that takes it.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="onBeat">Done with each beat.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DataSyncException"><c>PlanRunning</c>: another run of the plan is alive; names it.</exception>
    public static async Task<PlanLease> TakeAsync(StateDatabase database, TimeProvider time, string plan, string run, TimeSpan patience, Action? onBeat, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var (holder, takenFrom) = database.WithRepair(() => TryTake(database, time, plan, run));
            if (holder is null) return new(database, time, plan, run, takenFrom, onBeat);
            if (time.GetElapsedTime(start) >= patience)
                throw new DataSyncException("PlanRunning", $"Plan '{plan}' is running already: {holder}.", "Wait for it (Get-DsRun -Running shows how far it is), or end that process; what it committed stays.");
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        try
        {
            using var connection = _database.Open(StateSchema.Ddl);
            connection.Execute("DELETE FROM plan_leases WHERE plan = $1 AND run = $2", _plan, _run);
        }
        catch (SqliteException)
        {
            // the next run of the plan sees that this process is gone, or its heart still
        }
    }

    private static (string? Holder, string? TakenFrom) TryTake(StateDatabase database, TimeProvider time, string plan, string run)
    {
        using var connection = database.Open(StateSchema.Ddl);
        var (now, own) = (time.GetUtcNow().UtcDateTime, ProcessIdentity.Own);
        (string?, string?) result = default;
        connection.Transact(() =>
        {
            string? previous = null;
            using (var command = connection.Prepare("SELECT run, machine, pid, pid_started, heartbeat FROM plan_leases WHERE plan = $1", 1).Bind(plan))
            using (var reader = command.ExecuteReader())
            {
                if (reader.Read())
                {
                    var holder = new ProcessIdentity(reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3));
                    var beat = new DateTime(reader.GetInt64(4), DateTimeKind.Utc);
                    previous = $"run {reader.GetString(0)}, {holder}, last heard of at {beat:yyyy-MM-dd HH:mm:ss} UTC";
                    // a process of this machine is alive or not, however long it says nothing: it may be suspended
                    if (holder.Machine == own.Machine ? !holder.IsGone : now - beat < Silence)
                    {
                        result = (previous, null);
                        return;
                    }
                }
            }
            connection.Execute("INSERT OR REPLACE INTO plan_leases (plan, run, machine, pid, pid_started, heartbeat) VALUES ($1, $2, $3, $4, $5, $6)", plan, run, own.Machine, own.Id, own.Started, now.Ticks);
            result = (null, previous);
        });
        return result;
    }

    private void Heartbeat()
    {
        if (Interlocked.Exchange(ref _beating, 1) != 0) return;
        try
        {
            using (var connection = _database.Open(StateSchema.Ddl))
                connection.Execute("UPDATE plan_leases SET heartbeat = $1 WHERE plan = $2 AND run = $3", _time.GetUtcNow().UtcDateTime.Ticks, _plan, _run);
            _onBeat?.Invoke();
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            // a full disk or a busy file: the next beat tries again, and the run itself meets what is wrong
        }
        finally
        {
            Volatile.Write(ref _beating, 0);
        }
    }
}
