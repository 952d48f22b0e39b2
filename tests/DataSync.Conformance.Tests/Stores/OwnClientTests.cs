using System.Diagnostics;
using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>What a server's own client prints of a table, which knows nothing of the drivers that wrote it.</summary>
public sealed class OwnClientTests
{
    private static readonly Row A1 = new("A", "20240102", 1.5, -7, "平安 😀"), B1 = new("B", "20240102", 2.25, null, ""), A2 = new("A", "20240203", -3, long.MaxValue, null);

    public static TheoryData<string, WriteMode> Modes() => CommentTests.Modes();

    [Theory, MemberData(nameof(Modes))]
    public async Task The_server_s_own_client_finds_each_row_once(string kind, WriteMode mode)
    {
        await using var table = await DatabaseTable.CreateAsync(kind);
        var spec = StoreTable.Spec(kind, mode);
        await table.RunAsync(spec with { Generation = mode == WriteMode.Replace ? "g0" : null }, StoreTable.Day("20240102", mode == WriteMode.Append ? A1 : A1 with { Close = 99 }));
        if (mode == WriteMode.Append) await table.RunAsync(spec, StoreTable.Day("20240103", B1 with { Date = "20240102" }), StoreTable.Day("20240203", A2));
        else await table.RunAsync(spec, StoreTable.Day("20240102", A1, B1), StoreTable.Day("20240203", A2));
        Assert.Equal(
            ["A|2024-01-02|1.5|-7|平安 😀", "A|2024-02-03|-3|9223372036854775807|∅", "B|2024-01-02|2.25|∅|"],
            (await PrintAsync(table, $"SELECT ts_code, trade_date, close, vol, name FROM daily{(kind == "ClickHouse" && mode is WriteMode.Upsert or WriteMode.Replace && kind == "ClickHouse" ? " FINAL" : "")} ORDER BY ts_code, trade_date")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(mode == WriteMode.Append ? "3" : "2", (await PrintAsync(table, $"SELECT count(*) FROM {(kind == "PostgreSql" ? "datasync.slice" : "datasync_slice")}{(kind == "ClickHouse" ? " FINAL" : "")}")).Trim());
    }

    private static async Task<string> PrintAsync(DatabaseTable table, string sql)
    {
        var (host, database) = (table.Definition.Server!.Split(':'), table.Definition.Database!);
        var start = table.Definition.Kind switch
        {
            "PostgreSql" => new ProcessStartInfo("psql", ["-h", host[0], "-p", host[1], "-U", "postgres", "-d", database, "-At", "-P", "null=∅", "-c", sql]),
            "MySql" => new ProcessStartInfo("mariadb", ["--no-defaults", "--default-character-set=utf8mb4", "-h", host[0], "-P", host[1], "-u", "root", "-D", database, "-N", "-B", "-e", sql]),
            _ => new ProcessStartInfo("curl", ["-sS", "--fail-with-body", $"http://{table.Definition.Server}/?database={database}&format_csv_delimiter=|", "--data-binary", sql + " FORMAT TSV"]),
        };
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, text + await errors);
        // the others part by tabs, and write null in their own ways
        return table.Definition.Kind == "PostgreSql" ? text : text.Replace("\\N", "∅", StringComparison.Ordinal).Replace("NULL", "∅", StringComparison.Ordinal).Replace('\t', '|');
    }
}
