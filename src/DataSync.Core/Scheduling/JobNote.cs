using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSync.Scheduling;

/// <summary>What an entry of a scheduler says about itself, so that it is found again.</summary>
/// <param name="Workspace">The workspace's folder.</param>
/// <param name="Plan">The plan's name; null for all that are due.</param>
/// <param name="Schedule">The cron expression.</param>
/// <param name="TimeZone">The time zone (IANA) it is meant in.</param>
/// <param name="Runner">What runs it: Pwsh or Console.</param>
public sealed record JobNote(string Workspace, string? Plan, string Schedule, string TimeZone, string Runner)
{
    /// <summary>The source or dataset whose documentation it follows (<c>Update-DsSchema</c>); null for a job that runs plans.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SchemaCheck { get; init; }

    /// <summary>Which changes of the documentation are followed: AddOnly, All or ReportOnly.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Policy { get; init; }

    /// <summary>What it is for, in a word that names files and entries.</summary>
    [JsonIgnore]
    public string Subject => SchemaCheck is { } name ? $"schema-{name}" : Plan ?? "due";

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Names the entry: the same for the same plan of the same workspace, and fit for a file's name everywhere.</summary>
    [JsonIgnore]
    public string Id
    {
        get
        {
            var plan = Plan?.ToLowerInvariant(); // as the catalog sees names
            var what = SchemaCheck is null ? plan : $"\n{SchemaCheck.ToLowerInvariant()}"; // a plan's name holds no line break
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Workspace}\n{what}")))[..8];
            return $"datasync-{string.Concat(Subject.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '-'))}-{hash}";
        }
    }

    /// <summary>The note on one line of ASCII, without two hyphens side by side, so that it fits any comment.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Options).Replace("--", "-\\u002d", StringComparison.Ordinal);

    /// <summary>Reads a note; null where the text is none.</summary>
    public static JobNote? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JobNote>(text, Options) is { Workspace: not null, Schedule: not null, TimeZone: not null } note ? note : null;
        }
        catch (JsonException)
        {
            return null; // somebody else's text
        }
    }
}
