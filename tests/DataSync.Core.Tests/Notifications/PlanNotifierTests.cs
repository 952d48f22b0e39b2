using System.Text.Json.Nodes;
using DataSync.Rows;
using DataSync.Sources;
using DataSync.Tests.Sync;
using Xunit;

namespace DataSync.Tests.Notifications;

/// <summary>Who is told what after which runs.</summary>
public sealed class PlanNotifierTests : IDisposable
{
    private readonly SyncBench _bench = new();
    private readonly FakeChat _chat = new();
    private readonly Dictionary<int, Failure> _failing = [];
    private readonly HashSet<int> _empty = [];
    private IReadOnlyList<SchemaChange> _changes = [];

    public PlanNotifierTests()
    {
        _bench.Network = _chat;
        _bench.Source.Answer = AnswerAsync;
        Save(new Notification { Name = "ops", Kind = "Webhook", Address = "https://chat.test/", Settings = JsonNode.Parse("""{"body":{"say":"{{ event }}: {{ title }}\n{{ text }}"}}""")!.AsObject() });
    }

    public void Dispose()
    {
        _chat.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task Each_change_of_state_is_told_once()
    {
        await _bench.RunAsync("20240102"); // well from the beginning: no news
        Assert.Empty(Told());
        _failing[3] = new Failure(FailureCategory.Fatal, "code 7: no") { Advice = "Ask later." };
        await _bench.RunAsync("20240102", "20240103");
        await _bench.RunAsync("20240102", "20240103");
        var partial = Assert.Single(Told());
        Assert.StartsWith("Partial: DataSync: plan daily is partly done\n1 slices failed, 0 are done, 1 were done before.\n- trade_date=20240103: code 7: no Ask later.\nRun ", partial, StringComparison.Ordinal);
        Assert.Contains(_bench.Workspace.Root, partial, StringComparison.Ordinal);

        await _bench.RunAsync("20240103"); // now nothing is done at all
        _failing.Clear();
        await _bench.RunAsync("20240102", "20240103");
        await _bench.RunAsync("20240102", "20240103");
        Assert.Equal(["Partial", "Failed", "Recovered"], Told().Select(t => t.Split(':')[0]));
    }

    [Fact]
    public async Task A_message_that_does_not_arrive_is_a_warning_and_comes_with_the_next_run()
    {
        _chat.Answer = _ => FakeChat.Json("gone", System.Net.HttpStatusCode.Gone);
        _failing[3] = new Failure(FailureCategory.Fatal, "no");
        var run = await _bench.RunAsync("20240103");
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Contains(_bench.Warnings, w => w.Contains("Notification 'ops' of plan 'daily' (Failed) did not arrive: The address answered 410: gone", StringComparison.Ordinal));
        _chat.Answer = _ => FakeChat.Json("{}");
        await _bench.RunAsync("20240103");
        await _bench.RunAsync("20240103");
        Assert.Equal(2, _chat.Messages.Count);
    }

    [Fact]
    public async Task A_plan_that_cannot_begin_is_told_and_only_what_was_asked_for_is()
    {
        Save(_bench.Workspace.Notifications.Get("ops") with { Events = [NotificationEvent.Failed], Plans = ["da*"] });
        Save(_bench.Workspace.Notifications.Get("ops") with { Name = "others", Plans = ["weekly"] });
        _bench.Plan = _bench.Plan with { Store = "none" };
        await Assert.ThrowsAsync<DataSyncException>(() => _bench.RunAsync("20240102"));
        Assert.Contains("plan daily could not run\nThere is no store 'none'", Assert.Single(Told()), StringComparison.Ordinal);
        _bench.Plan = _bench.Plan with { Store = "lake" };
        await _bench.RunAsync("20240102");
        Assert.Single(Told()); // recovery is not asked for, but counts as seen
        _bench.Plan = _bench.Plan with { Name = "" };
        _failing[3] = new Failure(FailureCategory.Fatal, "no");
        await _bench.RunAsync("20240103");
        Assert.Single(Told()); // ad hoc runs are watched by who runs them
    }

    [Fact]
    public async Task Changed_columns_are_told_once()
    {
        _bench.Plan = _bench.Plan with { SchemaPolicy = SchemaPolicy.Discard };
        _changes = [new SchemaChange(SchemaChangeKind.Added, "extra", null, DataType.Int64, "5")];
        await _bench.RunAsync("20240102");
        await _bench.RunAsync("20240103");
        Assert.Contains("SchemaChanged: DataSync: plan daily met other columns in daily\n- extra added as Int64 (such as 5)", Assert.Single(Told()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_is_late_is_told_and_that_it_came()
    {
        _bench.Plan = _bench.Plan with { LateAfter = TimeSpan.FromHours(6) };
        _empty.Add(9); // ended 18 hours ago in Shanghai
        await _bench.RunAsync("20240108", "20240109", "20240110");
        await _bench.RunAsync("20240108", "20240109", "20240110");
        Assert.Contains("Late: DataSync: plan daily is late\nData of 1 slices should be there: trade_date=20240109 (Empty).", Assert.Single(Told()), StringComparison.Ordinal);
        _empty.Clear();
        await _bench.RunAsync("20240108", "20240109", "20240110");
        Assert.StartsWith("Recovered: DataSync: plan daily is not late any more", Told().Last(), StringComparison.Ordinal);
        Assert.Equal(2, Told().Count);
    }

    /// <summary>A run that never comes tells nobody by itself: whichever job starts next does.</summary>
    [Fact]
    public async Task A_plan_that_does_not_run_when_it_should_is_told_by_others()
    {
        _bench.Workspace.Plans.Save(_bench.Plan, overwrite: true);
        File.SetLastWriteTimeUtc(Path.Combine(_bench.Workspace.Plans.Path, "daily.json"), _bench.Time.GetUtcNow().UtcDateTime.AddDays(-9));
        var clock = new DataSync.Scheduling.CronClock(DataSync.Scheduling.CronExpression.Parse("0 9 * * *"), TimeZoneInfo.Utc);
        await _bench.RunAsync("20240102");
        await TellAsync();
        Assert.Empty(Told());
        _bench.Time.Advance(TimeSpan.FromHours(24)); // ran at 10:00, due at 9:00 of the next day: an hour ago
        await TellAsync();
        Assert.Empty(Told());
        _bench.Time.Advance(TimeSpan.FromHours(6));
        await TellAsync();
        await TellAsync();
        Assert.Contains("Late: DataSync: plan daily is late\nIt was due at 2024-01-11 09:00 +00:00 and has not succeeded since; its last success began at 2024-01-10 10:00 UTC.", Assert.Single(Told()), StringComparison.Ordinal);
        await _bench.RunAsync("20240103");
        Assert.StartsWith("Recovered", Told().Last(), StringComparison.Ordinal);

        Task TellAsync() => _bench.Engine.TellLatenessAsync(_bench.Plan, clock, _bench, CancellationToken.None);
    }

    private async Task<FetchResult> AnswerAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var day = ((DateOnly)request.Arguments["trade_date"]).Day;
        if (_failing.TryGetValue(day, out var failure)) return new FetchResult { Failure = failure };
        return await FakeSource.RowsAsync(request, sink, _empty.Contains(day) ? 0 : 2, cancellationToken) with { SchemaChanges = _changes };
    }

    private void Save(Notification notification) => _bench.Workspace.Notifications.Save(notification, overwrite: true);

    private List<string> Told() => [.. _chat.Messages.Select(m => JsonNode.Parse(m.Body)!["say"]!.ToString())];
}
