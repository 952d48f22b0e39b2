using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>What somebody is told of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NotificationEvent>))]
public enum NotificationEvent
{
    /// <summary>A plan's run failed as a whole, or could not begin.</summary>
    Failed,
    /// <summary>Some slices of a plan's run failed.</summary>
    Partial,
    /// <summary>The vendor's columns changed.</summary>
    SchemaChanged,
    /// <summary>A plan has not succeeded, or its data is not there, as long after it was due as the plan allows.</summary>
    Late,
    /// <summary>A plan that had failed, or was late, is well again.</summary>
    Recovered,
    /// <summary>A trial by Test-DsNotification.</summary>
    Test,
}

/// <summary>Whom to tell, of what, and how.</summary>
public sealed record Notification : ICatalogItem
{
    /// <inheritdoc/>
    public string Name { get; init; } = "";
    /// <summary>The kind, such as <c>Webhook</c>: a folder of <c>Notifications/</c>.</summary>
    public string Kind { get; init; } = "";
    /// <summary>Free text.</summary>
    public string? Description { get; init; }
    /// <summary>What to tell of.</summary>
    public IReadOnlyList<NotificationEvent> Events { get; init; } = [NotificationEvent.Failed, NotificationEvent.Partial, NotificationEvent.SchemaChanged, NotificationEvent.Late, NotificationEvent.Recovered];
    /// <summary>Names of the plans to tell of; <c>*</c> and <c>?</c> stand for any.</summary>
    public IReadOnlyList<string> Plans { get; init; } = ["*"];
    /// <summary>Where to: a web address, a mail server, a program; or a reference to it, as many web addresses are secrets by themselves.</summary>
    public string? Address { get; init; }
    /// <summary>A reference to the password or signing key, such as <c>secret:NAME</c>; never the text itself.</summary>
    public string? Secret { get; init; }
    /// <summary>Settings of the kind, such as preset and body of a web request, or sender and receivers of a mail.</summary>
    public JsonObject? Settings { get; init; }

    /// <summary>True where this notification tells of a plan.</summary>
    public bool Covers(string plan) => Plans.Any(p => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(p, plan, ignoreCase: true));
}
