using System.Text.Json.Nodes;
using DataSync.Conformance.Tests.Stores;
using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Databases;

/// <summary>What PostgreSQL alone has: schemas, partitions, and a look at which rows were written.</summary>
public sealed class PostgreSqlTests
{
    private static readonly Row A1 = new("A", "20240102", 1), B1 = new("B", "20240102", 3), A2 = new("A", "20240203", 2), A3 = new("A", "20250304", 5);

    [Theory]
    [InlineData("quotes", "books"), InlineData("日线 \"x\"", "it's; 账")]
    public async Task Tables_and_books_lie_in_the_schemas_that_the_user_names(string schema, string books)
    {
        await using var database = await DatabaseTable.CreateAsync("PostgreSql");
        await TestServer.Get("PostgreSql").ExecuteAsync($"CREATE SCHEMA \"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", database.Definition.Database);
        foreach (var mode in Enum.GetValues<WriteMode>())
        {
            await using var store = StoreTable.Open(database.Definition with { Settings = new JsonObject { ["Schema"] = schema, ["BookkeepingSchema"] = books } });
            var spec = StoreTable.Spec(mode) with { Table = mode.ToString() };
            await store.WriteAsync(spec, StoreTable.Day("20240102", A1));
            await store.WriteAsync(spec with { Generation = "g2" }, StoreTable.Day("20240203", A2));
            Assert.Equal(mode == WriteMode.Replace ? 1 : 2, (await store.ReadAllAsync(mode.ToString())).Sum(b => b.RowCount));
        }
        Assert.Equal([schema], (await QueryAsync(database, "SELECT DISTINCT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname IN ('Append', 'Upsert', 'ReplaceSlice', 'Replace')")).Distinct());
        Assert.Equal([books], await QueryAsync(database, "SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'slice'"));
        Assert.Empty(await QueryAsync(database, "SELECT nspname::text FROM pg_namespace WHERE nspname = 'datasync'"));
    }

    [Theory]
    [InlineData("month(trade_date)", "r", 3), InlineData("year(trade_date)", "r", 2), InlineData("ts_code", "l", 2), InlineData("trade_date", "l", 3)]
    public async Task Partitions_are_ranges_of_time_or_one_a_value(string partitioning, string strategy, long count)
    {
        await using var database = await DatabaseTable.CreateAsync("PostgreSql");
        await database.RunAsync(StoreTable.Spec(WriteMode.Upsert, partitioning), StoreTable.Day("20240102", A1, B1), StoreTable.Day("20240203", A2), StoreTable.Day("20250304", A3));
        Assert.Equal([strategy, count], await QueryAsync(database, "SELECT partstrat::text, (SELECT count(*) FROM pg_inherits WHERE inhparent = partrelid) FROM pg_partitioned_table WHERE partrelid = 'daily'::regclass"));
        Assert.Equal([4L], await QueryAsync(database, "SELECT count(*) FROM daily"));
        Assert.Equal([0L], await QueryAsync(database, "SELECT count(*) FROM ONLY daily"));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task An_upsert_writes_only_rows_that_differ(bool isRepeated)
    {
        await using var database = await DatabaseTable.CreateAsync("PostgreSql");
        await database.RunAsync(StoreTable.Spec(WriteMode.Upsert, partitioning: null), StoreTable.Day("20240102", A1, B1 with { Name = null }));
        var before = await WrittenAsync(database);
        await database.RunAsync(StoreTable.Spec(WriteMode.Upsert, partitioning: null), Fetched(isRepeated, A1 with { Close = 9 }, B1 with { Name = null }));
        var after = await WrittenAsync(database);
        Assert.NotEqual(before[0], after[0]);
        Assert.Equal(before[1][0], after[1][0]);
        // rows of a slice that is new are taken for new: a lock, not a write, tells that they are not
        if (isRepeated) Assert.Equal(before[1], after[1]);
    }

    [Fact]
    public async Task An_upsert_takes_columns_whose_collation_somebody_changed()
    {
        await using var database = await DatabaseTable.CreateAsync("PostgreSql");
        await database.RunAsync(StoreTable.Spec(WriteMode.Upsert, partitioning: null), StoreTable.Day("20240102", A1 with { Name = "a" }, B1));
        await TestServer.Get("PostgreSql").ExecuteAsync("ALTER TABLE daily ALTER name TYPE text COLLATE \"C\", ALTER ts_code TYPE text COLLATE \"POSIX\"", database.Definition.Database);
        await database.RunAsync(StoreTable.Spec(WriteMode.Upsert, partitioning: null), Fetched(isRepeated: true, A1 with { Name = "b" }, B1));
        Assert.Equal(["b", B1.Name], await QueryAsync(database, "SELECT name FROM daily ORDER BY ts_code"));
    }

    private static SliceRows Fetched(bool isRepeated, params Row[] rows)
    {
        var slice = StoreTable.Day("20240102", rows);
        var at = new DateTime(2024, 1, 3, 0, 0, 0, DateTimeKind.Utc);
        return slice with { Marker = slice.Marker with { FirstAt = isRepeated ? at.AddDays(-1) : at, At = at } };
    }

    /// <summary>For each row who wrote it, and who wrote or locked it last.</summary>
    private static async Task<List<string[]>> WrittenAsync(DatabaseTable database) =>
        (await QueryAsync(database, "SELECT xmin || ' ' || xmax FROM daily ORDER BY ts_code")).ConvertAll(w => ((string)w!).Split(' '));

    private static Task<List<object?>> QueryAsync(DatabaseTable database, string sql) => SqlStores.QueryAsync("PostgreSql", database.Definition.Database!, sql);
}
