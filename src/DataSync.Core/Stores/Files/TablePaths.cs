namespace DataSync.Stores.Files;

/// <summary>Where a table's files lie. Nothing in <see cref="Bookkeeping"/> has a name that a glob over data files matches.</summary>
internal sealed class TablePaths(string root)
{
    public const string BookkeepingName = "_datasync";
    public const string ArchiveName = "archive";
    private const string AsideEnding = "-aside";

    public string Root { get; } = root;
    public string Bookkeeping { get; } = Path.Combine(root, BookkeepingName);
    public string Log => Path.Combine(Bookkeeping, "log");
    public string Lock => Path.Combine(Bookkeeping, "lock");
    public string Holder => Path.Combine(Bookkeeping, "lock-holder");
    public string TempFolder => Path.Combine(Bookkeeping, "tmp");
    public string DeltaFolder => Path.Combine(Bookkeeping, "delta");
    /// <summary>Where dropped columns are kept, in a folder each, whose name begins with the number of the commit that dropped it.</summary>
    public string ArchiveFolder => Path.Combine(Bookkeeping, ArchiveName);
    /// <summary>Where partitions' folders wait that are to take the place of others, or did. Beside the table, as their files have the names that globs look for in it.</summary>
    public string Aside { get; } = Path.Combine(Path.GetDirectoryName(root)!, $"_{Path.GetFileName(root)}{AsideEnding}");

    /// <summary>The full path of a live file, whose path in the log is relative and has forward slashes.</summary>
    public string Data(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));
    public string Temp(string name) => Path.Combine(TempFolder, name);
    public string Archive(string folder) => Path.Combine(ArchiveFolder, folder);
    public string Delta(string name) => Path.Combine(DeltaFolder, name);

    /// <summary>The paths of a table, whose name becomes a folder's.</summary>
    /// <exception cref="DataSyncException"><c>TableNameInvalid</c>.</exception>
    public static TablePaths Of(string storeFolder, string table)
    {
        if (table.Length is 0 or > 200 || table is "." or ".." || table.StartsWith('_') || table.EndsWith(' ') || table.EndsWith('.') || table.AsSpan().ContainsAny(Invalid))
        {
            throw new DataSyncException("TableNameInvalid", $"'{table}' cannot be the name of a table's folder.", @"Use a name without \ / : * ? "" < > |, control characters, a leading underscore, or a dot or blank at its end.");
        }
        return new TablePaths(Path.Combine(storeFolder, table));
    }

    private static readonly System.Buffers.SearchValues<char> Invalid =
        System.Buffers.SearchValues.Create([.. "\\/:*?\"<>|", .. Enumerable.Range(0, 32).Select(c => (char)c)]);
}
