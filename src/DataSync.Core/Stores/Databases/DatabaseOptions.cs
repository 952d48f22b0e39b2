using DataSync.Catalog;

namespace DataSync.Stores.Databases;

/// <summary>How a connection is protected on its way.</summary>
public enum TlsMode
{
    /// <summary>In the clear. The default on the machine itself.</summary>
    Disable,
    /// <summary>Encrypted; the server's certificate is not checked.</summary>
    Require,
    /// <summary>Encrypted; the certificate must come from a trusted authority.</summary>
    VerifyCa,
    /// <summary>Encrypted; the certificate must also be the host's own. The default to other machines.</summary>
    VerifyFull,
}

/// <summary>What all database kinds are told: where, who, and how protected.</summary>
internal sealed record DatabaseOptions
{
    /// <summary>The server.</summary>
    public required ServerAddress Server { get; init; }
    /// <summary>The database.</summary>
    public required string Database { get; init; }
    /// <summary>Who logs in; null: the driver's default.</summary>
    public string? User { get; init; }
    /// <summary>A reference to the password; null for none.</summary>
    public string? Password { get; init; }
    /// <summary>Protection on the way.</summary>
    public TlsMode Tls { get; init; }
    /// <summary>A file with the authorities to trust, PEM; null: the system's.</summary>
    public string? RootCertificate { get; init; }
    /// <summary>A file with the client's certificate, PEM; null for none.</summary>
    public string? ClientCertificate { get; init; }
    /// <summary>A file with the key of the client's certificate, PEM; null for none.</summary>
    public string? ClientKey { get; init; }
    /// <summary>Seconds to wait for a connection.</summary>
    public int ConnectTimeout { get; init; } = 15;

    /// <summary>The options with the certificates' paths as they are on this machine.</summary>
    /// <exception cref="DataSyncException"><c>CertificateNotFound</c>.</exception>
    public DatabaseOptions Locate(Workspace workspace)
    {
        return this with { RootCertificate = Find(nameof(RootCertificate), RootCertificate), ClientCertificate = Find(nameof(ClientCertificate), ClientCertificate), ClientKey = Find(nameof(ClientKey), ClientKey) };

        string? Find(string setting, string? path)
        {
            if (path is null) return null;
            var file = workspace.Resolve(path);
            return File.Exists(file) ? file : throw new DataSyncException("CertificateNotFound", $"The setting {setting} of the database at '{Server}' names '{file}', which is no file.", $"Correct the setting {setting}: the path of a PEM file, from the workspace's folder on.");
        }
    }

    /// <summary>Reads a store's or source's definition and the settings that all databases share; the kind reads its own after that and ends the reading.</summary>
    /// <exception cref="DataSyncException"><c>ServerInvalid</c>, <c>DatabaseMissing</c>, <c>StorePathUnused</c>, <c>SourcePathUnused</c>, <c>BadSetting</c>.</exception>
    public static DatabaseOptions From(IServerDefinition item, SettingsReader settings)
    {
        if (item.Path is not null)
            throw new DataSyncException($"{item.Noun}PathUnused", $"{item.Noun} '{item.Name}' of kind {item.Kind} has the path '{item.Path}', which a database does not use.", "Leave out -Path; give -Server and -Database.");
        var server = ServerAddress.Parse(item);
        if (string.IsNullOrWhiteSpace(item.Database))
            throw new DataSyncException("DatabaseMissing", $"{item.Noun} '{item.Name}' of kind {item.Kind} has no database.", "Give -Database the name of a database on the server.");
        return new()
        {
            Server = server,
            Database = item.Database,
            User = item.User,
            Password = item.Password,
            Tls = settings.Choice("Tls", server.IsLocal ? TlsMode.Disable : TlsMode.VerifyFull),
            RootCertificate = settings.Text("RootCertificate", null, "the path of a PEM file"),
            ClientCertificate = settings.Text("ClientCertificate", null, "the path of a PEM file"),
            ClientKey = settings.Text("ClientKey", null, "the path of a PEM file"),
            ConnectTimeout = settings.Number("ConnectTimeout", 15, 1, 3600),
        };
    }
}
