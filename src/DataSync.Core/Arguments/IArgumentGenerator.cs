namespace DataSync.Arguments;

/// <summary>Emits argument sets, one for each slice, lazily.</summary>
public interface IArgumentGenerator
{
    /// <summary>The argument sets, as the user wrote them: parameter name to value of any .NET type. Nothing is read ahead of the consumer but a bounded few.</summary>
    IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, CancellationToken cancellationToken);
}

/// <summary>What a generator sees.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Dataset">The plan's dataset.</param>
/// <param name="Store">The plan's store.</param>
/// <param name="Today">The source's day.</param>
/// <param name="TargetSequence">The plan's own target is read as of this commit; 0 where it does not exist yet.</param>
public sealed record GeneratorContext(Plan Plan, Dataset Dataset, Store Store, DateOnly Today, long TargetSequence)
{
    /// <summary>Reads stored tables, each as it was when it was met first; null where there are none to read.</summary>
    public IStoredTables? Tables { get; init; }
    /// <summary>The first day that the run is limited to; null: it is not.</summary>
    public DateOnly? From { get; init; }
    /// <summary>The last day that the run is limited to; null: it is not.</summary>
    public DateOnly? To { get; init; }
    /// <summary>When the plan's last run that succeeded began, UTC; null where there was none.</summary>
    public Lazy<DateTime?> LastRun { get; init; } = new((DateTime?)null);
    /// <summary>The latest date of the target's slices that are done and have rows; null where there is none.</summary>
    public Lazy<DateOnly?> Watermark { get; init; } = new((DateOnly?)null);

    /// <summary>The part of a range of days that the run asks for; an open end is today.</summary>
    public (DateOnly From, DateOnly To) Narrow(DateOnly from, DateOnly? to)
    {
        var last = to ?? Today;
        return (From > from ? From.Value : from, To < last ? To.Value : last);
    }
}

/// <summary>Reads stored tables for generators.</summary>
public interface IStoredTables
{
    /// <summary>Reads rows of a table. It takes no lock; of the plan's own table those before the run, none before the first.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns, in any case.</param>
    /// <param name="where">Conditions that all hold: column to the values of which any will do.</param>
    /// <param name="distinct">Only rows that differ.</param>
    /// <param name="orderBy">Columns to sort by; a leading '-' sorts downwards.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DataSyncException"><c>StoreNotFound</c>, <c>TableNotFound</c>, <c>ColumnNotFound</c>, <c>ConditionInvalid</c>.</exception>
    IAsyncEnumerable<Rows.RowBatch> ReadAsync(TableReference table, IReadOnlyList<string> columns, IReadOnlyDictionary<string, IReadOnlyList<object?>> where, bool distinct, IReadOnlyList<string> orderBy, CancellationToken cancellationToken);
}

/// <summary>One slice: its arguments, checked and normalized.</summary>
/// <param name="Key">Canonical arguments, the slice's identity: names sorted, values normalized by the parameter's type.</param>
/// <param name="Arguments">Parameter name (as declared) to value of the parameter's .NET type; no nulls, no empty text.</param>
/// <param name="Date">The latest date among the arguments; null where there is none.</param>
public sealed record Slice(string Key, IReadOnlyDictionary<string, object> Arguments, DateOnly? Date)
{
    /// <summary>The first date of a slice whose arguments bound a range of days; null for one of a single date, or of none.</summary>
    public DateOnly? Begins { get; init; }

    /// <summary>For people: <c>trade_date=20240102</c>, dates as the vendor writes them.</summary>
    public string Display { get => field ??= Show?.Invoke(this) ?? Key; init; }

    /// <summary>Writes <see cref="Display"/> when it is asked for first: of a million slices, few are shown.</summary>
    internal Func<Slice, string>? Show { get; init; }
}
