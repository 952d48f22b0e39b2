using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>A vendor or server.</summary>
public sealed record Source : ICatalogItem, IServerDefinition
{
    /// <inheritdoc/>
    public string Name { get; init; } = "";
    /// <summary>The kind of source, such as <c>Http</c>: a folder of <c>Sources/</c>.</summary>
    public string Kind { get; init; } = "Http";
    /// <summary>The preset the settings start from, such as <c>Tushare</c>: a file of the module's or the workspace's <c>presets/</c>.</summary>
    public string? Preset { get; init; }
    /// <summary>Free text.</summary>
    public string? Description { get; init; }
    /// <summary>The base address; null: the preset's.</summary>
    public string? Uri { get; init; }
    /// <summary>The folder, file or pattern of a source of files; a relative path counts from the workspace.</summary>
    public string? Path { get; init; }
    /// <summary>The server of a database: <c>host</c>, <c>host:port</c>, or the path of a Unix socket.</summary>
    public string? Server { get; init; }
    /// <summary>The database on the server.</summary>
    public string? Database { get; init; }
    /// <summary>Who logs in there.</summary>
    public string? User { get; init; }
    /// <summary>A reference to the password, such as <c>env:PGPASSWORD</c>; never the password.</summary>
    public string? Password { get; init; }
    /// <summary>Where the token is: <c>env:NAME</c>, <c>file:path</c> or <c>secret:[Vault/]NAME</c>; never the token itself.</summary>
    public string? Token { get; init; }
    /// <summary>The vendor's time zone (IANA), which decides what today is; null: the preset's, else UTC.</summary>
    public string? TimeZone { get; init; }
    /// <summary>Account points, which decide the rate windows where the preset has tiers; null: the lowest tier.</summary>
    public int? Points { get; init; }
    /// <summary>Rate windows that replace the preset's.</summary>
    public IReadOnlyList<RateWindow>? Limits { get; init; }
    /// <summary>Settings of the kind, laid over the preset's.</summary>
    public JsonObject? Settings { get; init; }
    /// <summary>Where the data is, for people: the address, the folder, or server and database; null: nowhere in particular.</summary>
    [JsonIgnore]
    public string? Place => Uri ?? Path ?? (Server is null && Database is null ? null : $"{Server}/{Database}");

    string IServerDefinition.Noun => "Source";
}

/// <summary>At most so many requests within so long.</summary>
/// <param name="Requests">Requests the window admits.</param>
/// <param name="Per">The window's length.</param>
/// <param name="PerApi">True where each API of the source counts by itself; false where all count together.</param>
public sealed record RateWindow(int Requests, TimeSpan Per, bool PerApi = true)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Requests} per {Per}{(PerApi ? " and API" : "")}";
}
