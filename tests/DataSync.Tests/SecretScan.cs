using System.Collections;
using System.Management.Automation;
using System.Text;

namespace DataSync.Tests;

/// <summary>Looks for a secret in every form that it could get out in: as it is, in Base64 at any offset, as parts of addresses and of JSON, in UTF-8 and UTF-16.</summary>
internal sealed class SecretScan(string secret)
{
    private readonly string[] _forms = [.. Forms(secret).Distinct(StringComparer.Ordinal)];

    /// <summary>The forms found in a text.</summary>
    public IEnumerable<string> In(string? text) => text is null ? [] : _forms.Where(f => text.Contains(f, StringComparison.OrdinalIgnoreCase));

    /// <summary>The files of a folder that hold a form, each with it.</summary>
    public IEnumerable<string> InFiles(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).SelectMany(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return In(file).Concat(In(Encoding.Latin1.GetString(bytes)))
            .Concat(_forms.Where(f => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(f)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(f)) >= 0)).Select(f => $"{file}: {f}");
    });

    /// <summary>The forms in all that PowerShell shows of an error.</summary>
    public IEnumerable<string> InError(ErrorRecord error) => ((string?[])[error.ToString(), error.FullyQualifiedErrorId, error.Exception.ToString(), error.ErrorDetails?.Message, error.ErrorDetails?.RecommendedAction,
        error.InvocationInfo?.Line, error.InvocationInfo?.PositionMessage, error.CategoryInfo.ToString(), error.ScriptStackTrace, Text(error.TargetObject)]).SelectMany(In);

    /// <summary>An object with its properties, and theirs.</summary>
    public static string Text(object? value, int depth = 3) => value switch
    {
        null => "",
        string text => text,
        PSObject wrapped => Text(wrapped.BaseObject, depth),
        ValueType => value.ToString() ?? "",
        _ when depth == 0 => value.ToString() ?? "",
        IEnumerable list => string.Join('\n', list.Cast<object?>().Select(i => Text(i, depth - 1))),
        _ => $"{value}\n{string.Join('\n', PSObject.AsPSObject(value).Properties.Where(p => p.IsGettable).Select(p => $"{p.Name}={Text(p.Value, depth - 1)}"))}",
    };

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return System.Net.WebUtility.UrlEncode(secret);
        yield return System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(secret);
        yield return System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        // in a longer text, Base64 looks one of three ways
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var offset = 0; offset < 3; offset++)
        {
            var text = Convert.ToBase64String([.. new byte[offset], .. bytes]).TrimEnd('=');
            yield return text[(offset == 0 ? 0 : 4)..^1];
        }
    }
}
