using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace DataSync.Parameters;

/// <summary>Makes sure that a token is a reference, and that one which is not shows up nowhere.</summary>
internal static partial class SecretReference
{
    private const string Mask = "***";

    /// <summary>Makes sure that a text is a reference: where it is none, the error shows neither the text nor the line that holds it.</summary>
    /// <exception cref="DataSyncException"><c>SecretReferenceInvalid</c>.</exception>
    /// <param name="invocation">The command, whose line errors show.</param>
    /// <param name="what">What the secret is, such as <c>token of source 'tushare'</c>.</param>
    /// <param name="token">The reference; null for none.</param>
    public static void Require(InvocationInfo invocation, string what, string? token)
    {
        if (string.IsNullOrEmpty(token) || Form().IsMatch(token)) return;
        // errors show the line of their command, which here holds the secret
        if (invocation.DisplayScriptPosition is null) invocation.DisplayScriptPosition = Masked(invocation, token);
        throw new DataSyncException("SecretReferenceInvalid", $"The {what} is no reference. Secrets themselves are not taken, so that they stand in no file and no history.",
            "Keep it with Set-DsSecret, in an environment variable or in a file only you can read, and write secret:NAME, env:NAME or file:path.");
    }

    private static ScriptExtent Masked(InvocationInfo invocation, string token)
    {
        var line = invocation.Line.Replace(token, Mask, StringComparison.Ordinal);
        var start = Math.Min(invocation.OffsetInLine, line.Length + 1);
        return new ScriptExtent(
            new ScriptPosition(invocation.ScriptName, invocation.ScriptLineNumber, start, line),
            new ScriptPosition(invocation.ScriptName, invocation.ScriptLineNumber, line.Length + 1, line));
    }

    [GeneratedRegex(@"^(env|file|secret):\S.*$")]
    private static partial Regex Form();
}
