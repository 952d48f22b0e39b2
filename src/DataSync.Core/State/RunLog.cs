using System.Diagnostics;
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
        return connection.Execute("INSERT OR REPLACE INTO runs (id, plan, status, machine, pid, pid_started, run) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            run.Id, run.Plan, run.Status.ToString(), Environment.MachineName, Environment.ProcessId, OwnStart, JsonSerializer.Serialize(run));
    });

    /// <summary>Runs, newest first. One whose process is gone is told as interrupted.</summary>
    /// <param name="plan">A plan's name; null: all plans'.</param>
    /// <param name="last">At most so many; null: all.</param>
    public IReadOnlyList<Run> Read(string? plan = null, int? last = null) => database.WithRepair(() =>
    {
        var runs = new List<Run>();
        var dead = new List<Run>();
        using (var connection = database.Open(StateSchema.Ddl))
        {
            using var command = connection.Prepare("SELECT run, status, machine, pid, pid_started FROM runs WHERE $1 IS NULL OR plan = $1 ORDER BY id DESC LIMIT $2", 2).Bind(plan, last ?? -1);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var run = JsonSerializer.Deserialize<Run>(reader.GetString(0))!;
                if (reader.GetString(1) == nameof(RunStatus.Running) && reader.GetString(2) == Environment.MachineName && !IsAlive(reader.GetInt32(3), reader.GetInt64(4)))
                {
                    run = Interrupted(run, reader.GetInt32(3));
                    dead.Add(run);
                }
                runs.Add(run);
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

    private Run Interrupted(Run run, int pid) => run with
    {
        Status = RunStatus.Failed,
        Finished = time.GetUtcNow().UtcDateTime,
        Message = $"Interrupted: process {pid} ended without a word. What it committed stays; run the plan again to go on.",
    };

    private static readonly long OwnStart = Start(Environment.ProcessId) ?? 0;

    private static bool IsAlive(int pid, long started) => Start(pid) is { } start && Math.Abs(start - started) < TimeSpan.TicksPerSecond;

    /// <summary>When a process began: its number alone may belong to another one by now.</summary>
    private static long? Start(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // gone, or not ours to ask about
        }
    }
}
