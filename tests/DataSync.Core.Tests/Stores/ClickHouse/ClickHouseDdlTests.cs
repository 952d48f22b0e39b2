using DataSync.Stores.ClickHouse;
using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Tests.Stores.ClickHouse;

/// <summary>The statements for a cluster, by their text: the engine that the tests reach has no Keeper to run them.</summary>
public class ClickHouseDdlTests
{
    private static readonly TableRecord Daily = new()
    {
        Table = "daily",
        Uuid = new Guid("11111111-2222-3333-4444-555555555555"),
        Mode = WriteMode.Upsert,
        Key = ["trade_date", "ts_code"],
        Columns = [new("ts_code", DataType.String), new("trade_date", DataType.Date), new("close", DataType.Double)],
    };

    [Fact]
    public void On_one_machine_a_table_is_one_table()
    {
        var ddl = new ClickHouseDdl(null);
        Assert.Equal(
            "CREATE TABLE `daily` UUID '11111111-2222-3333-4444-555555555555' (`ts_code` String, `trade_date` Date32, `close` Nullable(Float64) COMMENT 'it\\'s', "
            + "_datasync_version UInt64 MATERIALIZED 0 COMMENT 'The row of a key with the highest one holds: SELECT … FINAL') "
            + "ENGINE = ReplacingMergeTree(_datasync_version) PARTITION BY toYYYYMM(`trade_date`) ORDER BY (`trade_date`, `ts_code`) SETTINGS allow_nullable_key = 1 COMMENT 'Kept by DataSync: Upsert by trade_date, ts_code'",
            Assert.Single(ddl.Create("daily", Daily, [new Column("close", DataType.Double) { Description = "it's" }], description: null)));
    }

    [Fact]
    public void On_a_cluster_replicated_tables_lie_under_a_distributed_one()
    {
        var ddl = new ClickHouseDdl("main`1");
        var created = ddl.Create("daily", Daily, [], "Prices").ToList();
        Assert.StartsWith("CREATE TABLE `daily_local` UUID '11111111-2222-3333-4444-555555555555' ON CLUSTER `main``1` (", created[0]);
        Assert.Contains("ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', _datasync_version) PARTITION BY", created[0]);
        Assert.Equal("CREATE TABLE IF NOT EXISTS `daily` ON CLUSTER `main``1` AS `daily_local` ENGINE = Distributed(`main``1`, currentDatabase(), `daily_local`, cityHash64(`trade_date`, `ts_code`)) COMMENT 'Prices'", created[1]);
        Assert.Equal(["ALTER TABLE `daily_local` ON CLUSTER `main``1` MODIFY COMMENT 'it\\'s'", "ALTER TABLE `daily` ON CLUSTER `main``1` MODIFY COMMENT 'it\\'s'"], ddl.Comment("daily", "it's", []));

        var append = ddl.CreateStage("s", Daily with { Mode = WriteMode.Append, Key = [] }).ToList();
        Assert.Contains("ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}') ORDER BY tuple() SETTINGS", append[0]);
        Assert.EndsWith("Distributed(`main``1`, currentDatabase(), `s_local`, rand())", append[1]);

        Assert.Equal("EXCHANGE TABLES `daily_local` AND `next_local` ON CLUSTER `main``1`", ddl.Exchange("daily", "next"));
        Assert.Equal("ALTER TABLE `daily_local` ON CLUSTER `main``1` ADD COLUMN IF NOT EXISTS `x` Nullable(Int64)", ddl.Alter("daily", Daily, [.. Daily.TableColumns, new("x", DataType.Int64)]));
        Assert.Equal(["DROP TABLE IF EXISTS `daily` ON CLUSTER `main``1` SYNC", "DROP TABLE IF EXISTS `daily_local` ON CLUSTER `main``1` SYNC"], ddl.Drop("daily"));
        Assert.All(ddl.Bookkeeping, statement => Assert.Contains("ON CLUSTER `main``1`", statement));
    }

    [Fact]
    public void A_slice_is_a_partition_only_where_it_is_exactly_one()
    {
        var byDay = Daily with { Partitioning = "trade_date" };
        var byMonth = Daily with { Partitioning = "month(trade_date)" };
        Assert.NotNull(SlicePartition.Find([Condition(FilterOperator.Equals, "2024-01-02")], byDay));
        Assert.Null(SlicePartition.Find([Condition(FilterOperator.Equals, "2024-01-02")], byMonth));
        Assert.NotNull(SlicePartition.Find([Condition(FilterOperator.To, "2024-02-29"), Condition(FilterOperator.From, "2024-02-01")], byMonth));
        Assert.Null(SlicePartition.Find([Condition(FilterOperator.From, "2024-02-01"), Condition(FilterOperator.To, "2024-02-28")], byMonth));
        Assert.Null(SlicePartition.Find([Condition(FilterOperator.Equals, "2024-01-02"), new("ts_code", FilterOperator.Equals, DataKind.String, ["A"])], byDay));

        static StoredCondition Condition(FilterOperator filter, string day) => new("trade_date", filter, DataKind.Date, [day]);
    }
}
