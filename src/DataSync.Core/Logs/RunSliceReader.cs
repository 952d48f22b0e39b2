using System.Text.Json;

namespace DataSync.Logs;

/// <summary>A slice as a run's log tells of it.</summary>
public sealed record RunSlice
{
    /// <summary>The run.</summary>
    public string Run { get; init; } = "";
    /// <summary>The plan.</summary>
    public string Plan { get; init; } = "";
    /// <summary>The slice's arguments, for people.</summary>
    public string Slice { get; init; } = "";
    /// <summary>Done, Empty or Failed.</summary>
    public SliceState State { get; init; }
    /// <summary>Rows committed.</summary>
    public long Rows { get; init; }
    /// <summary>When, UTC.</summary>
    public DateTime At { get; init; }
    /// <summary>What kind of failure; null where it did not fail.</summary>
    public FailureCategory? Category { get; init; }
    /// <summary>What went wrong and what to do; null where nothing did.</summary>
    public string? Message { get; init; }
}

/// <summary>Reads the slices of a run from its log.</summary>
public static class RunSliceReader
{
    internal const string Done = "SliceDone", Failed = "SliceFailed";

    /// <summary>The slices that a run committed or that failed in it, in that order of time. A log that is gone or was not written gives the failures that the run itself keeps.</summary>
    public static IEnumerable<RunSlice> Read(string root, Run run)
    {
        var files = RunLogFile.Files(root, run.Id);
        if (files.Count == 0) return run.Failures.Select(f => new RunSlice { Run = run.Id, Plan = run.Plan, Slice = f.Slice, State = SliceState.Failed, At = run.Finished ?? run.Started, Category = f.Category, Message = f.Message });
        return files.SelectMany(Lines).Select(line => Parse(run, line)).OfType<RunSlice>();
    }

    /// <summary>The lines of a file that a run may be writing.</summary>
    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static RunSlice? Parse(Run run, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var (root, failed) = (document.RootElement, false);
            switch (root.GetProperty("event").GetString())
            {
                case Done: break;
                case Failed: failed = true; break;
                default: return null;
            }
            var rows = failed ? 0 : root.GetProperty("rows").GetInt64();
            return new RunSlice
            {
                Run = run.Id,
                Plan = run.Plan,
                Slice = root.GetProperty("slice").GetString() ?? "",
                State = failed ? SliceState.Failed : rows == 0 ? SliceState.Empty : SliceState.Done,
                Rows = rows,
                At = root.GetProperty("at").GetDateTime(),
                Category = failed ? Enum.Parse<FailureCategory>(root.GetProperty("category").GetString()!) : null,
                Message = failed ? $"{root.GetProperty("message").GetString()}{(root.TryGetProperty("advice", out var advice) ? $" {advice.GetString()}" : "")}" : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null; // the last line of a run that is writing, or was killed
        }
    }
}
