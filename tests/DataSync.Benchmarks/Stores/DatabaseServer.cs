using System.Globalization;

namespace DataSync.Benchmarks.Stores;

/// <summary>A running server, and how its own client does the work that a store's writer is measured against.</summary>
internal abstract class DatabaseServer(string kind, string variable)
{
    public const string Database = "datasync_bench";

    public static readonly IReadOnlyList<DatabaseServer> All = [new PostgreSqlServer(), new MySqlServer(), new ClickHouseServer()];

    public string Kind { get; } = kind;
    /// <summary>Where it listens, <c>host:port</c>; null where it does not run.</summary>
    public string? Address { get; } = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address ? address : null;
    /// <summary>What its own bulk path is called.</summary>
    public abstract string PeerName { get; }
    /// <summary>The form of the file that its client loads.</summary>
    public virtual string FileForm => "csv";
    public abstract string User { get; }

    protected string Host => Address!.Split(':')[0];
    protected string Port => Address!.Split(':')[1];

    public string Definition => $$"""{"Name":"bench","Kind":"{{Kind}}","Server":"{{Address}}","Database":"{{Database}}","User":"{{User}}"}""";

    /// <summary>Runs statements by its own client.</summary>
    public abstract Command Sql(string text, string? database = Database);
    /// <summary>Loads the file into the table <c>peer</c>.</summary>
    public abstract Command Load(string file);
    /// <summary>A table with the columns, types and key of the store's, named <c>peer</c>.</summary>
    public abstract string CreatePeer(bool keyed);
    /// <summary>Upserts all rows of the table <c>staged</c> into <c>peer</c>; null where the server has no such statement.</summary>
    public virtual string? Upsert => null;

    /// <summary>Counts the rows of a table, each key once.</summary>
    public virtual string Count(string table) => $"SELECT count(*) FROM {table}";

    public async Task CreateAsync()
    {
        await Sql($"DROP DATABASE IF EXISTS {Database}", null).RunAsync();
        await Sql($"CREATE DATABASE {Database}", null).RunAsync();
    }

    public Task DropAsync() => Sql($"DROP DATABASE IF EXISTS {Database}", null).RunAsync();

    /// <summary>Processor seconds its processes have used; null where they cannot be told.</summary>
    public double? CpuSeconds()
    {
        if (Environment.GetEnvironmentVariable("DATASYNC_TEST_SERVERS") is not { Length: > 0 } folder || ProcessId(folder) is not { } main) return null;
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(ReadStat).OfType<(int Id, int Parent, double Own, double Children)>().ToList();
        // what ended has been counted by its parent
        return all.Where(p => p.Id == main || p.Parent == main).Sum(p => p.Own + (p.Id == main ? p.Children : 0));
    }

    protected abstract string PidFile { get; }

    private int? ProcessId(string folder) => File.Exists(Path.Combine(folder, PidFile)) && int.TryParse(File.ReadLines(Path.Combine(folder, PidFile)).First(), CultureInfo.InvariantCulture, out var id) ? id : null;

    private static (int Id, int Parent, double Own, double Children)? ReadStat(string? id)
    {
        try
        {
            // the name, in brackets, may hold blanks; then state, parent, …, and in clock ticks user, system, and those of children
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            double Ticks(int at) => long.Parse(fields[at], CultureInfo.InvariantCulture) / 100.0;
            return (int.Parse(id!, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }
}

internal sealed class PostgreSqlServer() : DatabaseServer("PostgreSql", "DATASYNC_TEST_POSTGRESQL")
{
    public override string PeerName => @"psql \copy";
    public override string User => "postgres";
    protected override string PidFile => "pg/data/postmaster.pid";
    public override string Upsert => "INSERT INTO peer SELECT * FROM staged ON CONFLICT (ts_code, trade_date) DO UPDATE SET " + string.Join(", ", StoreWork.Columns.Skip(2).Select(c => $"{c.Name} = excluded.{c.Name}"));
    public override Command Sql(string text, string? database = Database) => new("psql", ["-q", "-h", Host, "-p", Port, "-U", User, "-v", "ON_ERROR_STOP=1", "-d", database ?? "postgres", "-c", text]);
    public override Command Load(string file) => Sql($@"\copy peer FROM '{file}' (FORMAT csv)");
    public override string CreatePeer(bool keyed) => $"CREATE TABLE peer (ts_code text, trade_date date, {string.Join(", ", StoreWork.Columns.Skip(2).Select(c => $"{c.Name} double precision"))}{(keyed ? ", PRIMARY KEY (ts_code, trade_date)" : "")})";
}

internal sealed class MySqlServer() : DatabaseServer("MySql", "DATASYNC_TEST_MYSQL")
{
    public override string PeerName => "LOAD DATA LOCAL";
    public override string User => "root";
    protected override string PidFile => "my/pid";
    public override string Upsert => "INSERT INTO peer SELECT * FROM staged ON DUPLICATE KEY UPDATE " + string.Join(", ", StoreWork.Columns.Skip(2).Select(c => $"`{c.Name}` = VALUES(`{c.Name}`)"));
    public override Command Sql(string text, string? database = Database) => new("mariadb", ["--no-defaults", "--local-infile=1", "-h", Host, "-P", Port, "-u", User, .. database is null ? Array.Empty<string>() : ["-D", database], "-e", text]);
    public override Command Load(string file) => Sql($"LOAD DATA LOCAL INFILE '{file}' INTO TABLE peer CHARACTER SET utf8mb4 FIELDS TERMINATED BY ','");
    public override string CreatePeer(bool keyed) => $"CREATE TABLE peer (ts_code {(keyed ? "varchar(255)" : "longtext")}, trade_date date, {string.Join(", ", StoreWork.Columns.Skip(2).Select(c => $"`{c.Name}` double"))}{(keyed ? ", PRIMARY KEY (ts_code, trade_date)" : "")}) CHARACTER SET utf8mb4";
}

internal sealed class ClickHouseServer() : DatabaseServer("ClickHouse", "DATASYNC_TEST_CLICKHOUSE")
{
    public override string PeerName => "RowBinary over HTTP";
    public override string FileForm => "binary";
    public override string User => "default";
    protected override string PidFile => "ch/pid";
    public override Command Sql(string text, string? database = Database) => new("curl", ["-sS", "--fail-with-body", $"http://{Address}/?database={database ?? "default"}", "--data-binary", text]);
    public override Command Load(string file) => new("curl", ["-sS", "--fail-with-body", $"http://{Address}/?database={Database}&query=INSERT%20INTO%20peer%20FORMAT%20RowBinary", "--data-binary", $"@{file}"]);
    public override string Count(string table) => $"SELECT uniqExact(ts_code, trade_date) FROM {table}";
    public override string CreatePeer(bool keyed) => $"CREATE TABLE peer (ts_code String, trade_date Date32, {string.Join(", ", StoreWork.Columns.Skip(2).Select(c => $"{c.Name} Float64"))}) ENGINE = MergeTree ORDER BY (ts_code, trade_date) PARTITION BY toYYYYMM(trade_date)";
}
