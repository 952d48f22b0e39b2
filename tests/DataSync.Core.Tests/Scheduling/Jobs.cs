using DataSync.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Tests.Scheduling;

/// <summary>Jobs to render, and machines to render them for.</summary>
internal static class Jobs
{
    public static readonly DateTimeOffset Now = new(2026, 2, 27, 12, 0, 0, TimeSpan.Zero);

    public static JobDefinition Make(string schedule = "0 18 * * 1-5", string zone = "Asia/Shanghai", string workspace = "/srv/quotes", string? plan = "daily", string program = "/opt/datasync/DataSync.Console") => new()
    {
        Note = new JobNote(workspace, plan, schedule, zone, "Console"),
        Clock = Clock(schedule, zone),
        Program = program,
        Arguments = ["-Workspace", workspace, .. plan is null ? (string[])[] : ["-Plan", plan], "-Due"],
        Environment = new Dictionary<string, string> { ["HOME"] = "/home/ops", ["PATH"] = "/usr/bin:/bin", ["LANG"] = "C.UTF-8" },
    };

    public static CronClock Clock(string schedule, string zone) => new(CronExpression.Parse(schedule), TimeZoneInfo.FindSystemTimeZoneById(zone));

    public static Machine Machine(string zone = "UTC", PlatformID platform = PlatformID.Unix) => new()
    {
        Programs = new FakePrograms(),
        Time = new FakeTimeProvider(Now),
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone),
        Home = "/home/ops",
        User = "ops",
        Platform = platform,
        Variable = _ => null,
    };
}

/// <summary>Programs that a test answers for, and the calls they got.</summary>
internal sealed class FakePrograms : IProgramRunner
{
    public List<string> Calls { get; } = [];
    public Func<string, IReadOnlyList<string>, string?, ProgramResult> Answer { get; set; } = (_, _, _) => new(0, "", "");

    public Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        Calls.Add($"{program} {string.Join(' ', arguments)}");
        return Task.FromResult(Answer(program, arguments, input));
    }
}
