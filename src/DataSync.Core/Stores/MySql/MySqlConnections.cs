using DataSync.Catalog;
using DataSync.Secrets;
using DataSync.Stores.Databases;
using MySqlConnector;

namespace DataSync.Stores.MySql;

/// <summary>How stores and sources connect.</summary>
internal static class MySqlConnections
{
    private const int DefaultPort = 3306;

    /// <summary>The connection's string.</summary>
    /// <param name="options">Where, who, and how protected.</param>
    /// <param name="workspace">Resolves paths of certificates.</param>
    /// <param name="secrets">Resolves the password.</param>
    /// <param name="forWriting">True for one that holds a lock, so that it must end when it is closed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<string> StringAsync(DatabaseOptions options, Workspace workspace, ISecretResolver secrets, bool forWriting, CancellationToken cancellationToken)
    {
        options = options.Locate(workspace);
        var builder = new MySqlConnectionStringBuilder
        {
            Server = options.Server.Host,
            Port = (uint)(options.Server.Port ?? DefaultPort),
            ConnectionProtocol = options.Server.IsSocket ? MySqlConnectionProtocol.UnixSocket : MySqlConnectionProtocol.Tcp,
            Database = options.Database,
            ApplicationName = "DataSync",
            ConnectionTimeout = (uint)options.ConnectTimeout,
            DefaultCommandTimeout = 0, // a merge takes as long as it takes
            Keepalive = 30,
            Pooling = !forWriting,
            MaximumPoolSize = 20,
            AllowLoadLocalInfile = forWriting,
            AllowPublicKeyRetrieval = options.Server.IsLocal, // else only within TLS
            AutoEnlist = false,
            GuidFormat = MySqlGuidFormat.None, // texts of 36 characters are texts
            SslMode = options.Tls switch { TlsMode.Disable => MySqlSslMode.Disabled, TlsMode.Require => MySqlSslMode.Required, TlsMode.VerifyCa => MySqlSslMode.VerifyCA, _ => MySqlSslMode.VerifyFull },
        };
        if (options.User is not null) builder.UserID = options.User;
        if (options.RootCertificate is { } root) builder.SslCa = root;
        if (options.ClientCertificate is { } certificate) builder.SslCert = certificate;
        if (options.ClientKey is { } key) builder.SslKey = key;
        if (options.Password is { } password) builder.Password = await secrets.ResolveAsync(password, cancellationToken);
        return builder.ConnectionString;
    }
}
