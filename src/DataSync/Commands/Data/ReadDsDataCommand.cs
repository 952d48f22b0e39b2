using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Output;
using DataSync.Scripts;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>Reads a stored table's rows as objects.</summary>
/// <remarks>
/// Rows come as they are read, with typed properties: dates as DateOnly, numbers as numbers. Conditions are given to the store, which reads only what it must. Inside a plan's
/// scriptblock tables are read as they were when the scriptblock met them, the plan's own table as the run found it (and as empty before the first run); no lock is taken.
/// </remarks>
/// <example><code>Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } -First 5</code><para>The first five open days.</para></example>
/// <example><code>Read-DsData daily -Store lake -Where @{ ts_code = '000001.SZ', '600000.SH' } -Column trade_date, close -OrderBy -trade_date</code><para>Two columns of two codes, the newest first. A list means any of its values.</para></example>
/// <example><code>Read-DsData stock_basic -Store lake -Value ts_code -Distinct</code><para>Bare values instead of objects.</para></example>
[Cmdlet(VerbsCommunications.Read, "DsData")]
[OutputType(typeof(PSObject))]
public sealed class ReadDsDataCommand : AsyncDsCommand
{
    /// <summary>The table.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TargetTable")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = "";

    /// <summary>The store's name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>Conditions that all hold: @{ column = value }. A list of values means any of them, $null means no value.</summary>
    [Parameter]
    public Hashtable? Where { get; set; }

    /// <summary>Only these columns, in this order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Column { get; set; }

    /// <summary>Only rows (or values) that differ.</summary>
    [Parameter]
    public SwitchParameter Distinct { get; set; }

    /// <summary>Columns to sort by; a leading '-' sorts downwards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? OrderBy { get; set; }

    /// <summary>At most so many rows.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? First { get; set; }

    /// <summary>One column, whose values are written bare instead of objects.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? Value { get; set; }

    private protected override object? Subject => Table;

    /// <inheritdoc/>
    protected override void Process()
    {
        var store = Home.Stores.Get(Store);
        var scope = GeneratorScope.Current;
        Await(async (records, cancel) =>
        {
            await using var opened = Services.OpenStore(Home, store);
            var state = await opened.GetStateAsync(Table, cancel);
            var sequence = scope?.AsOf(store.Name, Table, state?.Sequence ?? 0);
            // the plan's own table, before its first commit: there is nothing yet, and that is no mistake
            if (sequence == 0 && scope!.IsOwnTarget(store.Name, Table)) return;
            if (state is null) throw Missing(store, await opened.ListTablesAsync(cancel));

            var query = new ReadQuery
            {
                Columns = [.. (Value is null ? Column ?? [] : [Value]).Select(c => ColumnOf(state, c).Name)],
                Where = (Where ?? []).Cast<DictionaryEntry>().Select(e => Condition(state, e)).ToDictionary(),
                Distinct = Distinct,
                OrderBy = [.. (OrderBy ?? []).Select(o => o.StartsWith('-') ? $"-{ColumnOf(state, o[1..]).Name}" : ColumnOf(state, o).Name)],
                First = First,
                AsOf = sequence,
            };
            await foreach (var batch in opened.ReadAsync(Table, query, cancel))
            {
                object?[] rows = Value is null ? RowObjects.From(batch) : RowObjects.Values(batch, query.Columns[0]);
                records.Post(() => WriteObject(rows, enumerateCollection: true));
            }
        });
    }

    private KeyValuePair<string, IReadOnlyList<object?>> Condition(TargetState state, DictionaryEntry entry)
    {
        var column = ColumnOf(state, entry.Key.ToString()!);
        var given = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
        var values = given is IEnumerable and not (string or byte[]) ? ((IEnumerable)given).Cast<object?>() : [given];
        return KeyValuePair.Create<string, IReadOnlyList<object?>>(column.Name, [.. values.Select(v => Typed(column, v is PSObject inner ? inner.BaseObject : v))]);
    }

    private object? Typed(Column column, object? value) => Rows.ValueConverter.TryConvert(value, column.Type, column.Format, null, out var typed)
        ? typed
        : throw new DataSyncException("ConditionInvalid", $"{Table}: '{value}' cannot be a value of column '{column.Name}', which is {column.Type}.", "Give a value of the column's type.");

    private Column ColumnOf(TargetState state, string name) => state.Columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DataSyncException("ColumnNotFound", $"{Table}: there is no column '{name}'.", $"Columns: {string.Join(", ", state.Columns.Select(c => c.Name))}.");

    private DataSyncException Missing(Store store, IReadOnlyList<TableInfo> tables) => new("TableNotFound", $"Store '{store.Name}' has no table '{Table}'.",
        tables.Count > 0 ? $"Tables: {string.Join(", ", tables.Select(t => t.Table))}." : "It has none yet; Invoke-DsSync fills it.");
}
