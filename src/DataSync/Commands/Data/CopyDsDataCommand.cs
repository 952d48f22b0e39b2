using System.Diagnostics;
using System.Management.Automation;
using DataSync.Arguments;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Stores;
using DataSync.Sync;

namespace DataSync.Commands;

/// <summary>Copies stored tables from one store to another, of any kinds: the way to change a format later.</summary>
/// <remarks>
/// Rows stream, and the marks of what is done go with them: a plan that is set to the new store (Set-DsPlan -Store) goes on where it stood and asks for nothing again. A copy is there
/// whole or not at all. The original stays; Remove-DsData deletes it.
/// </remarks>
/// <example><code>Copy-DsData daily -Store lake -Destination quant</code><para>From files to a database, written the same way.</para></example>
/// <example><code>Get-DsStore lake -Detail | Copy-DsData -Destination archive</code><para>All tables of a store.</para></example>
/// <example><code>Copy-DsData daily lake lake2 -Mode Upsert -Key ts_code, trade_date -PartitionBy 'year(trade_date)'</code><para>Changes how the table is written from now on.</para></example>
[Cmdlet(VerbsCommon.Copy, "DsData", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(TableCopyResult))]
public sealed class CopyDsDataCommand : AsyncDsCommand
{
    /// <summary>The tables.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[] Table { get; set; } = [];

    /// <summary>The store to read.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>The store to write.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Destination { get; set; } = "";

    /// <summary>The copy's name, for a single table. Without it: the table's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DestinationTable { get; set; }

    /// <summary>How the copy is written, from now on too. Without it: as the original is.</summary>
    [Parameter]
    public WriteMode? Mode { get; set; }

    /// <summary>The columns that identify a row in the copy. Without it: the original's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Key { get; set; }

    /// <summary>How the copy is partitioned: a column, year(column) or month(column); an empty text for not at all. Without it: as the original is.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? PartitionBy { get; set; }

    /// <summary>The dataset that the table's slices belong to, where the table has another name; needed for mode ReplaceSlice.</summary>
    [Parameter]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public Dataset? Dataset { get; set; }

    /// <summary>What to do with values that the destination cannot hold: fail, store nothing instead, or store text.</summary>
    [Parameter]
    public UnrepresentablePolicy OnUnrepresentable { get; set; }

    /// <summary>How long to wait for another process that writes the same table.</summary>
    [Parameter]
    [Duration]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Removes a table of that name in the destination first.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => $"{Store}/{string.Join(", ", Table)}";

    /// <inheritdoc/>
    protected override void Process()
    {
        if (DestinationTable is not null && Table.Length > 1)
            throw new DataSyncException("BadArguments", "-DestinationTable names one table, and there are several to copy.", "Copy them one by one, or leave it out.");
        var (from, to) = (Home.Stores.Get(Store), Home.Stores.Get(Destination));
        foreach (var table in Table) Attempt($"{from.Name}/{table}", () => Copy(from, table, to, DestinationTable ?? table));
    }

    private void Copy(Store from, string table, Store to, string copy)
    {
        if (from.Name.Equals(to.Name, StringComparison.OrdinalIgnoreCase) && table.Equals(copy, StringComparison.OrdinalIgnoreCase))
            throw new DataSyncException("BadArguments", $"Table '{table}' would be copied onto itself.", "Give another -Destination or -DestinationTable.");
        var action = Force ? $"Copy table '{from.Name}/{table}' there, in place of what is there" : $"Copy table '{from.Name}/{table}' there";
        if (!ShouldProcess($"{to.Name}/{copy}", action)) return;
        var conditions = ConditionsOf(table);
        Await(async (records, cancel) =>
        {
            var started = Stopwatch.GetTimestamp();
            await using var source = Services.OpenStore(Home, from);
            await using var target = Services.OpenStore(Home, to);
            var work = new TableCopy(source, target);
            var spec = Specify(await work.DescribeAsync(table, cancel), copy);
            if (Force && await target.GetStateAsync(copy, cancel) is not null) await target.RemoveAsync(copy, null, LockTimeout, cancel);
            var (rows, slices) = await work.RunAsync(table, spec, conditions,
                count => records.Progress(new ProgressRecord(0, $"Copying {from.Name}/{table} to {to.Name}/{copy}", $"{count:N0} rows")), cancel);
            var result = new TableCopyResult { Table = table, Store = from.Name, Destination = to.Name, DestinationTable = copy, Rows = rows, Slices = slices, Duration = Stopwatch.GetElapsedTime(started) };
            records.Post(() => WriteObject(result));
        });
    }

    private TargetSpec Specify(TargetSpec original, string copy) => original with
    {
        Table = copy,
        Mode = Mode ?? original.Mode,
        Key = Key ?? original.Key,
        Partitioning = PartitionBy is null ? original.Partitioning : PartitionBy.Length == 0 ? null : Partitioning.Parse(PartitionBy),
        OnUnrepresentable = OnUnrepresentable,
        LockTimeout = LockTimeout,
        Holder = $"Copy-DsData (process {Environment.ProcessId} on {Environment.MachineName})",
    };

    /// <summary>Says of a marker which rows its slice selects; null where no dataset says what its arguments mean.</summary>
    private Func<SliceMarker, IReadOnlyList<SliceCondition>>? ConditionsOf(string table)
    {
        if ((Dataset ?? Home.Datasets.Find(table)) is not { } dataset) return null;
        var factory = Services.SliceFactory(Home, dataset);
        return marker => factory.FromKey(marker.Slice) is { } slice && SliceConditions.TryCreate(dataset, slice, out var conditions, out _) && conditions.Count > 0
            ? conditions
            : throw new DataSyncException("SliceUnknown", $"What slice '{marker.Slice}' of table '{table}' selects is not known to dataset '{dataset.Name}'.", "Give the dataset it was made with, or copy the table with -Mode Upsert and a -Key.");
    }
}
