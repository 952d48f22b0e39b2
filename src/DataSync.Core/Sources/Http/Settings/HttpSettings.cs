using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Http.Settings;

/// <summary>
/// How a vendor is asked over HTTP and how its answers read: a preset, overlaid by the source's settings, overlaid by the dataset's. A string may hold
/// placeholders such as <c>{{token}}</c>; <see cref="Requests.Placeholder"/> lists them.
/// </summary>
internal sealed record HttpSettings
{
    /// <summary>What the preset is for; free text.</summary>
    public string? Description { get; set; }
    /// <summary>The base address, absolute.</summary>
    public string? Uri { get; set; }
    /// <summary>Added to <see cref="Uri"/>; placeholders are escaped.</summary>
    public string Path { get; set; } = "";
    /// <summary>The HTTP method.</summary>
    public string Method { get; set; } = "GET";
    /// <summary>Query parameters; one whose value is a single placeholder without a value is left out.</summary>
    public JsonObject? Query { get; set; }
    /// <summary>Request headers.</summary>
    public JsonObject? Headers { get; set; }
    /// <summary>The request's body; null: none.</summary>
    public JsonNode? Body { get; set; }
    /// <summary>How the body is sent.</summary>
    public BodyFormat BodyFormat { get; set; }
    /// <summary>The vendor's time zone (IANA).</summary>
    public string TimeZone { get; set; } = "UTC";
    /// <summary>How a date is written in requests, as a .NET format.</summary>
    public string DateFormat { get; set; } = "yyyy-MM-dd";
    /// <summary>How a date with time is written in requests, as a .NET format, in the vendor's time zone.</summary>
    public string DateTimeFormat { get; set; } = "yyyy-MM-dd HH:mm:ss";
    /// <summary>Where the rows are.</summary>
    public RecordSettings Records { get; set; } = new();
    /// <summary>What tells success from failure in the body.</summary>
    public AnswerSettings Answer { get; set; } = new();
    /// <summary>How an answer of many pages is asked for.</summary>
    public PagingSettings Paging { get; set; } = new();
    /// <summary>What an answer that is no success means; the first rule that matches decides.</summary>
    public IReadOnlyList<ErrorRule> Errors { get; set; } = [];
    /// <summary>How failed requests are repeated.</summary>
    public RetrySettings Retry { get; set; } = new();
    /// <summary>How long one request may take, its answer included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);
    /// <summary>Most bytes of one answer, after decompression.</summary>
    public long MaxResponseBytes { get; set; } = 256L << 20;
    /// <summary>Permits a token to travel over plain http to another machine.</summary>
    public bool AllowInsecure { get; set; }
    /// <summary>Uses the proxy that the environment names.</summary>
    public bool UseProxy { get; set; }
    /// <summary>Rate windows; null: those of the <see cref="Tiers"/>.</summary>
    public IReadOnlyList<RateWindow>? Limits { get; set; }
    /// <summary>Most requests under way at once, over all processes that share the workspace; null: as many as the plans ask for.</summary>
    public int? Concurrent { get; set; }
    /// <summary>Rate windows by account points.</summary>
    public IReadOnlyList<RateTier> Tiers { get; set; } = [];
    /// <summary>The smallest question, which tests the source; null: its base address.</summary>
    public ProbeSettings? Test { get; set; }
}

/// <summary>How a body is sent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BodyFormat>))]
internal enum BodyFormat
{
    /// <summary>As JSON.</summary>
    Json,
    /// <summary>As a form: the body's properties, URL-encoded.</summary>
    Form,
}
