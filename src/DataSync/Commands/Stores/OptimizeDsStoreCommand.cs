using System.Diagnostics;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>Makes stored tables quicker to read, without changing what they hold.</summary>
/// <remarks>
/// In file stores, the small parts that each run of an Append plan adds become one file a partition (up to the store's PartSize), rows that wait to be merged are merged, and files of older
/// columns or older settings (compression, layout) are written anew. ClickHouse merges the parts of each partition, PostgreSQL and MySQL gather statistics. Readers never wait and see the same rows
/// before, meanwhile and after; a run of a plan that writes the same table waits its turn. It may be stopped at any moment, and run again.
/// </remarks>
/// <example><code>Optimize-DsStore lake</code><para>All tables of a store.</para></example>
/// <example><code>Optimize-DsStore lake -Table daily, 'index_*'</code><para>Some of them.</para></example>
/// <example><code>Get-DsStore lake -Detail | Where-Object Bytes -gt 1000000 | Optimize-DsStore</code><para>The larger ones.</para></example>
[Cmdlet(VerbsCommon.Optimize, "DsStore", SupportsShouldProcess = true)]
[OutputType(typeof(OptimizationResult))]
public sealed class OptimizeDsStoreCommand : AsyncDsCommand
{
    /// <summary>Names of stores; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Store")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Names of tables; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[]? Table { get; set; }

    /// <summary>How long to wait for another process that writes the same table.</summary>
    [Parameter]
    [Duration]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Stores, Name, store =>
    {
        foreach (var table in Tables(store)) Attempt($"{store.Name}/{table}", () => Optimize(store, table));
    });

    private List<string> Tables(Store store)
    {
        var known = new List<string>();
        if (Table is null || Array.Exists(Table, WildcardPattern.ContainsWildcardCharacters))
        {
            Await(async (_, cancel) =>
            {
                await using var opened = Services.OpenStore(Home, store);
                known.AddRange((await opened.ListTablesAsync(cancel)).Select(t => t.Table));
            });
        }
        return [.. (Table ?? ["*"]).SelectMany(name => WildcardPattern.ContainsWildcardCharacters(name)
            ? known.Where(new WildcardPattern(name, WildcardOptions.IgnoreCase).IsMatch)
            : [name]).Distinct(StringComparer.Ordinal)];
    }

    private void Optimize(Store store, string table)
    {
        var target = $"{store.Name}/{table}";
        if (!ShouldProcess(target, "Optimize the table")) return;
        Await(async (records, cancel) =>
        {
            var started = Stopwatch.GetTimestamp();
            await using var opened = Services.OpenStore(Home, store);
            var done = await opened.OptimizeAsync(table, LockTimeout, cancel);
            var result = new OptimizationResult
            {
                Store = store.Name,
                Table = table,
                FilesBefore = done.FilesBefore,
                FilesAfter = done.FilesAfter,
                BytesBefore = done.BytesBefore,
                BytesAfter = done.BytesAfter,
                Duration = Stopwatch.GetElapsedTime(started),
            };
            records.Post(() =>
            {
                foreach (var warning in done.Warnings) WriteWarning($"{target}: {warning}");
                WriteObject(result);
            });
        });
    }
}
