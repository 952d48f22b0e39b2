namespace DataSync;

/// <summary>What a store and a source say of a database server alike.</summary>
internal interface IServerDefinition
{
    /// <summary>Store or Source, for messages.</summary>
    string Noun { get; }
    /// <summary>The item's name.</summary>
    string Name { get; }
    /// <summary>The item's kind.</summary>
    string Kind { get; }
    /// <summary>A folder, which a database does not have.</summary>
    string? Path { get; }
    /// <summary>The server: <c>host</c>, <c>host:port</c>, or the path of a Unix socket.</summary>
    string? Server { get; }
    /// <summary>The database on the server.</summary>
    string? Database { get; }
    /// <summary>Who logs in there.</summary>
    string? User { get; }
    /// <summary>A reference to the password.</summary>
    string? Password { get; }
}
