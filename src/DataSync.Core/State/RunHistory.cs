using System.Text.Json;

namespace DataSync.State;

/// <summary>What the last runs of a plan took: for looks ahead.</summary>
internal sealed class RunHistory
{
    private const int Most = 20;
    private readonly IReadOnlyList<Run> _runs;

    private RunHistory(IReadOnlyList<Run> runs) => _runs = runs;

    /// <summary>Requests for each slice that was asked, repeats included.</summary>
    public double RequestsPerSlice => (double)_runs.Sum(r => r.Requests) / _runs.Sum(r => r.Done + r.Failed);

    /// <summary>Seconds that a request took, where so many were under way at once.</summary>
    public double SecondsPerRequest(int workers) => _runs.Sum(r => r.Seconds * Math.Min(workers, r.Requests)) / _runs.Sum(r => r.Requests);

    /// <summary>Reads the history of a plan, and changes nothing; null where none of its last runs asked for anything.</summary>
    /// <param name="database">The workspace's state.</param>
    /// <param name="plan">The plan; one without a name has that of its dataset and table.</param>
    public static RunHistory? Read(StateDatabase database, Plan plan) => database.Peek(connection =>
    {
        using var command = connection.Prepare("SELECT run FROM runs WHERE plan = $1 AND status IN ('Done', 'Partial') ORDER BY id DESC LIMIT $2", 2).Bind(plan.Name, Most);
        using var reader = command.ExecuteReader();
        var runs = new List<Run>();
        while (reader.Read()) runs.Add(JsonSerializer.Deserialize<Run>(reader.GetString(0))!);
        runs.RemoveAll(r => r.Requests == 0 || r.Done + r.Failed == 0 || !r.Dataset.Equals(plan.Dataset, StringComparison.OrdinalIgnoreCase) || !r.Table.Equals(plan.TargetTable, StringComparison.OrdinalIgnoreCase));
        return runs.Count == 0 ? null : new RunHistory(runs);
    }, null);
}
