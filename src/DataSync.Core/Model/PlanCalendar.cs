using System.Text.Json.Nodes;

namespace DataSync;

/// <summary>A synchronized table that says on which days a plan's schedule holds.</summary>
public sealed record PlanCalendar
{
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";
    /// <summary>The store; null: the plan's.</summary>
    public string? Store { get; init; }
    /// <summary>The column of days.</summary>
    public string Date { get; init; } = "";
    /// <summary>The column that is 1, true or such on open days; null: days that are in the table are open, and within its range no others.</summary>
    public string? Open { get; init; }
    /// <summary>Column to wanted value, such as one exchange; null: all rows. A day is open where any row says so.</summary>
    public JsonObject? Where { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Table;
}
