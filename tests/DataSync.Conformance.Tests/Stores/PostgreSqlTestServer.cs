using System.Data.Common;
using Npgsql;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A real PostgreSQL server.</summary>
internal sealed class PostgreSqlTestServer() : TestServer("PostgreSql", "DATASYNC_TEST_POSTGRESQL")
{
    protected override string User => "postgres";

    public override Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    public override async Task<DbConnection> ConnectAsync(string? database)
    {
        var parts = Address.Split(':');
        var connection = new NpgsqlConnection($"Host={parts[0]};Port={parts[1]};Username={User};Database={database ?? "postgres"};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
