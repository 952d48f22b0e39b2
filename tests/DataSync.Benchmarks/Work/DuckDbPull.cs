using DuckDB.NET.Data;

namespace DataSync.Benchmarks.Work;

/// <summary>The same work by DuckDB: the bodies are downloaded to scratch files, as its own HTTP client cannot POST, and one COPY turns them into the format.</summary>
internal static class DuckDbPull
{
    public const string Verb = "duckdb";
    private static readonly string[] Texts = ["ts_code", "trade_date"];
    private static readonly string[] Numbers = ["open", "high", "low", "close", "pre_close", "change", "pct_chg", "vol", "amount"];

    /// <param name="vendor">The vendor's address.</param>
    /// <param name="format">parquet, csv or json.</param>
    /// <param name="codec">snappy or zstd, for Parquet.</param>
    /// <param name="output">The file to write.</param>
    public static async Task<int> RunAsync(Uri vendor, string format, string codec, string output)
    {
        var scratch = Directory.CreateTempSubdirectory("duckdb-pull-");
        try
        {
            using (var client = new VendorClient(vendor))
            {
                await client.ForEachDayAsync(async (day, body, cancellationToken) =>
                {
                    await using var file = File.Create(Path.Combine(scratch.FullName, $"{day}.json"));
                    await body.CopyToAsync(file, cancellationToken);
                });
            }

            using var connection = new DuckDBConnection("DataSource=:memory:");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"COPY ({Select(scratch.FullName)}) TO '{output}' ({Options(format, codec)})";
            await command.ExecuteNonQueryAsync();
            return 0;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static string Select(string folder)
    {
        var columns = Texts.Select((name, i) => $"r[{i + 1}] AS {name}").Concat(Numbers.Select((name, i) => $"r[{Texts.Length + i + 1}]::DOUBLE AS {name}"));
        return $$"""
            SELECT {{string.Join(", ", columns)}}
            FROM (SELECT unnest(data.items) AS r
                  FROM read_json('{{folder}}/*.json', format = 'unstructured', columns = {"code": 'INTEGER', "data": 'STRUCT(items VARCHAR[][])'}))
            """;
    }

    private static string Options(string format, string codec) => format switch
    {
        "parquet" => $"FORMAT parquet, COMPRESSION {codec}",
        "csv" => "FORMAT csv, HEADER",
        _ => "FORMAT json",
    };
}
