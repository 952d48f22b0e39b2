using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>A place for data.</summary>
public sealed record Store : ICatalogItem, IServerDefinition
{
    /// <inheritdoc/>
    public string Name { get; init; } = "";
    /// <summary>The kind of store, such as <c>Parquet</c>: a folder of <c>Stores/</c>.</summary>
    public string Kind { get; init; } = "";
    /// <summary>Free text.</summary>
    public string? Description { get; init; }
    /// <summary>The folder of a file store; a relative path counts from the workspace.</summary>
    public string? Path { get; init; }
    /// <summary>The server of a database: <c>host</c>, <c>host:port</c>, or the path of a Unix socket.</summary>
    public string? Server { get; init; }
    /// <summary>The database on the server.</summary>
    public string? Database { get; init; }
    /// <summary>Who logs in there.</summary>
    public string? User { get; init; }
    /// <summary>A reference to the password, such as <c>env:PGPASSWORD</c>; never the password.</summary>
    public string? Password { get; init; }
    /// <summary>Where the data is, for people: the folder, or server and database.</summary>
    [JsonIgnore]
    public string Place => Path ?? $"{Server}/{Database}";
    /// <summary>Settings of the kind, such as a codec.</summary>
    public JsonObject? Settings { get; init; }

    string IServerDefinition.Noun => "Store";
}
