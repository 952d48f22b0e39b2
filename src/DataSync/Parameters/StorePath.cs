using System.Management.Automation;

namespace DataSync.Parameters;

/// <summary>The path of a store as it is kept.</summary>
internal static class StorePath
{
    /// <summary>A relative path stays as it is, for it counts from the workspace; one of a PowerShell drive or of <c>~</c> is resolved by the session.</summary>
    public static string Of(PSCmdlet command, string path)
    {
        var session = command.SessionState.Path;
        return path.StartsWith('~') || session.IsPSAbsolute(path, out _) ? session.GetUnresolvedProviderPathFromPSPath(path) : path;
    }
}
