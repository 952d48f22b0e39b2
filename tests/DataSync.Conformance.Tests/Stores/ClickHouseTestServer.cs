using System.Data.Common;
using ClickHouse.Driver.ADO;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>ClickHouse's own server, out of its library.</summary>
internal sealed class ClickHouseTestServer() : TestServer("ClickHouse", "DATASYNC_TEST_CLICKHOUSE")
{
    protected override string User => "default";

    protected override Task DropAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} SYNC");

    /// <summary>One that its configuration knows, and that may read every database.</summary>
    public override Task<string> CreateReaderAsync(string database) => Task.FromResult("reader");

    public override async Task<DbConnection> ConnectAsync(string? database)
    {
        var (host, port) = Address.Split(':') is [var h, var p] ? (h, ushort.Parse(p, System.Globalization.CultureInfo.InvariantCulture)) : throw new InvalidOperationException(Address);
        var connection = new ClickHouseConnection(new ClickHouseClientSettings { Host = host, Port = port, Username = User, Database = database ?? "default" });
        await connection.OpenAsync();
        return connection;
    }
}
