using DataSync.Catalog;
using DataSync.Secrets;
using DataSync.Stores.Databases;
using Npgsql;

namespace DataSync.Stores.PostgreSql;

/// <summary>How stores and sources connect.</summary>
internal static class PostgreSqlConnections
{
    private const int DefaultPort = 5432;

    /// <summary>The connection's string.</summary>
    /// <param name="options">Where, who, and how protected.</param>
    /// <param name="workspace">Resolves paths of certificates.</param>
    /// <param name="secrets">Resolves the password.</param>
    /// <param name="forWriting">True for one that holds a lock, so that it must end when it is closed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<string> StringAsync(DatabaseOptions options, Workspace workspace, ISecretResolver secrets, bool forWriting, CancellationToken cancellationToken)
    {
        options = options.Locate(workspace);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = options.Server.Host,
            Port = options.Server.Port ?? DefaultPort,
            Database = options.Database,
            ApplicationName = "DataSync",
            Timeout = options.ConnectTimeout,
            CommandTimeout = 0, // a merge takes as long as it takes
            KeepAlive = forWriting ? 0 : 30, // within a COPY the driver cannot ask
            TcpKeepAlive = true,
            Pooling = !forWriting,
            MaxPoolSize = 20,
            Enlist = false,
            SslMode = options.Tls switch { TlsMode.Disable => SslMode.Disable, TlsMode.Require => SslMode.Require, TlsMode.VerifyCa => SslMode.VerifyCA, _ => SslMode.VerifyFull },
        };
        if (options.User is not null) builder.Username = options.User;
        if (options.RootCertificate is { } root) builder.RootCertificate = root;
        if (options.ClientCertificate is { } certificate) builder.SslCertificate = certificate;
        if (options.ClientKey is { } key) builder.SslKey = key;
        if (options.Password is { } password) builder.Password = await secrets.ResolveAsync(password, cancellationToken);
        return builder.ConnectionString;
    }
}
