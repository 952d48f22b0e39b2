using System.Net.Sockets;
using DataSync.Stores.Databases;
using MySqlConnector;

namespace DataSync.Stores.MySql;

/// <summary>The server's errors in the user's words. Messages of driver and server name hosts, tables and users, never passwords.</summary>
internal static class MySqlErrors
{
    private const int PrivilegeMissing = 1227, ReadOnlyOption = 1290, ReadOnlyMode = 1836, RowTooLarge = 1118, DiskFull = 1021, TableFull = 1114, WriteFailed = 1026, ConnectionKilled = 1927, ServerShutdown = 1053;

    public static bool IsServerError(Exception exception) => exception is MySqlException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    public static DataSyncException Explain(string place, Exception exception) => exception switch
    {
        MySqlException { InnerException: not (IOException or SocketException) } e when !IsCut(e) => Explain(place, e),
        _ => TlsErrors.Explain("MySQL", place, exception) ?? new("StoreUnreachable", $"The MySQL server at '{place}' does not answer, or the connection was cut: {Innermost(exception)}",
            "Check -Server, the network and that the server runs, then run the same command again: what was not committed is asked again.", exception),
    };

    private static DataSyncException Explain(string place, MySqlException e) => e.Number switch
    {
        (int)MySqlErrorCode.AccessDenied => new("StoreLoginFailed", $"The MySQL server at '{place}' refuses the login: {e.Message}", "Check -User, and that the reference in -Password names the right password.", e),
        (int)MySqlErrorCode.UnknownDatabase => new("DatabaseNotFound", $"There is no such database at '{place}': {e.Message}", "Create it (CREATE DATABASE), or correct -Database.", e),
        (int)MySqlErrorCode.DatabaseAccessDenied or (int)MySqlErrorCode.TableAccessDenied or (int)MySqlErrorCode.ColumnAccessDenied or PrivilegeMissing or ReadOnlyOption or ReadOnlyMode =>
            new("StoreNotWritable", $"'{place}' cannot be written: {e.Message}", "Test-DsStore lists the rights that are missing; ask the server's administrator to grant them, or give the store another -User.", e),
        DiskFull or TableFull or WriteFailed => new("StoreFull", $"The MySQL server at '{place}' has no room left: {e.Message}", "Free space at the server, then run the same command again: nothing half-written became visible.", e),
        RowTooLarge => new("TooManyColumns", $"'{place}': the columns of a table do not fit a row: {e.Message}", "Leave columns out of the dataset (Set-DsDataset), or give texts another type where they are numbers or dates.", e),
        _ => new("StoreFailed", $"The MySQL server at '{place}' reports: {e.Message} (error {e.Number})", "Nothing of this commit was stored. Correct what the message says, then run the same command again.", e),
    };

    /// <summary>True where the connection failed, not the statement.</summary>
    public static bool IsConnectionError(Exception exception) => exception is not MySqlException { InnerException: not (IOException or SocketException) } e || IsCut(e);

    private static bool IsCut(MySqlException e) =>
        e.Number is ConnectionKilled or ServerShutdown or (int)MySqlErrorCode.UnableToConnectToHost or (int)MySqlErrorCode.QueryInterrupted || e.Number < 1000 || e.InnerException is MySqlEndOfStreamException;

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message;
}
