using DataSync.Stores;
using DataSync.Stores.Files;
using DuckDB.NET.Data;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>DuckDB, as an independent reader, sees the same rows through a glob, with the right types.</summary>
public class DuckDbTests
{
    public static TheoryData<string, WriteMode, string?> Cases()
    {
        var data = new TheoryData<string, WriteMode, string?>();
        foreach (var kind in FileTable.FileKinds.Where(k => k != "Excel")) // which DuckDB reads by an extension it would have to download
            foreach (var mode in Enum.GetValues<WriteMode>())
                foreach (var partitioning in new[] { null, "month(trade_date)", "ts_code", "trade_date" })
                    data.Add(kind, mode, partitioning);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_glob_finds_each_row_once_with_its_types(string kind, WriteMode mode, string? partitioning)
    {
        await using var table = new FileTable(kind);
        var rows = new[] { new Row("000001", "20240102", 1.5), new Row("000002", "20240102", 2), new Row("000001", "20240203", 3, null, null), new Row("平安 a/b%=", "20240203", 4) };
        var spec = StoreTable.Spec(mode, partitioning);
        if (mode != WriteMode.Append) await table.RunAsync(spec with { Generation = "g0" }, StoreTable.Day("20240102", rows[0] with { Close = 99 }, rows[1]));
        await table.RunAsync(spec, StoreTable.Day("20240102", rows[..2]), StoreTable.Day("20240203", rows[2..]));

        await using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        var glob = $"{table.TableFolder.Replace("'", "''", StringComparison.Ordinal)}/**/*{table.Format.Extension}";
        var reader = kind switch { "Parquet" => "read_parquet", "Csv" or "CsvGzip" => "read_csv", _ => "read_json" };
        // whole text columns of digits read as numbers in text formats unless their type is said
        var types = kind switch { "Parquet" => "", "Csv" or "CsvGzip" => ", types = {'ts_code': 'VARCHAR'}", _ => "" };
        var from = $"{reader}('{glob}', hive_partitioning = {(partitioning is null ? "false" : "true")}, union_by_name = true{types})";
        var typeNames = await QueryAsync(connection, $"SELECT column_type FROM (DESCRIBE SELECT ts_code, trade_date, close, vol, name FROM {from})");
        Assert.Equal(["VARCHAR", "DATE", "DOUBLE", "BIGINT", "VARCHAR"], typeNames);
        var found = await QueryAsync(connection, $"SELECT ts_code, trade_date, close, vol, name FROM {from}");
        found.Sort(StringComparer.Ordinal);
        Assert.Equal(Row.Sorted(rows), found);
    }

    [Fact]
    public async Task The_partition_s_folder_tells_hive_readers_its_value()
    {
        await using var table = new FileTable("Parquet");
        await table.RunAsync(StoreTable.Spec(WriteMode.Upsert, "ts_code"), StoreTable.Day("20240102", new Row("000001", "20240102", 1), new Row("a b/c", "20240102", 1)));
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Assert.Equal(["000001|000001", "a b/c|a b/c"], await QueryAsync(connection,
            $"SELECT ts_code, ts_code_value FROM read_parquet('{table.TableFolder}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) ORDER BY 1"));
    }

    private static async Task<List<string>> QueryAsync(DuckDBConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join("|", Enumerable.Range(0, reader.FieldCount).Select(i => StoreTable.Text(reader.IsDBNull(i) ? null : reader.GetValue(i)))));
        return rows;
    }
}
