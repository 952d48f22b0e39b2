using System.Management.Automation;
using DataSync.Completion;
using DataSync.Output;

namespace DataSync.Commands;

/// <summary>Says whether stores can be reached and written, how much room is left, and which tables they hold.</summary>
/// <remarks>A store that cannot be used is no error here: the object says what is wrong and the fix.</remarks>
/// <example><code>Test-DsStore lake</code><para>Tests one store.</para></example>
/// <example><code>(Test-DsStore lake).Tables</code><para>The tables in it, with rows, bytes and slices.</para></example>
[Cmdlet(VerbsDiagnostic.Test, "DsStore")]
[OutputType(typeof(StoreStatus))]
public sealed class TestDsStoreCommand : AsyncDsCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Stores, Name, store => Await(async (records, cancel) =>
    {
        await using var opened = Services.OpenStore(Home, store);
        var test = await opened.TestAsync(cancel);
        var status = new StoreStatus
        {
            Store = store.Name,
            Kind = store.Kind,
            Place = store.Path is { } path ? Home.Resolve(path) : store.Place,
            Version = test.Version,
            Reachable = test.Reachable,
            Writable = test.Writable,
            MissingRights = test.MissingRights ?? [],
            FreeBytes = test.FreeBytes,
            Tables = test.Reachable ? await opened.ListTablesAsync(cancel) : [],
            Message = test.Message,
        };
        records.Post(() => WriteObject(status));
    }));
}
