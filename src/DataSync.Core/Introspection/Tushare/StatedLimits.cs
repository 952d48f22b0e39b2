using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Introspection.Tushare;

/// <summary>Reads the row cap and the account points, which the vendor states in running text only.</summary>
internal static partial class StatedLimits
{
    /// <summary>The most rows one answer carries (单次最大6000行), the first statement counting; null: not stated.</summary>
    public static int? RowCap(IEnumerable<string> lines) => First(lines.SelectMany(l => Rows().Matches(l)));

    /// <summary>
    /// The points an account needs (用户需要至少2000积分): the lowest stated, those that only allow a trial (120积分可以试用) apart. Null: not stated.
    /// </summary>
    public static int? Points(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            var stated = NeededPoints().Matches(line).Select(m => (Points: Number(m), IsTrial: m.Groups[2].Value.Contains("试用", StringComparison.Ordinal))).ToList();
            if (stated.Count == 0) continue;
            var full = stated.Where(s => !s.IsTrial).ToList();
            return (full.Count > 0 ? full : stated).Min(s => s.Points);
        }
        return null;
    }

    private static int? First(IEnumerable<Match> matches) => matches.FirstOrDefault() is { } match ? Number(match) : null;

    private static int Number(Match match) => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?:单次|每次|一次|每批)[^\d，。；,;]{0,16}?(\d{2,7})(?!\d)\s*(?=条|行|记录|个?数据|行情|$|[，。；,;（(、])")]
    private static partial Regex Rows();

    [GeneratedRegex(@"(?<!\d)(\d{1,6})\s*个?(?:积分|分(?=可|以上|起))([^，。；,;]{0,12})")]
    private static partial Regex NeededPoints();
}
