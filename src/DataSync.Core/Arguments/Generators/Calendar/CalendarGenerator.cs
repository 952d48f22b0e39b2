using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DataSync.Rows;

namespace DataSync.Arguments.Generators.Calendar;

/// <summary>The days of a vendor's calendar, a stored table: each trading day, or the first or last one of each week, month, quarter or year.</summary>
public sealed record CalendarGenerator : ArgumentGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Calendar";

    /// <summary>The parameter.</summary>
    public string Parameter { get; init; } = "";
    /// <summary>The store of the table; null: the plan's store.</summary>
    public string? Store { get; init; }
    /// <summary>The table.</summary>
    [JsonPropertyName("table")]
    public string CalendarTable { get; init; } = "";
    /// <summary>The column of days.</summary>
    public string Column { get; init; } = "";
    /// <summary>Which rows count, such as <c>{ "is_open": 1 }</c>: column to a value, or to a list of which any will do.</summary>
    public JsonObject? Where { get; init; }
    /// <summary>The first day; null: the calendar's.</summary>
    public DateOnly? From { get; init; }
    /// <summary>The last day; null: today in the source's time zone.</summary>
    public DateOnly? To { get; init; }
    /// <summary>Of which periods one day is given; Day: all days.</summary>
    public PeriodStep Step { get; init; }
    /// <summary>Which of a period's days is given.</summary>
    public PeriodDay At { get; init; } = PeriodDay.End;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [Parameter];

    /// <inheritdoc/>
    [JsonIgnore]
    public override TableReference? Table => new(Store, CalendarTable);

    /// <inheritdoc/>
    public override void Check()
    {
        if (Parameter.Length == 0) throw Invalid("parameter", "it is missing", "Give -Parameter.");
        if (CalendarTable.Length == 0 || Column.Length == 0) throw Invalid("table", "table or column is missing", "Give -Calendar and -Column.");
        if (To < From) throw Invalid("to", $"{To:yyyy-MM-dd} is before {From:yyyy-MM-dd}", "Give a later day, or none for today.");
        base.Check();
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, to) = context.Narrow(From ?? DateOnly.MinValue, To);
        var days = new SortedSet<DateOnly>();
        await foreach (var row in TableQuery.ReadAsync(context, Table!, [Column], Where, distinct: true, [], cancellationToken))
        {
            if (row[0] is null) continue;
            days.Add(ValueConverter.TryConvert(row[0], DataType.Date, null, null, out var day) && day is DateOnly date ? date
                : throw new DataSyncException("CalendarInvalid", string.Create(CultureInfo.InvariantCulture, $"Calendar {Table}: '{row[0]}' in column '{Column}' is no date."), "Name the column of days."));
        }
        // of a period's days the whole calendar decides: a week that goes on has its last day yet to come
        var chosen = Step == PeriodStep.Day ? days : days.GroupBy(d => Period.Of(d, Step)).Select(g => At == PeriodDay.Start ? g.First() : g.Last());
        foreach (var day in chosen.Where(d => d >= from && d <= to)) yield return new Dictionary<string, object?>(1) { [Parameter] = day };
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        $"{Parameter}: {(Step == PeriodStep.Day ? "each day" : $"{(At == PeriodDay.Start ? "first" : "last")} day of each {Step}")} in {Table}.{Column}{TableQuery.Describe(Where)}{(From is { } from ? $" from {from:yyyy-MM-dd}" : "")} to {(To is { } to ? $"{to:yyyy-MM-dd}" : "today")}";
}
