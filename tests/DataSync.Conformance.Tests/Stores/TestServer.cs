using System.Data.Common;
using System.Diagnostics;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A real database server on this machine, started by <c>tests/servers.sh</c>, which names its address in the environment.</summary>
internal abstract class TestServer(string kind, string variable)
{
    private static readonly IReadOnlyList<TestServer> All = [new PostgreSqlTestServer(), new MySqlTestServer(), new ClickHouseTestServer()];

    public string Kind { get; } = kind;

    /// <summary>The folder of the servers, with the certificates in <c>tls</c>.</summary>
    public static string Folder => Variable("DATASYNC_TEST_SERVERS");

    /// <summary>Its address, <c>host:port</c>.</summary>
    public string Address { get => field ?? Variable(variable); init; }

    /// <summary>The user that tests work as; all of them are without password.</summary>
    protected abstract string User { get; }

    public static TestServer Get(string kind) => All.Single(s => s.Kind == kind);

    /// <summary>A store in one of its databases.</summary>
    public Store Define(string database) => new() { Name = "quant", Kind = Kind, Server = Address, Database = database, User = User };

    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"t{Guid.NewGuid():n}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Drops a database. What a killed client's statement still holds there is let go only after a while, so that a refusal is tried again.</summary>
    public async Task DropDatabaseAsync(string name)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            try
            {
                await DropAsync(name);
                return;
            }
            catch (DbException) when (started.Elapsed < TimeSpan.FromMinutes(1))
            {
            }
        }
    }

    /// <summary>Drops a database, if it is there.</summary>
    protected abstract Task DropAsync(string name);

    /// <summary>Ends all other clients' connections to a database.</summary>
    public virtual Task CutAsync(string database) => throw new NotSupportedException();

    /// <summary>Makes a user who may read a database, and nothing else.</summary>
    public virtual Task<string> CreateReaderAsync(string database) => throw new NotSupportedException();

    /// <summary>An open connection, as another client has one.</summary>
    public abstract Task<DbConnection> ConnectAsync(string? database);

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set: start the servers with `eval \"$(bash tests/servers.sh start DIR)\"`, as tests/run.sh does.");

    public async Task ExecuteAsync(string sql, string? database = null)
    {
        await using var connection = await ConnectAsync(database);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
