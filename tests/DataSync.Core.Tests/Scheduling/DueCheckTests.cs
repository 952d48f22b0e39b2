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

    [Fact]
    public void Names_of_entries_are_files_names_and_tell_plans_and_workspaces_apart()
    {
        string[] ids = [new JobNote("/a", "daily", "", "", "").Id, new JobNote("/b", "daily", "", "", "").Id, new JobNote("/a", "日线 €/x", "", "", "").Id, new JobNote("/a", "日线 €/y", "", "", "").Id, new JobNote("/a", null, "", "", "").Id];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^datasync-[A-Za-z0-9._-]+$", id));
        Assert.Equal(ids[0], new JobNote("/a", "Daily", "0 1 * * *", "UTC", "Pwsh").Id);
    }
}
