namespace DataSync.Catalog;

/// <summary>Names of catalog items. They are also file names, on every system.</summary>
internal static class ItemName
{
    private static readonly string[] DeviceNames = ["con", "prn", "aux", "nul", .. Enumerable.Range(1, 9).SelectMany(i => (string[])[$"com{i}", $"lpt{i}"])];

    /// <exception cref="DataSyncException"><c>NameInvalid</c>: it cannot be a file's name everywhere.</exception>
    public static void Check(string name, string noun)
    {
        var wrong = name.Length is 0 or > 100
            || name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || "<>:\"/\\|?*[]".Contains(c))
            || name[0] == '.' || name[^1] == '.'
            || DeviceNames.Contains(name.Split('.')[0], StringComparer.OrdinalIgnoreCase);
        if (wrong) throw new DataSyncException("NameInvalid", $"'{name}' cannot name a {noun}.", "Use letters, digits, '_', '-' and '.', at most 100 of them, with no dot at either end.");
    }

    /// <summary>The names that look most like one that is not there.</summary>
    public static string Suggest(string name, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return "There are none yet.";
        var near = names.Where(n => Distance(name.ToUpperInvariant(), n.ToUpperInvariant()) <= Math.Max(2, name.Length / 3)
            || n.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(5).ToList();
        return near.Count > 0 ? $"Did you mean {string.Join(", ", near)}?" : $"There are: {string.Join(", ", names.Take(20))}{(names.Count > 20 ? ", …" : "")}.";
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
