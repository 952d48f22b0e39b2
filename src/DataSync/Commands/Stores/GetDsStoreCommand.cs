using System.Management.Automation;
using DataSync.Completion;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>Lists the stores of the workspace, or the tables in them.</summary>
/// <remarks>A store is a place for data; its tables hold what plans synchronize.</remarks>
/// <example><code>Get-DsStore</code><para>All of them.</para></example>
/// <example><code>Get-DsStore 'lake*'</code><para>Those whose names match.</para></example>
/// <example><code>Get-DsStore lake -Detail</code><para>The tables in a store, with rows, bytes, newest slice and schema version.</para></example>
[Cmdlet(VerbsCommon.Get, "DsStore")]
[OutputType(typeof(Store), typeof(TableDetail))]
public sealed class GetDsStoreCommand : AsyncDsCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Opens the stores and lists their tables.</summary>
    [Parameter]
    public SwitchParameter Detail { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Stores, Name, Detail ? List : WriteObject);

    private void List(Store store) => Await(async (records, cancel) =>
    {
        await using var opened = Services.OpenStore(Home, store);
        foreach (var table in await opened.ListTablesAsync(cancel))
        {
            var detail = await DescribeAsync(store, opened, table, cancel);
            records.Post(() => WriteObject(detail));
        }
    });

    private static async Task<TableDetail> DescribeAsync(Store store, IStore opened, TableInfo table, CancellationToken cancel)
    {
        var (newest, version) = ((DateOnly?)null, 0);
        await foreach (var marker in opened.ReadMarkersAsync(table.Table, 0, cancel))
        {
            if (marker.Date is { } date && !(date <= newest)) newest = date;
            version = Math.Max(version, marker.SchemaVersion);
        }
        var state = await opened.GetStateAsync(table.Table, cancel);
        return new TableDetail
        {
            Store = store.Name,
            Table = table.Table,
            Rows = table.Rows,
            Bytes = table.Bytes,
            Slices = table.Slices,
            NewestSlice = newest,
            SchemaVersion = version,
            LastCommit = table.LastCommit,
            Mode = state?.Mode ?? default,
            Key = state?.Key ?? [],
            PartitionBy = state?.Partitioning,
            Columns = state?.Columns ?? [],
        };
    }
}
