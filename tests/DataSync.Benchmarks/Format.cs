namespace DataSync.Benchmarks;

/// <summary>A file format as each program names it.</summary>
/// <param name="Name">The name shown.</param>
/// <param name="Kind">The store's kind.</param>
/// <param name="Codec">The compression; empty for none.</param>
/// <param name="Peer">DuckDB's name.</param>
/// <param name="Reader">The DuckDB function that reads files back.</param>
internal sealed record Format(string Name, string Kind, string Codec, string Peer, Func<string, string> Reader)
{
    public static IReadOnlyList<Format> All { get; } =
    [
        new("csv", "Csv", "", "csv", folder => $"read_csv('{folder}/**/*.csv')"),
        new("jsonl", "Json", "", "json", folder => $"read_json('{folder}/**/*.json*', format = 'newline_delimited')"),
        new("parquet snappy", "Parquet", "Snappy", "parquet", folder => $"read_parquet('{folder}/**/*.parquet')"),
        new("parquet zstd", "Parquet", "Zstd", "parquet", folder => $"read_parquet('{folder}/**/*.parquet')"),
    ];
}
