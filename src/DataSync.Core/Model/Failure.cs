using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>Why a request or a slice failed, and so what to do about it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureCategory>))]
public enum FailureCategory
{
    /// <summary>Too fast: wait for the window, then go on.</summary>
    RateLimited,
    /// <summary>The quota is used up: the plan stops and says when to go on.</summary>
    QuotaUsedUp,
    /// <summary>The account may not: the source stops.</summary>
    Permission,
    /// <summary>The token is wrong: the source stops.</summary>
    BadToken,
    /// <summary>The vendor refuses these arguments: the slice fails.</summary>
    BadArguments,
    /// <summary>May pass: tried again with growing waits, then the slice fails.</summary>
    Transient,
    /// <summary>The answer is no answer (HTML, broken JSON, an unknown code): the slice fails.</summary>
    Fatal,
    /// <summary>The answer reached the row cap, or its pages do not belong together: asked for in parts, and where it has none, the slice fails.</summary>
    Truncated,
    /// <summary>The answer has fewer rows than the plan expects.</summary>
    Short,
    /// <summary>The answer is larger than the source allows: the slice fails.</summary>
    TooLarge,
    /// <summary>The answer's columns do not fit the dataset.</summary>
    Schema,
    /// <summary>A value that the store cannot hold, or a null in a key: the slice fails.</summary>
    Value,
    /// <summary>The store failed.</summary>
    Store,
}

/// <summary>An expected failure, as a value.</summary>
/// <param name="Category">What kind.</param>
/// <param name="Message">What happened, without secrets.</param>
public sealed record Failure(FailureCategory Category, string Message)
{
    /// <summary>What the user can do; null where nothing is known.</summary>
    public string? Advice { get; init; }
    /// <summary>How long to wait, where the vendor said so or the window is known.</summary>
    public TimeSpan? RetryAfter { get; init; }
    /// <summary>The limit that the vendor named; null where it named none.</summary>
    public RateWindow? Limit { get; init; }
    /// <summary>The vendor's own code.</summary>
    public string? Code { get; init; }
    /// <summary>The change of columns, for <see cref="FailureCategory.Schema"/>.</summary>
    public SchemaChange? Change { get; init; }
}

/// <summary>Bad input or a broken promise of the environment: the message names the place, <see cref="Advice"/> the fix.</summary>
public class DataSyncException : Exception
{
    /// <summary>Makes an error with an id (PascalCase, stable), a message and the fix.</summary>
    public DataSyncException(string id, string message, string? advice = null, Exception? inner = null) : base(message, inner) => (Id, Advice) = (id, advice);

    /// <summary>Stable PascalCase id, such as <c>DatasetNotFound</c>.</summary>
    public string Id { get; }
    /// <summary>What to do about it.</summary>
    public string? Advice { get; }
}
