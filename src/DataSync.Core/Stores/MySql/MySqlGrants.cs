using System.Text.RegularExpressions;

namespace DataSync.Stores.MySql;

/// <summary>Reads what SHOW GRANTS says.</summary>
internal static partial class MySqlGrants
{
    private static readonly string[] Needed = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "CREATE TEMPORARY TABLES"];

    /// <summary>The rights on a database that full work needs and no grant gives. Rights that come through roles only are not seen.</summary>
    public static List<string> Missing(IEnumerable<string> grants, string database)
    {
        var held = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var grant in grants)
        {
            if (Form().Match(grant) is not { Success: true } match || !Covers(match.Groups[2].Value, database)) continue;
            if (match.Groups[1].Value.StartsWith("ALL PRIVILEGES", StringComparison.OrdinalIgnoreCase)) return [];
            held.UnionWith(match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));
        }
        var missing = Needed.Where(n => !held.Contains(n)).ToList();
        return missing.Count == 0 ? [] : [$"{string.Join(", ", missing)} on database `{database}`"];
    }

    /// <summary>True where a grant's database, in which _ and % are wildcards unless a backslash stands before them, is this one.</summary>
    private static bool Covers(string pattern, string database)
    {
        if (pattern == "*") return true;
        var regex = Regex.Escape(pattern.Trim('`').Replace("``", "`", StringComparison.Ordinal)).Replace(@"\\_", "\u0001", StringComparison.Ordinal).Replace(@"\\%", "\u0002", StringComparison.Ordinal)
            .Replace("_", ".", StringComparison.Ordinal).Replace("%", ".*", StringComparison.Ordinal).Replace("\u0001", "_", StringComparison.Ordinal).Replace("\u0002", "%", StringComparison.Ordinal);
        return Regex.IsMatch(database, $"^{regex}$");
    }

    [GeneratedRegex(@"^GRANT (.+?) ON (\*|`(?:[^`]|``)+`)\.\* TO ", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
