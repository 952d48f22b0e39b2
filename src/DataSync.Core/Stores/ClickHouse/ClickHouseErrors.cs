using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using ClickHouse.Driver;
using DataSync.Stores.Databases;

namespace DataSync.Stores.ClickHouse;

/// <summary>The server's errors in the user's words.</summary>
internal static partial class ClickHouseErrors
{
    public const int UnknownTable = 60, ReadOnly = 164;
    private const int UnknownDatabase = 81, NoAccess = 497, LoginFailed = 516, UnknownUser = 192, WrongPassword = 193, NoRoom = 243, DiskFull = 241, TableReadOnly = 242;

    public static bool IsServerError(Exception exception) => exception is ClickHouseServerException or HttpRequestException or SocketException or IOException or AuthenticationException or TimeoutException
        || (exception is TaskCanceledException { InnerException: TimeoutException });

    /// <summary>True where the same may succeed when it is sent again: the connection failed, not the statement.</summary>
    public static bool IsConnectionError(Exception exception) => exception is not ClickHouseServerException && IsServerError(exception) && exception is not HttpRequestException { InnerException: AuthenticationException };

    public static DataSyncException Explain(string place, Exception exception) => exception switch
    {
        ClickHouseServerException e => Explain(place, e, Shorten(e.Message)),
        HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => new("StoreLoginFailed", $"The ClickHouse server at '{place}' refuses the login.",
            "Check -User, and that the reference in -Password names the right password.", exception),
        _ => TlsErrors.Explain("ClickHouse", place, exception) ?? new("StoreUnreachable", $"The ClickHouse server at '{place}' does not answer, or the connection was cut: {Innermost(exception)}",
            "Check -Server (the HTTP port: 8123, or 8443 with TLS), the network and that the server runs, then run the same command again: what was not committed is asked again.", exception),
    };

    private static DataSyncException Explain(string place, ClickHouseServerException e, string text) => e.ErrorCode switch
    {
        NoRoom or DiskFull => new("StoreFull", $"The ClickHouse server at '{place}' has no room left: {text}", "Free space or memory at the server, then run the same command again: nothing half-written became visible.", e),
        ReadOnly or NoAccess or TableReadOnly => new("StoreNotWritable", $"'{place}' cannot be written: {text}",
            "Test-DsStore lists the rights that are missing; ask the server's administrator to grant them, or give the store another -User.", e),
        LoginFailed or UnknownUser or WrongPassword => new("StoreLoginFailed", $"The ClickHouse server at '{place}' refuses the login.", "Check -User, and that the reference in -Password names the right password.", e),
        UnknownDatabase => new("DatabaseNotFound", $"There is no such database at '{place}': {text}", "Create it (CREATE DATABASE), or correct -Database.", e),
        _ => new("StoreFailed", $"The ClickHouse server at '{place}' reports: {text}", "Nothing of this commit was lost or doubled. Correct what the message says, then run the same command again.", e),
    };

    /// <summary>The first line without the statement, which may be long.</summary>
    public static string Shorten(string message)
    {
        var text = Prefix().Replace(message.Split('\n')[0], "").Trim();
        return text.Length <= 400 ? text : text[..400] + "…";
    }

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message;

    [GeneratedRegex(@"^Code: \d+\. (DB::Exception: )?|In scope .*$")]
    private static partial Regex Prefix();
}
