using DataSync.Stores;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A store in a database of its own on a real server.</summary>
internal sealed class DatabaseTable : StoreTable
{
    /// <summary>The kinds whose servers <c>tests/servers.sh</c> starts.</summary>
    public static readonly IReadOnlyList<string> DatabaseKinds = ["PostgreSql", "MySql", "ClickHouse"];

    private readonly TestServer _server;

    private DatabaseTable(TestServer server, Store definition) => (_server, Definition, Store) = (server, definition, Open(definition));

    public Store Definition { get; }
    public override IStore Store { get; }

    /// <summary>An empty database, and a store over it.</summary>
    public static Task<DatabaseTable> CreateAsync(string kind) => CreateAsync(TestServer.Get(kind));

    /// <summary>The same on a server of the test's own.</summary>
    public static async Task<DatabaseTable> CreateAsync(TestServer server) => new(server, server.Define(await server.CreateDatabaseAsync()));

    /// <summary>A store over a database that there is, and that goes with it.</summary>
    public static DatabaseTable Over(TestServer server, string database) => new(server, server.Define(database));

    /// <summary>A second store over the same database, as another process opens it.</summary>
    public IStore OpenAgain() => Open(Definition);

    public override async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _server.DropDatabaseAsync(Definition.Database!);
    }
}
