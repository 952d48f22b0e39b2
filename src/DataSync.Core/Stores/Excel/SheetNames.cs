using System.Buffers;
using System.Globalization;

namespace DataSync.Stores.Excel;

/// <summary>Names of sheets, which Excel allows less than names of tables.</summary>
internal static class SheetNames
{
    /// <summary>The sheet that keeps the columns' types.</summary>
    public const string Note = "_datasync";
    private const string Fallback = "data";
    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. @"\/?*[]:", .. Enumerable.Range(0, 32).Select(c => (char)c), '\uFFFE', '\uFFFF']);

    /// <summary>The name of a table's sheet.</summary>
    /// <param name="table">The table.</param>
    /// <param name="number">Which of its sheets, from 1.</param>
    public static string Of(string table, int number)
    {
        var suffix = number == 1 ? "" : $" ({number.ToString(CultureInfo.InvariantCulture)})";
        var name = new string([.. table.Select(c => Forbidden.Contains(c) ? '_' : c)]).Trim('\'', ' ');
        // these two are Excel's own, and the note's
        if (name.Length == 0 || name.Equals("History", StringComparison.OrdinalIgnoreCase) || name.Equals(Note, StringComparison.OrdinalIgnoreCase)) name = $"{Fallback} {name}".TrimEnd();
        var length = Math.Min(name.Length, ExcelLimits.SheetName - suffix.Length);
        if (length < name.Length && char.IsHighSurrogate(name[length - 1])) length--;
        return name[..length].TrimEnd('\'', ' ') + suffix;
    }
}
