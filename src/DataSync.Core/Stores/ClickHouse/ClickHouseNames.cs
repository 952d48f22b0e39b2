using System.IO.Hashing;
using System.Text;

namespace DataSync.Stores.ClickHouse;

/// <summary>Names of tables, and how names and texts stand in statements.</summary>
internal static class ClickHouseNames
{
    /// <summary>The table of the tables' records.</summary>
    public const string Target = "datasync_target";
    /// <summary>The table of the slices' markers.</summary>
    public const string Slice = "datasync_slice";
    /// <summary>Which commit brought a row. Not among the columns that <c>SELECT *</c> gives.</summary>
    public const string CommitColumn = "_datasync_commit";
    /// <summary>Which of the rows of equal key holds: the highest. Not among the columns that <c>SELECT *</c> gives.</summary>
    public const string VersionColumn = "_datasync_version";
    /// <summary>A table is a folder on the server's disk, and drops add to its name.</summary>
    private const int MostBytes = 190;

    /// <summary>A name as it stands in a statement, whatever is in it. A backquote is doubled, as scripts of migrations are read by the same rule for every server.</summary>
    public static string Quote(string name) => $"`{Escape(name).Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>A text as it stands in a statement: for comments, which take no parameters.</summary>
    public static string Literal(string text) => $"'{Escape(text).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>A value of a parameter as it is sent.</summary>
    public static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    /// <summary>True where the server can hold a table or column of the name.</summary>
    public static bool Fits(string name) => name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= MostBytes;

    /// <summary>The start of the names of the tables that commits of a table are gathered in.</summary>
    public static string Stages(string table) => $"datasync_stage_{Hash(table)}_";

    /// <summary>The table that a generation is built in.</summary>
    public static string Generation(string table) => $"datasync_next_{Hash(table)}";

    /// <summary>The table that a migrated copy is made in, and that what it took the place of is called until it is dropped. It begins as the stages do, so that whoever opens the table drops it with them.</summary>
    public static string Migrated(string table) => Stages(table) + "migrated";

    private static string Hash(string table) => Convert.ToHexStringLower(XxHash64.Hash(Encoding.UTF8.GetBytes(table)));
}
