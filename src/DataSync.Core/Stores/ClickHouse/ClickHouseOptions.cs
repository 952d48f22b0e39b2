using DataSync.Stores.Databases;

namespace DataSync.Stores.ClickHouse;

/// <summary>What a definition says of a ClickHouse store.</summary>
internal sealed record ClickHouseOptions
{
    private const int HttpPort = 8123, HttpsPort = 8443;

    /// <summary>The server, the login and the protection.</summary>
    public required DatabaseOptions Database { get; init; }
    /// <summary>The cluster over whose machines tables are spread and replicated; null for one machine.</summary>
    public string? Cluster { get; init; }

    /// <summary>True where the connection is encrypted.</summary>
    public bool IsEncrypted => Database.Tls != TlsMode.Disable;
    /// <summary>The port of the HTTP interface.</summary>
    public int Port => Database.Server.Port ?? (IsEncrypted ? HttpsPort : HttpPort);
    /// <summary>The server and database, for messages.</summary>
    public string Place => $"{Database.Server with { Port = Port }}/{Database.Database}";

    /// <summary>Reads a definition.</summary>
    /// <exception cref="DataSyncException"><c>ServerInvalid</c>, <c>DatabaseMissing</c>, <c>StorePathUnused</c>, <c>BadSetting</c>, <c>UnknownSetting</c>.</exception>
    public static ClickHouseOptions From(Store store) => From(store, store.Settings);

    /// <summary>Reads the definition of a store or source.</summary>
    /// <exception cref="DataSyncException">As above.</exception>
    public static ClickHouseOptions From(IServerDefinition item, System.Text.Json.Nodes.JsonObject? given)
    {
        var settings = new SettingsReader("ClickHouse", given, item.Noun.ToLowerInvariant());
        var options = new ClickHouseOptions { Database = DatabaseOptions.From(item, settings), Cluster = settings.Text("Cluster", null, "the name of a cluster in the server's configuration") };
        settings.Finish();
        if (options.Database.Server.IsSocket)
            throw new DataSyncException("ServerInvalid", $"{item.Noun} '{item.Name}' of kind ClickHouse has the socket '{item.Server}', but ClickHouse is reached over HTTP.", $"Give -Server host or host:port; the HTTP port is {HttpPort}, {HttpsPort} with TLS.");
        return options;
    }
}

/// <summary>How much a writer gathers. Tests make these small.</summary>
internal sealed record ClickHouseLimits
{
    /// <summary>Rows after which a commit is made.</summary>
    public int CommitRows { get; init; } = 2_000_000;
    /// <summary>Slices after which a commit is made: the commit's record names them all.</summary>
    public int CommitSlices { get; init; } = 5_000;
    /// <summary>Bytes of one slice that are held and checked before any of it is sent; a larger one gets a commit of its own.</summary>
    public long BufferBytes { get; init; } = 16 << 20;
    /// <summary>Bytes after which an insert is sent. With the block that passes them they fit into a buffer of 8 MB; there are three such buffers.</summary>
    public int InsertBytes { get; init; } = 6 << 20;
    /// <summary>Rows that are gathered into one block of columns, where slices are small.</summary>
    public int BlockRows { get; init; } = 1 << 14;
    /// <summary>Rows of a batch that is read.</summary>
    public int ReadRows { get; init; } = 1 << 14;
}
