using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DataSync.Scripts;

/// <summary>
/// What the module's cmdlets must know when a plan's scriptblock calls them: the workspace, and as of which commit each table is read. Bound to the
/// scriptblock's runspace, so that no variable of the script can hide or change it.
/// </summary>
internal sealed class GeneratorScope(Catalog.Workspace workspace, string store, string table, long sequence)
{
    private static readonly ConditionalWeakTable<Runspace, GeneratorScope> Scopes = [];

    private readonly ConcurrentDictionary<(string Store, string Table), long> _sequences = new() { [Key(store, table)] = sequence };

    /// <summary>The scope of the scriptblock this thread runs; null outside of one.</summary>
    public static GeneratorScope? Current => Runspace.DefaultRunspace is { } runspace && Scopes.TryGetValue(runspace, out var scope) ? scope : null;

    /// <summary>The plan's workspace.</summary>
    public Catalog.Workspace Workspace { get; } = workspace;

    /// <summary>The sequence to read a table as of: the plan's own target as the run found it, any other as the script first met it.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="table">The table.</param>
    /// <param name="now">Where the table stands.</param>
    public long AsOf(string store, string table, long now) => _sequences.GetOrAdd(Key(store, table), now);

    /// <summary>True for the table that the plan itself writes.</summary>
    public bool IsOwnTarget(string storeName, string tableName) => Key(storeName, tableName) == Key(store, table);

    /// <summary>Makes this the scope of all that the runspace runs.</summary>
    public void Bind(Runspace runspace) => Scopes.AddOrUpdate(runspace, this);

    private static (string, string) Key(string store, string table) => (store.ToUpperInvariant(), table.ToUpperInvariant());
}
