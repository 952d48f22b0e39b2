using System.Text.Json;

namespace DataSync.State;

/// <summary>The runs of a workspace on this machine.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
public sealed class RunLog(StateDatabase database, TimeProvider time)
{
    /// <summary>Writes a run as it stands; a running one together with this process, so that others see when it died.</summary>
    public void Save(Run run) => database.WithRepair(() =>
    {
        using var connection = database.Open(StateSchema.Ddl);
        var own = ProcessIdentity.Own;
        return connection.Execute("INSERT OR REPLACE INTO runs (id, plan, status, machine, pid, pid_started, run) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            run.Id, run.Plan, run.Status.ToString(), own.Machine, own.Id, own.Started, JsonSerializer.Serialize(run));
    });

    /// <summary>Runs, newest first. One whose process is gone is told as interrupted.</summary>
    /// <param name="plan">A plan's name; null: all plans'.</param>
    /// <param name="last">At most so many; null: all.</param>
    /// <param name="status">Only runs that stand so; null: all.</param>
    public IReadOnlyList<Run> Read(string? plan = null, int? last = null, RunStatus? status = null) => database.WithRepair(() =>
    {
        var runs = new List<Run>();
        var dead = new List<Run>();
        using (var connection = database.Open(StateSchema.Ddl))
        {
            using var command = connection.Prepare("SELECT run, status, machine, pid, pid_started FROM runs WHERE ($1 IS NULL OR plan = $1) AND ($3 IS NULL OR status = $3) ORDER BY id DESC LIMIT $2", 3).Bind(plan, last ?? -1, status?.ToString());
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var run = JsonSerializer.Deserialize<Run>(reader.GetString(0))!;
                var process = new ProcessIdentity(reader.GetString(2), reader.GetInt32(3), reader.GetInt64(4));
                run = run with { Machine = process.Machine, Process = process.Id };
                if (reader.GetString(1) == nameof(RunStatus.Running) && process.IsGone)
                {
                    run = Interrupted(run);
                    dead.Add(run);
                }
                if (status is null || run.Status == status) runs.Add(run);
            }
        }
        dead.ForEach(Save);
        return runs;
    });

    /// <summary>The newest run of a plan that did all it was to do; null where there is none.</summary>
    public Run? LastDone(string plan) => database.WithRepair(() =>
    {
        using var connection = database.Open(StateSchema.Ddl);
        return connection.Scalar("SELECT run FROM runs WHERE plan = $1 AND status = $2 ORDER BY id DESC LIMIT 1", plan, nameof(RunStatus.Done)) is string run ? JsonSerializer.Deserialize<Run>(run) : null;
    });

    /// <summary>Forgets runs that began before a moment. The newest of each plan stays, and the newest that succeeded: schedules count from them.</summary>
    /// <returns>How many are gone.</returns>
    public int Prune(DateTime before) => database.WithRepair(() =>
    {
        using var connection = database.Open(StateSchema.Ddl);
        return connection.Execute("""
            DELETE FROM runs WHERE id < $1 AND status <> 'Running'
            AND id NOT IN (SELECT MAX(id) FROM runs GROUP BY plan) AND id NOT IN (SELECT MAX(id) FROM runs WHERE status = 'Done' GROUP BY plan)
            """, RunId.Prefix(before));
    });

    private Run Interrupted(Run run) => run with
    {
        Status = RunStatus.Failed,
        Finished = time.GetUtcNow().UtcDateTime,
        Message = $"Interrupted: process {run.Process} ended without a word. What it committed stays; run the plan again to go on.",
    };
}
