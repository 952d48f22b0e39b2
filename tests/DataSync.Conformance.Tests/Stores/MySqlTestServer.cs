using System.Data.Common;
using MySqlConnector;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A real MariaDB server.</summary>
internal sealed class MySqlTestServer() : TestServer("MySql", "DATASYNC_TEST_MYSQL")
{
    protected override string User => "root";

    protected override async Task DropAsync(string name)
    {
        await CutAsync(name); // a killed client's statement may still hold a table
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name}; DROP USER IF EXISTS '{Reader(name)}'@'%'");
    }

    public override async Task CutAsync(string database)
    {
        await using var connection = await ConnectAsync(null);
        var found = new List<object>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = $"SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '{database}'";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) found.Add(reader.GetValue(0));
        }
        foreach (var id in found)
        {
            try
            {
                await ExecuteAsync($"KILL {id}");
            }
            catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.NoSuchThread)
            {
                // it ended by itself
            }
        }
    }

    public override async Task<string> CreateReaderAsync(string database)
    {
        await ExecuteAsync($"CREATE USER '{Reader(database)}'@'%'; GRANT SELECT ON {database}.* TO '{Reader(database)}'@'%'");
        return Reader(database);
    }

    public override async Task<DbConnection> ConnectAsync(string? database)
    {
        var parts = Address.Split(':');
        var connection = new MySqlConnection($"Server={parts[0]};Port={parts[1]};User ID={User};Database={database};Pooling=false;SslMode=None;Connection Timeout=120;Default Command Timeout=120");
        await connection.OpenAsync();
        return connection;
    }

    private static string Reader(string database) => "r" + database[..20];
}
