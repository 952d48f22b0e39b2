using System.Globalization;

namespace DataSync.Notifications;

/// <summary>What is told: a title, a text, and the facts that templates name.</summary>
public sealed record NotificationMessage
{
    /// <summary>Why.</summary>
    public required NotificationEvent Event { get; init; }
    /// <summary>The plan.</summary>
    public required string Plan { get; init; }
    /// <summary>One line.</summary>
    public required string Title { get; init; }
    /// <summary>A few lines: what happened, and what to do.</summary>
    public required string Text { get; init; }
    /// <summary>The workspace's folder.</summary>
    public required string Workspace { get; init; }
    /// <summary>The machine.</summary>
    public string Machine { get; init; } = Environment.MachineName;
    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }
    /// <summary>The run it is about; null where it is about none.</summary>
    public Run? Run { get; init; }

    /// <summary>The values that templates name, each as text.</summary>
    public IReadOnlyDictionary<string, string> Fields()
    {
        var culture = CultureInfo.InvariantCulture;
        return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["event"] = Event.ToString(),
            ["plan"] = Plan,
            ["title"] = Title,
            ["text"] = Text,
            ["workspace"] = Workspace,
            ["machine"] = Machine,
            ["at"] = At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", culture),
            ["run"] = Run?.Id ?? "",
            ["status"] = Run?.Status.ToString() ?? "",
            ["dataset"] = Run?.Dataset ?? "",
            ["store"] = Run?.Store ?? "",
            ["table"] = Run?.Table ?? "",
            ["done"] = (Run?.Done ?? 0).ToString(culture),
            ["failed"] = (Run?.Failed ?? 0).ToString(culture),
            ["rows"] = (Run?.Rows ?? 0).ToString(culture),
            ["seconds"] = (Run?.Seconds ?? 0).ToString("0.#", culture),
        };
    }
}
