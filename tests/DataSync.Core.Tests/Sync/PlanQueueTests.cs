using DataSync.Arguments;
using DataSync.Sync.Plans;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>Which plans run when.</summary>
public sealed class PlanQueueTests
{
    private readonly Dictionary<string, TaskCompletionSource<Run?>> _runs = [];
    private readonly List<string> _begun = [];

    [Fact]
    public async Task Independent_plans_run_side_by_side_up_to_the_limit()
    {
        var queue = RunAsync(2, Plan("a"), Plan("b"), Plan("c"));
        Assert.Equal(["a", "b"], _begun);
        End("b");
        Assert.Equal(["a", "b", "c"], await Begun(3));
        End("a");
        End("c");
        await queue;
    }

    [Fact]
    public async Task A_plan_waits_for_all_that_it_depends_on()
    {
        var queue = RunAsync(8, Plan("d") with { DependsOn = ["b", "c"] }, Plan("b") with { DependsOn = ["A"] }, Plan("c") with { DependsOn = ["a"] }, Plan("a"));
        Assert.Equal(["a"], _begun);
        End("a");
        Assert.Equal(["a", "b", "c"], await Begun(3));
        End("b", RunStatus.Partial);
        End("c");
        Assert.Equal(["a", "b", "c", "d"], await Begun(4));
        End("d");
        await queue;
    }

    [Theory]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Stopped)]
    [InlineData(RunStatus.QuotaUsedUp)]
    [InlineData(null)]
    public async Task What_depends_on_a_plan_that_did_not_succeed_does_not_run(RunStatus? status)
    {
        var queue = RunAsync(8, Plan("c") with { DependsOn = ["b"] }, Plan("b") with { DependsOn = ["a"] }, Plan("a"), Plan("z"));
        End("a", status);
        End("z");
        await queue;
        Assert.Equal(["a", "z", "skip b of a", "skip c of b"], _begun);
    }

    [Fact]
    public async Task Quota_goes_to_the_higher_priority_first()
    {
        var queue = RunAsync(8, Plan("low"), Plan("high") with { Priority = 9 }, Plan("also") with { Priority = 9 }, Plan("other") with { Dataset = "elsewhere" });
        // of another source, nothing is to be shared
        Assert.Equal(["also", "high", "other"], _begun.Order());
        End("also");
        End("high", RunStatus.QuotaUsedUp);
        Assert.Equal(4, (await Begun(4)).Count);
        End("low");
        End("other");
        await queue;
    }

    [Fact]
    public async Task Two_plans_of_one_table_run_one_after_another()
    {
        var queue = RunAsync(8, Plan("a") with { Table = "t" }, Plan("b") with { Table = "T" });
        Assert.Equal(["a"], _begun);
        End("a");
        Assert.Equal(["a", "b"], await Begun(2));
        End("b");
        await queue;
    }

    private static Plan Plan(string name) => new() { Name = name, Dataset = "d", Store = "lake", Table = name };

    private Task RunAsync(int limit, params Plan[] plans)
    {
        foreach (var plan in plans) _runs[plan.Name] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new PlanQueue(PlanGraph.Of(plans, _ => Array.Empty<TableReference>()), p => p.Dataset).RunAsync(limit, plan =>
        {
            _begun.Add(plan.Name);
            return _runs[plan.Name].Task;
        }, (plan, parent, _) =>
        {
            _begun.Add($"skip {plan.Name} of {parent.Name}");
            return new Run { Status = RunStatus.NotRun };
        }, TestContext.Current.CancellationToken);
    }

    private void End(string plan, RunStatus? status = RunStatus.Done) => _runs[plan].SetResult(status is { } s ? new Run { Status = s } : null);

    /// <summary>The plans begun, once there are so many.</summary>
    private async Task<List<string>> Begun(int count)
    {
        while (_begun.Count < count) await Task.Yield();
        return _begun;
    }
}
