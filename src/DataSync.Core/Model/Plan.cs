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
    /// <summary>Any difference fails the slice.</summary>
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
    /// <summary>Variables captured for the scriptblock (<c>$using:x</c> and <c>-Variable</c>), as data.</summary>
    public JsonObject? Variables { get; init; }
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
    /// <summary>When to run, as a cron expression; null: only when asked.</summary>
    public string? Schedule { get; init; }
    /// <summary>The time zone (IANA) the schedule is meant in; null: the source's.</summary>
    public string? TimeZone { get; init; }
    /// <summary>What to do with occurrences that were missed.</summary>
    public Misfire Misfire { get; init; }

    /// <summary><see cref="Table"/>, or the dataset's name where there is none.</summary>
    [JsonIgnore]
    public string TargetTable => string.IsNullOrEmpty(Table) ? Dataset : Table;
}
