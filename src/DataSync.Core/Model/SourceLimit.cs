using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>Where a limit comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LimitOrigin>))]
public enum LimitOrigin
{
    /// <summary>The source, its preset or a dataset states it.</summary>
    Stated,
    /// <summary>The vendor named it when it refused.</summary>
    Learned,
}

/// <summary>A limit of a source, and how much of it is used now.</summary>
public sealed record SourceLimit
{
    /// <summary>The source's name.</summary>
    public string Source { get; init; } = "";
    /// <summary>The API it counts; null: all of the source, or each API by itself that was not asked yet.</summary>
    public string? Api { get; init; }
    /// <summary>Requests that it admits.</summary>
    public int Requests { get; init; }
    /// <summary>In which time; null: at once.</summary>
    public TimeSpan? Per { get; init; }
    /// <summary>True where each API counts by itself.</summary>
    public bool PerApi { get; init; }
    /// <summary>Where it comes from.</summary>
    public LimitOrigin Origin { get; init; }
    /// <summary>Requests that count in it now.</summary>
    public long Used { get; init; }
    /// <summary>Until when the vendor has refused, UTC; null where it has not.</summary>
    public DateTime? BlockedUntil { get; init; }
}
