using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DataSync.Sources.Answers;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>Says what an answer means that is no success: by the settings' rules, then by what HTTP says of its status.</summary>
internal sealed class FailureClassifier(HttpSettings settings, TimeProvider time)
{
    private const int PreviewLength = 200;

    /// <summary>True where status and code mean success.</summary>
    public bool IsSuccess(int status, string? code) =>
        status is >= 200 and < 300
        && (settings.Answer.Code is null || (settings.Answer.Success.Count == 0 ? code is null or "" : code is not null && settings.Answer.Success.Contains(code, StringComparer.Ordinal)));

    /// <summary>The failure an answer means, and whether it concerns all of the source.</summary>
    public (Failure Failure, bool WholeSource) Classify(int status, string? code, string? message, ReadOnlySpan<byte> body, HttpResponseHeaders? headers)
    {
        var rule = settings.Errors.FirstOrDefault(r => r.Matches(status, code, message));
        var category = rule?.Category ?? ByStatus(status);
        var wait = RetryAfter(headers) ?? rule?.Window ?? (category == FailureCategory.RateLimited ? TimeSpan.FromMinutes(1) : null);
        var failure = new Failure(category, Describe(status, code, message, body))
        {
            Code = code ?? (status is >= 200 and < 300 ? null : status.ToString(CultureInfo.InvariantCulture)),
            Advice = rule?.Advice ?? Advice(category),
            RetryAfter = wait,
            Limit = category is FailureCategory.RateLimited or FailureCategory.QuotaUsedUp ? rule?.LimitIn(message) : null,
        };
        return (failure, rule?.Scope == ErrorScope.Source);
    }

    /// <summary>The beginning of a body, for people.</summary>
    public static string Preview(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, PreviewLength * 4)]);
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length <= PreviewLength ? text : text[..PreviewLength] + "…";
    }

    /// <summary>The failure of a body that is no JSON.</summary>
    public static Failure NotJson(ReadOnlySpan<byte> body, string? mediaType, string problem)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (mediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true || start.StartsWith("<"u8))
            return new(FailureCategory.Fatal, $"The answer is a web page, no JSON: {Preview(body)}")
            {
                Advice = "The address may be wrong, or a login page or a proxy stands in between. Open the address in a browser and compare it with the vendor's documentation.",
            };
        return body.IsEmpty
            ? new(FailureCategory.Transient, "The answer is empty.")
            : new(FailureCategory.Fatal, $"The answer is no JSON ({problem}): {Preview(body)}") { Advice = "Check the address and the method against the vendor's documentation." };
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders? headers)
    {
        var value = headers?.RetryAfter;
        var wait = value?.Delta ?? (value?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static string Describe(int status, string? code, string? message, ReadOnlySpan<byte> body)
    {
        var vendor = (code, message) switch
        {
            (null, null or "") => null,
            (null, _) => message,
            (_, null or "") => $"vendor code {code}",
            _ => $"vendor code {code}: {message}",
        };
        if (status is >= 200 and < 300) return vendor ?? $"No success: {Preview(body)}";
        var reason = $"HTTP {status} {(HttpStatusCode)status}";
        return vendor is not null ? $"{reason}, {vendor}" : body.IsEmpty ? reason : $"{reason}: {Preview(body)}";
    }

    private static FailureCategory ByStatus(int status) => status switch
    {
        401 => FailureCategory.BadToken,
        403 => FailureCategory.Permission,
        429 => FailureCategory.RateLimited,
        400 or 422 => FailureCategory.BadArguments,
        408 or 425 or >= 500 => FailureCategory.Transient,
        _ => FailureCategory.Fatal,
    };

    private static string? Advice(FailureCategory category) => category switch
    {
        FailureCategory.BadToken => "Check the source's token: Test-DsSource tells whether the vendor takes it.",
        FailureCategory.Permission => "The account may not ask this; see the vendor's page for what it needs.",
        FailureCategory.BadArguments => "Check the arguments against the dataset's parameters.",
        FailureCategory.QuotaUsedUp => "Go on when the quota is renewed.",
        FailureCategory.Fatal => "If the vendor documents this answer, add a rule for it to the source's settings, under errors.",
        _ => null,
    };
}
