using DataSync.Scheduling;
using Xunit;

namespace DataSync.Tests.Scheduling;

public sealed class DueCheckTests
{
    [Theory]
    [InlineData(Misfire.RunOnce, "2026-03-02T10:00Z", "2026-03-03T09:59:59Z", null)]
    [InlineData(Misfire.RunOnce, "2026-03-02T10:00:02Z", "2026-03-03T10:00:01Z", "2026-03-03T10:00Z")]
    [InlineData(Misfire.RunOnce, "2026-03-03T10:00:01Z", "2026-03-03T10:00:30Z", null)]
    // a week off: once
    [InlineData(Misfire.RunOnce, "2026-03-02T10:00Z", "2026-03-10T08:00Z", "2026-03-03T10:00Z")]
    [InlineData(Misfire.Skip, "2026-03-02T10:00Z", "2026-03-10T08:00Z", null)]
    [InlineData(Misfire.Skip, "2026-03-02T10:00Z", "2026-03-10T10:14Z", "2026-03-10T10:00Z")]
    [InlineData(Misfire.Skip, "2026-03-10T10:01Z", "2026-03-10T10:14Z", null)]
    public void By_the_plans_own_clock(Misfire misfire, string since, string now, string? due) =>
        Assert.Equal(due is null ? null : DateTimeOffset.Parse(due), DueCheck.Find(Jobs.Clock("0 18 * * *", "Asia/Shanghai"), misfire, DateTimeOffset.Parse(since), DateTimeOffset.Parse(now)));

    [Theory]
    // what was missed, in order; what never ran counts from when it was written
    [InlineData("", "02 18:00, 03 18:00, 04 18:00")]
    [InlineData("- Done 03 19:00", "04 18:00")]
    [InlineData("02 Done 04 20:00, 03 Done 04 20:01", "04 18:00")]
    // by hand in between: it is for its own day
    [InlineData("02 Done 02 18:00, - Done 04 17:00", "03 18:00, 04 18:00")]
    // cut off, failed or partly done: again, and those after it that are done are not
    [InlineData("02 Done 04 20:00, 03 Failed 04 20:01, 04 Done 04 20:02", "03 18:00")]
    [InlineData("02 Partial 04 20:00, 03 Done 04 20:01", "02 18:00, 04 18:00")]
    [InlineData("02 Failed 04 20:00, 03 Done 04 20:01, 04 Done 04 20:02, 02 Done 05 01:00", "")]
    public void Each_that_was_missed_has_a_run(string runs, string due)
    {
        var before = runs.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split(' ', 3)).Select(r => new Run
        {
            Occurrence = r[0] == "-" ? null : At($"{r[0]} 18:00"),
            Status = Enum.Parse<RunStatus>(r[1]),
            Started = At(r[2]).UtcDateTime,
        }).Reverse().ToList();
        Assert.Equal(due, string.Join(", ", DueCheck.FindAll(Jobs.Clock("0 18 * * *", "Asia/Shanghai"), before, At("02 12:00"), At("05 08:00")).Select(at => at.ToString("dd HH:mm"))));

        static DateTimeOffset At(string text) => DateTimeOffset.Parse($"2026-03-{text} +08:00");
    }

    [Fact]
    public void Names_of_entries_are_files_names_and_tell_plans_and_workspaces_apart()
    {
        string[] ids = [new JobNote("/a", "daily", "", "", "").Id, new JobNote("/b", "daily", "", "", "").Id, new JobNote("/a", "日线 €/x", "", "", "").Id, new JobNote("/a", "日线 €/y", "", "", "").Id, new JobNote("/a", null, "", "", "").Id];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^datasync-[A-Za-z0-9._-]+$", id));
        Assert.Equal(ids[0], new JobNote("/a", "Daily", "0 1 * * *", "UTC", "Pwsh").Id);
    }
}
