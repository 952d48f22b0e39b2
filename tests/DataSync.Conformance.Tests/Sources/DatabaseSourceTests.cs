using System.Text.Json.Nodes;
using DataSync.Sources;
using Xunit;

namespace DataSync.Conformance.Tests.Sources;

/// <summary>What tables and queries of databases do beyond what all sources do.</summary>
public sealed class DatabaseSourceTests
{
    public static TheoryData<string> Kinds => ["PostgreSql", "MySql", "ClickHouse"];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_table_describes_itself(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var draft = await ((IDescribingSource)bench.Source).DescribeAsync(new DescribeRequest("prices", null), TestContext.Current.CancellationToken);
        // an instant is all that ClickHouse knows of times
        Assert.Equal(SourceBench.Rows.Columns.Select(c => (c.Name, kind == "ClickHouse" && c.Name == "at" ? DataType.TimestampTz : c.Type)), draft.Dataset.Columns.Select(c => (c.Name, c.Type)));
        Assert.Equal(kind == "ClickHouse" ? [] : ["code", "day"], draft.Dataset.Key);
        Assert.Equal("day From", draft.Dataset.FindParameter("day_from")!.Filter!.ToString());
        var (result, sink) = await bench.FetchAsync(draft.Dataset with { Name = "prices", Source = "bench" }, arguments: [("day_from", new DateOnly(2024, 1, 2)), ("day_to", new DateOnly(2024, 1, 2))]);
        Assert.Equal((null, 2L), (result.Failure, sink.Count));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_querys_arguments_are_bound_and_never_part_of_it(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var query = "SELECT code, day, note FROM prices WHERE note = {{note}}";
        var draft = await ((IDescribingSource)bench.Source).DescribeAsync(new DescribeRequest(null, query), TestContext.Current.CancellationToken);
        Assert.Equal("note String", Assert.Single(draft.Dataset.Parameters).ToString());
        var (result, sink) = await bench.FetchAsync(draft.Dataset with { Name = "q" }, arguments: [("note", "' OR 1=1 --")]);
        Assert.Equal((null, 1L), (result.Failure, sink.Count));
        (result, sink) = await bench.FetchAsync(draft.Dataset with { Name = "q" }, arguments: [("note", "x' OR '1'='1")]);
        Assert.Equal((null, 0L), (result.Failure, sink.Count));
        var quoted = await Assert.ThrowsAsync<DataSyncException>(() => ((IDescribingSource)bench.Source).DescribeAsync(new DescribeRequest(null, "SELECT '{{note}}' AS a"), TestContext.Current.CancellationToken));
        Assert.Contains("quotes", quoted.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PostgreSql")]
    [InlineData("MySql")]
    public async Task Pages_go_by_the_key_and_on_after_a_cut(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        var large = await bench.CreateLargeAsync(50_000);
        var paged = large with { Settings = new JsonObject { ["table"] = "large", ["pageRows"] = 7_000 } };
        var cut = false;
        var task = Task.CompletedTask;
        var sink = new RowSink(keeps: false, () =>
        {
            if (cut) return;
            cut = true;
            task = ((DatabaseSourceBench)bench).CutAsync();
        });
        var (result, _) = await bench.FetchAsync(paged, sink: sink);
        await task;
        Assert.Null(result.Failure);
        Assert.Equal(50_000, sink.Count);
        var whole = new RowSink(keeps: false);
        await bench.FetchAsync(large with { Settings = new JsonObject { ["table"] = "large", ["pageRows"] = 0, ["keyset"] = null } }, sink: whole);
        Assert.Equal(50_000, whole.Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_column_that_appears_is_a_change_and_one_of_another_type_converts_without_loss(string kind)
    {
        await using var bench = await SourceBench.CreateAsync(kind);
        await ((DatabaseSourceBench)bench).ExecuteAsync(kind == "ClickHouse" ? "ALTER TABLE prices ADD COLUMN extra Nullable(Int32)" : "ALTER TABLE prices ADD COLUMN extra integer");
        var (result, _) = await bench.FetchAsync();
        Assert.Equal(("extra", DataType.Int64), (Assert.Single(result.SchemaChanges).Column, result.SchemaChanges[0].To!.Value));
        var texts = bench.Dataset with { Columns = [.. bench.Dataset.Columns.Select(c => c with { Type = c.Name is "volume" or "day" ? DataType.String : c.Type }), new("extra", DataType.Double)] };
        var (converted, sink) = await bench.FetchAsync(texts, arguments: [("code", "000001")]);
        Assert.Null(converted.Failure);
        Assert.Contains("9223372036854775807", sink.Rows.Select(r => r[4]));
        Assert.Contains("2024-01-02", sink.Rows.Select(r => r[1]));
    }
}
