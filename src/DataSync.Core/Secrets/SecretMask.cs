using System.Text.Encodings.Web;

namespace DataSync.Secrets;

/// <summary>Takes secrets out of text meant for people or logs, in every form a request may give them: as they are, URL-encoded, JSON-escaped.</summary>
public sealed class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Replacement = "***";

    private readonly string[] _forms;

    /// <summary>Makes a mask of secrets; empty ones mask nothing.</summary>
    public SecretMask(params IEnumerable<string?> secrets) => _forms = [.. secrets
        .Where(s => !string.IsNullOrEmpty(s))
        .SelectMany(s => (string[])[s!, Uri.EscapeDataString(s!), System.Net.WebUtility.UrlEncode(s!), JavaScriptEncoder.Default.Encode(s!), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(s!)])
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .OrderByDescending(s => s.Length)];

    /// <summary>True where <see cref="Apply"/> would take something out.</summary>
    public bool Occurs(string text) => Array.Exists(_forms, form => text.Contains(form, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text without the secrets.</summary>
    public string Apply(string text) => _forms.Aggregate(text, (masked, form) => masked.Replace(form, Replacement, StringComparison.OrdinalIgnoreCase));
}
