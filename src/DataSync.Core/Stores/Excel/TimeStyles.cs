using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DataSync.Stores.Excel;

/// <summary>Which styles of a workbook show numbers as days or times (ECMA-376, 18.8.30): in a cell they are numbers like any other.</summary>
internal static partial class TimeStyles
{
    /// <summary>For each style, by number, whether it is of a time.</summary>
    public static IReadOnlyList<bool> Read(XElement styles)
    {
        var own = new Dictionary<int, bool>();
        foreach (var format in styles.Descendants().Where(e => e.Name.LocalName == "numFmt"))
            if ((int?)format.Attribute("numFmtId") is { } id) own[id] = IsTime((string?)format.Attribute("formatCode") ?? "");
        var formats = styles.Elements().FirstOrDefault(e => e.Name.LocalName == "cellXfs")?.Elements() ?? [];
        return [.. formats.Select(f => (int?)f.Attribute("numFmtId") is { } id && (own.TryGetValue(id, out var isTime) ? isTime : IsBuiltIn(id)))];
    }

    // those of East Asian editions among them
    private static bool IsBuiltIn(int id) => id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    private static bool IsTime(string code) => Plain().Replace(code, "").AsSpan().ContainsAny("ydhsYDHS");

    [GeneratedRegex("""\\.|"[^"]*"|\[[^\]]*\]""")]
    private static partial Regex Plain();
}
