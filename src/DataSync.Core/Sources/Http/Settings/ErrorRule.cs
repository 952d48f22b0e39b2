using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace DataSync.Sources.Http.Settings;

/// <summary>What an answer means that is no success. A rule matches where all it names match.</summary>
internal sealed record ErrorRule
{
    /// <summary>The HTTP status: <c>404</c>, or a class such as <c>5xx</c>.</summary>
    public string? Status { get; set; }
    /// <summary>A regular expression the whole code matches.</summary>
    public string? Code { get; set; }
    /// <summary>A regular expression found in the message. A group named <c>limit</c> is the number of requests that the vendor admits within the window: it is learned.</summary>
    public string? Message { get; set; }
    /// <summary>What it means.</summary>
    public required FailureCategory Category { get; set; }
    /// <summary>How long to wait before asking again, for RateLimited and QuotaUsedUp.</summary>
    public TimeSpan? Window { get; set; }
    /// <summary>What else waits when the vendor refuses: the API, or all of the source.</summary>
    public ErrorScope Scope { get; set; }
    /// <summary>What the user can do.</summary>
    public string? Advice { get; set; }

    /// <summary>True where the rule is about this answer.</summary>
    public bool Matches(int status, string? code, string? message) =>
        MatchesStatus(status)
        && (Code is null || (code is not null && Regex.IsMatch(code, $"^(?:{Code})$", RegexOptions.CultureInvariant)))
        && (Message is null || (message is not null && Regex.IsMatch(message, Message, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)));

    /// <summary>The limit that a message names; null where it names none.</summary>
    public RateWindow? LimitIn(string? message) =>
        Window is { } per && Message is not null && message is not null
        && Regex.Match(message, Message, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase).Groups[LimitGroup] is { Success: true } group
        && int.TryParse(group.ValueSpan, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var requests) && requests > 0
            ? new RateWindow(requests, per)
            : null;

    private const string LimitGroup = "limit";

    private bool MatchesStatus(int status)
    {
        if (Status is null) return true;
        var text = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Status.Length == text.Length && Status.Zip(text).All(pair => pair.First is 'x' or 'X' || pair.First == pair.Second);
    }
}

/// <summary>What waits when the vendor refuses.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErrorScope>))]
internal enum ErrorScope
{
    /// <summary>The API that was asked.</summary>
    Api,
    /// <summary>All of the source.</summary>
    Source,
}
