using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>What happens to rows that are stored already.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WriteMode>))]
public enum WriteMode
{
    /// <summary>Each slice is added once.</summary>
    Append,
    /// <summary>The key decides: a later row replaces an earlier one of the same key.</summary>
    Upsert,
    /// <summary>The rows that the slice's arguments select are replaced.</summary>
    ReplaceSlice,
    /// <summary>The whole table is built anew and swapped in.</summary>
    Replace,
}

/// <summary>What happens when the vendor's columns are not the dataset's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaPolicy>))]
public enum SchemaPolicy
{
    /// <summary>New columns are added, types that no longer hold are widened, missing columns become null; each is reported.</summary>
    Evolve,
    /// <summary>Any difference fails the slice; what was sent is kept, and read without asking again once it fits.</summary>
    Freeze,
    /// <summary>New columns are dropped, values that do not fit become null; each is reported.</summary>
    Discard,
}

/// <summary>What happens to a value that the store cannot hold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnrepresentablePolicy>))]
public enum UnrepresentablePolicy
{
    /// <summary>The slice fails, naming row and column.</summary>
    Fail,
    /// <summary>The value becomes null.</summary>
    Null,
    /// <summary>The value is stored as text where the store can hold that in the column and read the value back from it (Excel's cells), else it fails.</summary>
    Text,
}

/// <summary>What happens to occurrences of a schedule that were missed, as the machine was off or busy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Misfire>))]
public enum Misfire
{
    /// <summary>The plan runs once, as soon as it can: one run asks for all that is missing.</summary>
    RunOnce,
    /// <summary>The plan waits for its next occurrence.</summary>
    Skip,
    /// <summary>The plan runs once for each, in their order, as though it were that day: what its generator sees as today is the day of the occurrence. One that did not succeed is repeated.</summary>
    RunAll,
}

/// <summary>A template as a plan used it.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Parameters">What it was given, or found from the dataset.</param>
public sealed record TemplateUse(string Name, JsonObject Parameters)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What happens to stored rows that the vendor no longer sends with their slice, in mode Upsert.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VanishedPolicy>))]
public enum VanishedPolicy
{
    /// <summary>They stay.</summary>
    Keep,
    /// <summary>They go: a slice's rows are those of its last answer.</summary>
    Delete,
    /// <summary>They stay, and column <c>vanished_at</c> says when they were missed first; it is null again when they come back.</summary>
    Mark,
}

/// <summary>Dataset to store: which arguments to ask for, and how to write the answers.</summary>
public sealed record Plan : ICatalogItem
{
    /// <inheritdoc/>
    public string Name { get; init; } = "";
    /// <summary>The dataset's name.</summary>
    public string Dataset { get; init; } = "";
    /// <summary>The store's name.</summary>
    public string Store { get; init; } = "";
    /// <summary>The table in the store; null: the dataset's name.</summary>
    public string? Table { get; init; }
    /// <summary>Free text.</summary>
    public string? Description { get; init; }
    /// <summary>How rows are written.</summary>
    public WriteMode Mode { get; init; } = WriteMode.Upsert;
    /// <summary>The columns that identify a row; empty: the dataset's key.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>The column whose higher value wins between rows of one key; null: the later commit wins.</summary>
    public string? VersionColumn { get; init; }
    /// <summary>How the table is partitioned: <c>column</c>, <c>year(column)</c> or <c>month(column)</c>; null: not.</summary>
    public string? PartitionBy { get; init; }
    /// <summary>Text of the scriptblock that emits arguments, kept in a <c>.ps1</c> beside the plan; null where <see cref="Arguments"/> says them.</summary>
    [JsonIgnore]
    public string? ArgumentScript { get; init; }
    /// <summary>The arguments said literally, one object a slice; null where <see cref="ArgumentScript"/> makes them.</summary>
    public IReadOnlyList<JsonObject>? Arguments { get; init; }
    /// <summary>Generator of the arguments; null where <see cref="ArgumentScript"/> or <see cref="Arguments"/> says them.</summary>
    public Arguments.ArgumentGenerator? Generator { get; init; }
    /// <summary>The template that the arguments were made with; null where there was none. They are kept as it made them: a template that changes changes no plan.</summary>
    public TemplateUse? Template { get; init; }
    /// <summary>Variables captured for the scriptblock (<c>$using:x</c> and <c>-Variable</c>), as data.</summary>
    public JsonObject? Variables { get; init; }
    /// <summary>Names of plans that this one comes after when they run together, besides those whose tables its arguments read.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    /// <summary>Which plan of a source goes first when several run together: the higher number. Quota goes to it first.</summary>
    public int Priority { get; init; }
    /// <summary>Most requests in flight at once.</summary>
    public int ThrottleLimit { get; init; } = 8;
    /// <summary>Age at which a done slice is asked again; <see cref="Timeout.InfiniteTimeSpan"/>: never; null: one day for slices without a date, never for dated ones.</summary>
    public TimeSpan? MaxAge { get; init; }
    /// <summary>How long after its date an empty slice may still fill.</summary>
    public TimeSpan SettleAfter { get; init; } = TimeSpan.FromDays(3);
    /// <summary>Slices dated within this span before today are asked again each run; null: none.</summary>
    public TimeSpan? Refresh { get; init; }
    /// <summary>What to do when the vendor's columns change.</summary>
    public SchemaPolicy SchemaPolicy { get; init; } = SchemaPolicy.Evolve;
    /// <summary>What to do with values the store cannot hold.</summary>
    public UnrepresentablePolicy OnUnrepresentable { get; init; } = UnrepresentablePolicy.Fail;
    /// <summary>What to do with stored rows that a slice's repeated answer lacks, in mode Upsert.</summary>
    public VanishedPolicy OnVanished { get; init; }
    /// <summary>When a slice's rows are published, such as <c>17:30</c> or <c>1d 09:00</c>; null: the dataset's.</summary>
    public string? Published { get; init; }
    /// <summary>Which days have rows: <c>Weekdays</c>, or a column of a table of the plan's store, such as <c>trade_cal.cal_date?is_open=1</c>; null: the dataset's.</summary>
    public string? Calendar { get; init; }
    /// <summary>How many rows an answer has at least: <c>5000</c>, <c>95%</c> of the last one, <c>stock_basic</c> (as many as that table has rows) or <c>90% of stock_basic?list_status=L</c>; null: any number.</summary>
    public string? Expect { get; init; }
    /// <summary>When to run, as a cron expression; null: only when asked.</summary>
    public string? Schedule { get; init; }
    /// <summary>The time zone (IANA) the schedule is meant in; null: the source's.</summary>
    public string? TimeZone { get; init; }
    /// <summary>What to do with occurrences that were missed.</summary>
    public Misfire Misfire { get; init; }

    /// <summary>The days on which the schedule holds; null: all.</summary>
    public PlanCalendar? ScheduleCalendar { get; init; }
    /// <summary>
    /// How long after an occurrence of its schedule, or after the end of a slice's day, the data may be missing before the plan counts as late; null: 6 hours after an occurrence, and days are not looked at.
    /// </summary>
    public TimeSpan? LateAfter { get; init; }

    /// <summary><see cref="Table"/>, or the dataset's name where there is none.</summary>
    [JsonIgnore]
    public string TargetTable => string.IsNullOrEmpty(Table) ? Dataset : Table;
}
