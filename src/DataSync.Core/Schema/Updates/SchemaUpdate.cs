namespace DataSync.Schema;

/// <summary>How an update of a dataset's schema ended.</summary>
public enum SchemaUpdateStatus
{
    /// <summary>The page is as it was, and so are the tables.</summary>
    Unchanged,
    /// <summary>There are changes; nothing was done about them.</summary>
    Reported,
    /// <summary>Dataset, plans and tables follow the changes that the policy allows.</summary>
    Updated,
    /// <summary>The dataset follows, and a table could not: its migration waits.</summary>
    Partial,
}

/// <summary>One change set: what a vendor changed, and what follows from it.</summary>
public sealed record SchemaUpdate
{
    /// <summary>The dataset.</summary>
    public string Dataset { get; init; } = "";
    /// <summary>How it ended.</summary>
    public SchemaUpdateStatus Status { get; init; }
    /// <summary>The schema version before.</summary>
    public int FromVersion { get; init; }
    /// <summary>The schema version after; the same where the dataset stays.</summary>
    public int ToVersion { get; init; }
    /// <summary>What is different, and followed.</summary>
    public IReadOnlyList<SchemaDifference> Changes { get; init; } = [];
    /// <summary>What is different, and left: the policy does not follow it, or a renaming is to be confirmed.</summary>
    public IReadOnlyList<SchemaDifference> Left { get; init; } = [];
    /// <summary>What of plans is concerned.</summary>
    public IReadOnlyList<PlanConcern> Plans { get; init; } = [];
    /// <summary>The migrations of the tables, in order.</summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = [];
    /// <summary>What stands in the way of tables: rows, or a store that cannot.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
    /// <summary>True where a step of a migration takes something away, or could.</summary>
    public bool IsDestructive { get; init; }

    /// <summary>The dataset as it is to be.</summary>
    internal Dataset After { get; init; } = new();
    /// <summary>Column and parameter names, old to new.</summary>
    internal IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();
    /// <summary>What tells the page's version.</summary>
    internal Introspection.DocumentValidators? Validators { get; init; }

    /// <summary>True where there is nothing to do.</summary>
    public bool IsEmpty => Changes.Count == 0 && Migrations.Count == 0;

    /// <summary>The whole change set with its scripts, as text for people.</summary>
    public string Describe() => string.Join('\n',
    [
        $"{Dataset}: schema version {FromVersion}{(ToVersion == FromVersion ? "" : $" -> {ToVersion}")}",
        .. Changes.Select(c => $"  {c}"),
        .. Left.Select(c => $"  left as it is: {c}{(c.IsProposal ? $"; to follow it: -Rename @{{ {c.Before} = '{c.After}' }}" : "")}"),
        .. Plans.Select(p => $"  plan {p}"),
        .. Problems.Select(p => $"  {p}"),
        .. Migrations.SelectMany(m => m.Up.TrimEnd().Split('\n').Select(l => $"    {l}").Prepend($"  table {m.Table} in store {m.Store}:")),
    ]);
}
