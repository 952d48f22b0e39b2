using System.Globalization;
using System.Text.Json.Nodes;
using DataSync.Conformance.Tests.Stores;
using DataSync.Sources;

namespace DataSync.Conformance.Tests.Sources;

/// <summary>A table that somebody else made in a database of its own on a real server.</summary>
internal sealed class DatabaseSourceBench(string kind) : SourceBench
{
    private readonly TestServer _server = TestServer.Get(kind);
    private string? _database;

    public override Dataset Missing => Dataset with { Settings = new JsonObject { ["table"] = "none" } };
    public override Source WithoutAccess => Definition() with { User = "nobody_here", Password = "env:WRONG" };
    public override Source Unreachable => Definition() with { Server = "127.0.0.1:9" };

    /// <summary>Runs a statement as the table's owner.</summary>
    public Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql, _database);

    /// <summary>Ends all other clients' connections.</summary>
    public Task CutAsync() => _server.CutAsync(_database!);

    protected override async Task<Source> DefineAsync()
    {
        _database = await _server.CreateDatabaseAsync();
        await ExecuteAsync(kind switch
        {
            "PostgreSql" => "CREATE TABLE prices (code varchar(20) NOT NULL, day date NOT NULL, close double precision, amount numeric(20,4), volume bigint, open boolean, at timestamp, note text, PRIMARY KEY (code, day))",
            "MySql" => "CREATE TABLE prices (code varchar(20) NOT NULL, day date NOT NULL, close double, amount decimal(20,4), volume bigint, open tinyint(1), at datetime(6), note text, PRIMARY KEY (code, day)) CHARACTER SET utf8mb4",
            _ => "CREATE TABLE prices (code LowCardinality(String), day Date32, close Nullable(Float64), amount Nullable(Decimal(20,4)), volume Nullable(Int64), open Nullable(Bool), at Nullable(DateTime64(6, 'UTC')), note Nullable(String)) ENGINE = MergeTree ORDER BY (code, day)",
        });
        await ExecuteAsync($"INSERT INTO prices VALUES {string.Join(", ", Values.Select(v => $"({string.Join(", ", v.Select(Literal))})"))}");
        Dataset = Rows with { Settings = new JsonObject { ["table"] = "prices" } };
        return Definition();
    }

    public override async Task<Dataset> CreateLargeAsync(int rows)
    {
        await ExecuteAsync(kind switch
        {
            "PostgreSql" => $"CREATE TABLE large AS SELECT 'c' || n % 1000 AS code, n::bigint AS n, n + 0.25::double precision AS price FROM generate_series(0, {rows - 1}) n; ALTER TABLE large ALTER n SET NOT NULL; CREATE UNIQUE INDEX ON large (n)",
            "MySql" => $"CREATE TABLE large (code varchar(20), n bigint NOT NULL PRIMARY KEY, price double) AS SELECT CONCAT('c', seq % 1000) AS code, seq AS n, seq + 0.25E0 AS price FROM seq_0_to_{rows - 1}",
            _ => $"CREATE TABLE large ENGINE = MergeTree ORDER BY n AS SELECT concat('c', toString(number % 1000)) AS code, toInt64(number) AS n, number + 0.25 AS price FROM numbers({rows})",
        });
        return new Dataset
        {
            Name = "large",
            Source = "bench",
            Columns = [new("code", DataType.String), new("n", DataType.Int64), new("price", DataType.Double)],
            Settings = new JsonObject { ["table"] = "large", ["pageRows"] = 30_000 },
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null) await _server.DropDatabaseAsync(_database);
    }

    private Source Definition()
    {
        var store = _server.Define(_database!);
        return new Source { Name = "bench", Kind = kind, Server = store.Server, Database = store.Database, User = store.User };
    }

    private string Literal(object? value) => value switch
    {
        null => "NULL",
        bool truth => truth ? "true" : "false",
        DateOnly day => $"'{day:yyyy-MM-dd}'",
        DateTime time => $"'{time:yyyy-MM-dd HH:mm:ss.ffffff}'",
        string text => $"'{(kind == "PostgreSql" ? text : text.Replace("\\", "\\\\", StringComparison.Ordinal)).Replace("'", "''", StringComparison.Ordinal)}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
