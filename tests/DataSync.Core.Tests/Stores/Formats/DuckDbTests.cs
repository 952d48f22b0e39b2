using DataSync.Rows;
using DataSync.Stores.Files;
using DataSync.Tests.Rows;
using DuckDB.NET.Data;
using Xunit;

namespace DataSync.Tests.Stores.Formats;

/// <summary>The files as DuckDB, an independent reader, sees them: types it finds by itself, values, and filters that rely on a file's statistics.</summary>
public sealed class DuckDbTests : IDisposable
{
    private static readonly Column[] Columns =
    [
        new("text", DataType.String), new("whole", DataType.Int64), new("number", DataType.Double), new("amount", DataType.Decimal(18, 4)), new("large", DataType.Decimal(28, 6)),
        new("flag", DataType.Boolean), new("day", DataType.Date), new("clock", DataType.Timestamp), new("instant", DataType.TimestampTz), new("bytes", DataType.Binary),
    ];

    private static readonly RowBatch Rows = Batches.Of(
        Batches.Vector(Columns[0], "平安银行", "a,\"b\"\nc", null, "😀"),
        Batches.Vector(Columns[1], -9007199254740993, 9007199254740993, null, 0L),
        Batches.Vector(Columns[2], 10.0, -0.1, null, 1e300),
        Batches.Vector(Columns[3], 12345678901234.5678m, -0.0001m, null, 0m),
        Batches.Vector(Columns[4], 1234567890123456789012.345678m, -0.000001m, null, 0m),
        Batches.Vector(Columns[5], true, false, null, true),
        Batches.Vector(Columns[6], new DateOnly(2024, 1, 2), new DateOnly(1969, 12, 31), null, new DateOnly(1, 1, 1)),
        Batches.Vector(Columns[7], new DateTime(2024, 1, 2, 3, 4, 5).AddTicks(1234560), new DateTime(1950, 6, 7, 8, 9, 10), null, new DateTime(2024, 1, 2)),
        Batches.Vector(Columns[8], new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234560), new DateTime(1950, 6, 7, 8, 9, 10, DateTimeKind.Utc), null, new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc)),
        Batches.Vector(Columns[9], new byte[] { 1, 2, 255 }, Array.Empty<byte>(), null, new byte[] { 0 }));

    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("zstd"), InlineData("snappy"), InlineData("gzip"), InlineData("none")]
    public async Task Parquet_has_the_right_types_and_values(string name)
    {
        var file = await WriteAsync(name, Columns, Rows);
        Assert.Equal(
            ["VARCHAR", "BIGINT", "DOUBLE", "DECIMAL(18,4)", "DECIMAL(28,6)", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "BLOB"],
            Query($"SELECT column_type FROM (DESCRIBE SELECT * FROM '{file}')"));
        Assert.Equal(
            ["平安银行|-9007199254740993|10.0|12345678901234.5678|1234567890123456789012.345678|true|2024-01-02|2024-01-02 03:04:05.123456|2024-01-02 03:04:05.123456+00|\\x01\\x02\\xFF",
             "a,\"b\"\nc|9007199254740993|-0.1|-0.0001|-0.000001|false|1969-12-31|1950-06-07 08:09:10|1950-06-07 08:09:10+00|",
             "∅|∅|∅|∅|∅|∅|∅|∅|∅|∅",
             "😀|0|1e+300|0.0000|0.000000|true|0001-01-01|2024-01-02 00:00:00|2024-01-02 00:00:00+00|\\x00"],
            Query($"SELECT {Shown(Columns)} FROM '{file}'"));
    }

    [Theory]
    [InlineData("csv"), InlineData("csv;"), InlineData("csv gzip"), InlineData("csv zstd", ", nullstr = '\\N'")]
    public async Task Csv_has_the_right_types_and_values(string name, string options = "")
    {
        Column[] columns = [.. Columns.Where(c => c.Type.Kind is not (DataKind.Decimal or DataKind.Binary))];
        var file = $"read_csv('{await WriteAsync(name, columns, Rows.Project(columns))}'{options})";
        Assert.Equal(["VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"], Query($"SELECT column_type FROM (DESCRIBE SELECT * FROM {file})"));
        Assert.Equal(
            ["平安银行|-9007199254740993|10.0|true|2024-01-02|2024-01-02 03:04:05.123456|2024-01-02 03:04:05.123456+00",
             "a,\"b\"\nc|9007199254740993|-0.1|false|1969-12-31|1950-06-07 08:09:10|1950-06-07 08:09:10+00",
             "∅|∅|∅|∅|∅|∅|∅",
             "😀|0|1e+300|true|0001-01-01|2024-01-02 00:00:00|2024-01-02 00:00:00+00"],
            Query($"SELECT {Shown(columns)} FROM {file}"));
    }

    [Theory]
    [InlineData("jsonl"), InlineData("json"), InlineData("jsonl gzip"), InlineData("jsonl zstd"), InlineData("json gzip")]
    public async Task Json_has_the_right_types_and_values(string name)
    {
        Column[] columns = [.. Columns.Where(c => c.Type.Kind is not (DataKind.Decimal or DataKind.Binary or DataKind.TimestampTz))];
        var file = await WriteAsync(name, columns, Rows.Project(columns));
        // DuckDB guesses HUGEINT for integers of both signs, and text for times where some have a fraction of a second and some have none
        Assert.Equal(["VARCHAR", "HUGEINT", "DOUBLE", "BOOLEAN", "DATE", "VARCHAR"], Query($"SELECT column_type FROM (DESCRIBE SELECT * FROM read_json('{file}'))"));
        var typed = "read_json('" + file + "', columns = {text: 'VARCHAR', whole: 'BIGINT', number: 'DOUBLE', flag: 'BOOLEAN', day: 'DATE', clock: 'TIMESTAMP'})";
        Assert.Equal(
            ["平安银行|-9007199254740993|10.0|true|2024-01-02|2024-01-02 03:04:05.123456",
             "a,\"b\"\nc|9007199254740993|-0.1|false|1969-12-31|1950-06-07 08:09:10",
             "∅|∅|∅|∅|∅|∅",
             "😀|0|1e+300|true|0001-01-01|2024-01-02 00:00:00"],
            Query($"SELECT {Shown(columns)} FROM {typed}"));
    }

    [Theory]
    [InlineData("jsonl"), InlineData("json")]
    public async Task Json_times_of_whole_seconds_are_times_for_readers_that_guess(string name)
    {
        Column[] columns = [new("clock", DataType.Timestamp), new("instant", DataType.TimestampTz)];
        var time = new DateTime(2024, 1, 2, 3, 4, 5);
        var file = await WriteAsync(name, columns, Batches.Of(Batches.Vector(columns[0], time, null), Batches.Vector(columns[1], DateTime.SpecifyKind(time, DateTimeKind.Utc), null)));
        Assert.Equal(["TIMESTAMP", "TIMESTAMP"], Query($"SELECT column_type FROM (DESCRIBE SELECT * FROM read_json('{file}'))"));
        Assert.Equal(["2024-01-02 03:04:05|2024-01-02 03:04:05", "∅|∅"], Query($"SELECT {Shown(columns)} FROM read_json('{file}')"));
    }

    [Fact]
    public async Task Whole_doubles_stay_doubles_for_readers_that_guess()
    {
        Column[] columns = [new("number", DataType.Double)];
        var rows = Batches.Of(Batches.Vector(columns[0], 10.0, 0.0, -3.0, 1e20, 123456789012345678.0));
        foreach (var name in new[] { "csv", "jsonl" })
            Assert.Equal(["DOUBLE"], Query($"SELECT column_type FROM (DESCRIBE SELECT * FROM '{await WriteAsync(name, columns, rows)}')"));
    }

    [Fact]
    public async Task Parquet_filters_find_every_row()
    {
        var file = await WriteAsync("zstd", Columns, Rows);
        for (var row = 0; row < Rows.RowCount; row++)
            foreach (var column in Columns)
            {
                var literal = Query($"SELECT CASE WHEN {column.Name} IS NULL THEN 'NULL' ELSE '''' || replace({column.Name}::VARCHAR, '''', '''''') || '''::' || typeof({column.Name}) END FROM '{file}' LIMIT 1 OFFSET {row}").Single();
                Assert.NotEmpty(Query($"SELECT 1 FROM '{file}' WHERE {column.Name} IS NOT DISTINCT FROM {literal}"));
                if (literal == "NULL") continue;
                Assert.NotEmpty(Query($"SELECT 1 FROM '{file}' WHERE {column.Name} >= {literal}"));
                Assert.NotEmpty(Query($"SELECT 1 FROM '{file}' WHERE {column.Name} <= {literal}"));
            }
    }

    [Fact]
    public async Task Parquet_columns_of_nulls_alone_read_as_such()
    {
        var rows = Batches.Of([.. Columns.Select(c => ColumnVector.Nulls(c, 3))]);
        var file = await WriteAsync("zstd", Columns, rows);
        foreach (var column in Columns)
            Assert.Equal(["3|0"], Query($"SELECT count(*) || '|' || count({column.Name}) || coalesce(min({column.Name})::VARCHAR, '') FROM '{file}' WHERE {column.Name} IS NULL"));
    }

    [Fact]
    public async Task Parquet_filters_find_values_that_statistics_may_get_wrong()
    {
        Column[] columns = [new("number", DataType.Double), new("text", DataType.String)];
        var file = await WriteAsync("zstd", columns, Batches.Of(
            Batches.Vector(columns[0], 1.0, double.NaN, -0.0, 3.0),
            // by UTF-16 the emoji comes before the full-width mark, by UTF-8 and code point after it
            Batches.Vector(columns[1], "！", "😀", "！！", new string('长', 10_000))));
        Assert.Equal(["2"], Query($"SELECT count(*) FROM '{file}' WHERE number > 2"));
        Assert.Equal(["1"], Query($"SELECT count(*) FROM '{file}' WHERE isnan(number)"));
        Assert.Equal(["1"], Query($"SELECT count(*) FROM '{file}' WHERE number = 'NaN'::DOUBLE"));
        Assert.Equal(["1"], Query($"SELECT count(*) FROM '{file}' WHERE number = 0"));
        Assert.Equal(["1"], Query($"SELECT count(*) FROM '{file}' WHERE text = '😀'"));
        Assert.Equal(["1"], Query($"SELECT count(*) FROM '{file}' WHERE text = '！'"));
        Assert.Equal(["∅"], Query($"SELECT coalesce(stats_max_value, '∅') FROM parquet_metadata('{file}') WHERE path_in_schema = 'text'"));
    }

    [Fact]
    public async Task Parquet_statistics_are_there_and_right()
    {
        var file = await WriteAsync("zstd", Columns, Rows);
        Assert.Equal(
            ["whole|-9007199254740993|9007199254740993|1", "number|-0.1|1e+300|1", "amount|-0.0001|12345678901234.5678|1", "day|0001-01-01|2024-01-02|1",
             "clock|1950-06-07 08:09:10|2024-01-02 03:04:05.123456|1", "instant|1950-06-07 08:09:10+00|2024-01-02 03:04:05.123456+00|1"],
            Query($"SELECT path_in_schema || '|' || stats_min_value || '|' || stats_max_value || '|' || stats_null_count FROM parquet_metadata('{file}') WHERE path_in_schema IN ('whole', 'number', 'amount', 'day', 'clock', 'instant')"));
    }

    private static string Shown(Column[] columns) => string.Join(" || '|' || ", columns.Select(c => $"coalesce({c.Name}::VARCHAR, '∅')"));

    private async Task<string> WriteAsync(string name, Column[] columns, RowBatch rows)
    {
        var format = FormatTests.Create(name);
        var file = Path.Combine(_folder, $"{Guid.NewGuid():n}{format.Extension}");
        await File.WriteAllBytesAsync(file, await FormatTests.WriteAsync(format, columns, rows));
        return file;
    }

    private static List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SET TimeZone = 'UTC'";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }
}
