using DataSync.Schema;
using DataSync.Stores;
using Xunit;

namespace DataSync.Core.Tests.Schema.Migrations;

public class MigrationPlannerTests
{
    private static readonly TargetState State = new("b", 1, [new("k", DataType.String), new("v", DataType.Int64), new("w", DataType.Double), new("old", DataType.String)], WriteMode.Upsert, ["k"], null);

    [Fact]
    public void A_table_is_brought_to_its_dataset_in_an_order_in_which_the_steps_can_be_taken()
    {
        var dataset = Of(("k", DataType.String), ("vol", DataType.Double), ("w", DataType.Int64), ("n", DataType.Date));
        Assert.Equal(["rename column v to vol", "retype column vol to Double", "retype column w to Int64", "add column n Date", "change key to k, n", "drop column old"],
            MigrationPlanner.Plan(State, dataset, ["k", "n"], name => name == "v" ? ["vol"] : []).Select(s => s.ToString()));
    }

    [Fact]
    public void AddOnly_takes_nothing_away()
    {
        var dataset = Of(("k", DataType.String), ("v", DataType.String), ("w", DataType.Int64), ("n", DataType.Date));
        Assert.Equal(["retype column v to String", "add column n Date"], MigrationPlanner.Plan(State, dataset, ["k", "n"], _ => [], UpdatePolicy.AddOnly).Select(s => s.ToString()));
    }

    [Fact]
    public void A_column_that_rows_are_kept_by_stays() => Assert.Empty(MigrationPlanner.Plan(State, Of(("v", DataType.Int64), ("w", DataType.Double), ("old", DataType.String)), null, _ => []));

    [Fact]
    public void What_is_taken_back_leaves_what_was()
    {
        var shape = TableShape.Of(State);
        var steps = StepText.ReadLines("rename column v to vol\nretype column vol to Double\nadd column n Date\ndrop column old\nchange key to k, n\nreorder columns n, k, vol, w");
        var back = shape.Apply(steps).Apply(StepInverse.Of(shape, steps)!);
        Assert.Equal(shape.Key, back.Key);
        Assert.Equal(shape.Columns.Select(c => c.ToString()).Order(), back.Columns.Select(c => c.ToString()).Order());
        Assert.Null(StepInverse.Of(shape, StepText.ReadLines("drop column old without archive")));
    }

    private static Dataset Of(params (string Name, DataType Type)[] columns) => new() { Name = "d", Columns = [.. columns.Select(c => new Column(c.Name, c.Type))] };
}
