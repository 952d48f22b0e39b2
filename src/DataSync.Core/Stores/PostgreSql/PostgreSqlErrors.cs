using System.Net.Sockets;
using DataSync.Stores.Databases;
using Npgsql;

namespace DataSync.Stores.PostgreSql;

/// <summary>The server's errors in the user's words. Messages of driver and server name hosts, tables and users, never passwords.</summary>
internal static class PostgreSqlErrors
{
    public static bool IsServerError(Exception exception) => exception is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    public static DataSyncException Explain(string place, Exception exception) => exception switch
    {
        PostgresException e => Explain(place, e),
        _ => TlsErrors.Explain("PostgreSQL", place, exception) ?? new("StoreUnreachable", $"The PostgreSQL server at '{place}' does not answer, or the connection was cut: {Innermost(exception)}",
            "Check -Server, the network and that the server runs, then run the same command again: what was not committed is asked again.", exception),
    };

    private static DataSyncException Explain(string place, PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources => new("StoreFull", $"The PostgreSQL server at '{place}' has no room left: {e.MessageText}",
            "Free space at the server, then run the same command again: nothing half-written became visible.", e),
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction => new("StoreNotWritable", $"'{place}' cannot be written: {e.MessageText}",
            "Test-DsStore lists the rights that are missing; ask the server's administrator to grant them, or give the store another -User.", e),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new("StoreLoginFailed", $"The PostgreSQL server at '{place}' refuses the login: {e.MessageText}",
            "Check -User, and that the reference in -Password names the right password.", e),
        PostgresErrorCodes.InvalidCatalogName => new("DatabaseNotFound", $"There is no such database at '{place}': {e.MessageText}", "Create it (CREATE DATABASE), or correct -Database.", e),
        PostgresErrorCodes.InvalidSchemaName => new("SchemaNotFound", $"There is no such schema in '{place}': {e.MessageText}", "Create it (CREATE SCHEMA), or correct the setting Schema.", e),
        PostgresErrorCodes.DependentObjectsStillExist => new("TableInUse", $"A table in '{place}' cannot be replaced, as others depend on it: {e.MessageText} {e.Detail}".TrimEnd(),
            "Drop the views that use it, or let them read another table; mode Upsert keeps a table in its place.", e),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => new("StoreUnreachable", $"The PostgreSQL server at '{place}' ended the connection: {e.MessageText}",
            "Run the same command again when the server is up: what was not committed is asked again.", e),
        _ => new("StoreFailed", $"The PostgreSQL server at '{place}' reports: {e.MessageText} (SQLSTATE {e.SqlState}){(e.Where is { Length: > 0 } where ? $" at {where.Split('\n')[0]}" : "")}",
            "Nothing of this commit was stored. Correct what the message says, then run the same command again.", e),
    };

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message;
}
