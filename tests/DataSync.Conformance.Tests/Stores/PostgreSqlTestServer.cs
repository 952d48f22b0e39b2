using System.Data.Common;
using Npgsql;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A real PostgreSQL server.</summary>
internal sealed class PostgreSqlTestServer() : TestServer("PostgreSql", "DATASYNC_TEST_POSTGRESQL")
{
    protected override string User => "postgres";

    protected override async Task DropAsync(string name)
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await ExecuteAsync($"DROP ROLE IF EXISTS reader_{name}");
    }

    public override Task CutAsync(string database) => ExecuteAsync("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()", database);

    public override async Task<string> CreateReaderAsync(string database)
    {
        var user = $"reader_{database}";
        await ExecuteAsync($"CREATE ROLE {user} LOGIN; GRANT USAGE ON SCHEMA public, datasync TO {user}; GRANT SELECT ON ALL TABLES IN SCHEMA public, datasync TO {user}", database);
        return user;
    }

    public override async Task<DbConnection> ConnectAsync(string? database)
    {
        var parts = Address.Split(':');
        var connection = new NpgsqlConnection($"Host={parts[0]};Port={parts[1]};Username={User};Database={database ?? "postgres"};Pooling=false;Timeout=120;Command Timeout=120");
        await connection.OpenAsync();
        return connection;
    }
}
