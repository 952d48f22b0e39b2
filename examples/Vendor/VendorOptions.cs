using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DataSync.Examples.Vendor.Faults;

namespace DataSync.Examples.Vendor;

/// <summary>The calendar unit that a refusal for too many requests names.</summary>
public enum RateUnit
{
    /// <summary>每分钟.</summary>
    Minute,
    /// <summary>每小时.</summary>
    Hour,
    /// <summary>每天.</summary>
    Day,
}

/// <summary>What the vendor serves and how it behaves. The same options give the same bytes.</summary>
public sealed record VendorOptions
{
    /// <summary>How options are written as JSON, on the command line and at <c>/control</c>.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The port on loopback; 0: any free one.</summary>
    public int Port { get; init; }
    /// <summary>A file the program writes the address to.</summary>
    public string? UrlFile { get; init; }
    /// <summary>The process whose end ends the program.</summary>
    public int? Parent { get; init; }
    /// <summary>True: every day of <c>daily</c> is rendered before the server listens, so that serving is a copy and nothing more.</summary>
    public bool Prerender { get; init; }

    /// <summary>Decides all values.</summary>
    public int Seed { get; init; } = 42;
    /// <summary>Stocks, each with a row a day.</summary>
    public int Stocks { get; init; } = 1000;
    /// <summary>Trade days, the weekdays from <see cref="Start"/>.</summary>
    public int Days { get; init; } = 60;
    /// <summary>The calendar's first day.</summary>
    public DateOnly Start { get; init; } = new(2024, 1, 2);
    /// <summary>Later days stand in the calendar but have no rows yet; null: all have.</summary>
    public DateOnly? PublishedThrough { get; init; }
    /// <summary>Days without rows until they were asked for <see cref="LateAsks"/> times.</summary>
    public IReadOnlyList<DateOnly> LateDays { get; init; } = [];
    /// <summary>How often a late day is asked for in vain.</summary>
    public int LateAsks { get; init; } = 1;
    /// <summary>Days whose volumes the vendor has corrected.</summary>
    public IReadOnlyList<DateOnly> RestatedDays { get; init; } = [];
    /// <summary>How often the snapshot datasets have changed.</summary>
    public int SnapshotVersion { get; init; }
    /// <summary>The share of numbers that are null, 0 to 1.</summary>
    public double NullRate { get; init; }

    /// <summary>The token; null: any.</summary>
    public string? Token { get; init; }
    /// <summary>APIs the account may not ask.</summary>
    public IReadOnlyList<string> DeniedApis { get; init; } = [];
    /// <summary>Most rows in an answer; what is above is cut without a word.</summary>
    public int RowCap { get; init; } = 6000;
    /// <summary>Most requests in a window; 0: no limit.</summary>
    public int RateLimit { get; init; }
    /// <summary>The unit that a refusal names.</summary>
    public RateUnit RateUnit { get; init; }
    /// <summary>The window's length in seconds; null: that of <see cref="RateUnit"/>.</summary>
    public double? RateWindowSeconds { get; init; }
    /// <summary>True: each API counts by itself; false: all count together.</summary>
    public bool RatePerApi { get; init; } = true;

    /// <summary>The share of pages after the first whose rows have moved by one since, as though a row before them had come or gone; 0 to 1.</summary>
    public double ShiftRate { get; init; }
    /// <summary>The wait before each answer, milliseconds.</summary>
    public int LatencyMs { get; init; }
    /// <summary>Most milliseconds added to or taken from <see cref="LatencyMs"/>.</summary>
    public int JitterMs { get; init; }
    /// <summary>True: answers are compressed for those who accept it.</summary>
    public bool Gzip { get; init; }
    /// <summary>The share of requests that fail, 0 to 1; which ones is decided by their number and <see cref="FaultSeed"/>.</summary>
    public double FaultRate { get; init; }
    /// <summary>How they fail.</summary>
    public IReadOnlyList<Fault> FaultKinds { get; init; } = [Fault.Status500, Fault.Truncate, Fault.Reset];
    /// <summary>Decides which requests fail.</summary>
    public int FaultSeed { get; init; } = 7;
    /// <summary>At most so many requests fail, counted from when the options were set; null: no end.</summary>
    public int? FaultLimit { get; init; }
    /// <summary>Only requests whose API and arguments hold this text fail, such as <c>trade_date=20240105</c>.</summary>
    public string? FaultMatch { get; init; }
    /// <summary>How long a hanging request hangs, milliseconds.</summary>
    public int HangMs { get; init; } = 30_000;

    /// <summary>Columns the vendor has added, <c>api.column:type</c>, in answers and pages.</summary>
    public IReadOnlyList<string> AddedColumns { get; init; } = [];
    /// <summary>Columns the vendor has dropped, <c>api.column</c>.</summary>
    public IReadOnlyList<string> DroppedColumns { get; init; } = [];
    /// <summary>Columns whose type the vendor has changed, <c>api.column:type[:suffix]</c>; a suffix is put after each value, which then is no number.</summary>
    public IReadOnlyList<string> RetypedColumns { get; init; } = [];
    /// <summary>Columns the vendor has given another name, <c>api.column:name</c>, in answers and pages; the other changes are told by the old one.</summary>
    public IReadOnlyList<string> RenamedColumns { get; init; } = [];
    /// <summary>False: the Markdown form of the pages is not found.</summary>
    public bool MarkdownPages { get; init; } = true;
    /// <summary>True: pages carry a mark of their version (ETag), and are not sent again to those who know it.</summary>
    public bool PageVersions { get; init; }
    /// <summary>True: documentation is shown to those logged in only.</summary>
    public bool LoginRequired { get; init; }

    /// <summary>The window's length.</summary>
    [JsonIgnore]
    public TimeSpan RateWindow => RateWindowSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : RateUnit switch
    {
        RateUnit.Minute => TimeSpan.FromMinutes(1),
        RateUnit.Hour => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>These options with some replaced. Values may be text, lists comma-separated text.</summary>
    /// <exception cref="ArgumentException">An option is unknown or its value is not of its type.</exception>
    public VendorOptions With(JsonObject changes)
    {
        var all = JsonSerializer.SerializeToNode(this, Json)!.AsObject();
        foreach (var (name, value) in changes)
        {
            var property = typeof(VendorOptions).GetProperties().SingleOrDefault(p => p.CanWrite && JsonNamingPolicy.CamelCase.ConvertName(p.Name) == name)
                ?? throw new ArgumentException($"There is no option '{name}'.");
            try
            {
                all[name] = value is JsonValue text && text.TryGetValue<string>(out var written) ? FromText(written, property.PropertyType) : value?.DeepClone();
                all[name].Deserialize(property.PropertyType, Json);
            }
            catch (JsonException e)
            {
                throw new ArgumentException($"The option '{name}' cannot be {value?.ToJsonString(Json)}.", e);
            }
        }

        return all.Deserialize<VendorOptions>(Json)!;
    }

    private static JsonNode? FromText(string text, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType) return new JsonArray([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(t => FromText(t, type.GenericTypeArguments[0]))]);
        return type == typeof(string) || type == typeof(DateOnly) || type.IsEnum ? JsonValue.Create(text) : JsonNode.Parse(text);
    }
}
