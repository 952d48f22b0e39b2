using Facts = DataSync.Schema.SchemaComparison.Facts;

namespace DataSync.Schema;

/// <summary>
/// Finds what may have been renamed: something that went and something that came, of one type, that are described alike, or that stand at the same place and have
/// names alike. It is never more than a proposal, since a vendor may as well have replaced one thing by another.
/// </summary>
internal static class RenameProposal
{
    private const double Enough = 0.6;

    /// <summary>Pairs of old and new, the likeliest first, each in one pair at most.</summary>
    public static IEnumerable<(Facts Old, Facts New)> Find(Facts[] before, Facts[] after, IReadOnlyList<Facts> removed, IReadOnlyList<Facts> added)
    {
        var pairs = removed.SelectMany(old => added, (old, now) => (Old: old, New: now, Score: Score(old, now)))
            .Where(p => p.Score >= Enough).OrderByDescending(p => p.Score).ToList();
        var used = new HashSet<Facts>(ReferenceEqualityComparer.Instance);
        List<(Facts, Facts)> found = [.. pairs.Where(p => !used.Contains(p.Old) && !used.Contains(p.New) && used.Add(p.Old) & used.Add(p.New)).Select(p => (p.Old, p.New))];
        return found;

        double Score(Facts old, Facts now)
        {
            if (old.Type != now.Type || old.Required != now.Required) return 0;
            var named = Likeness(old.Name.ToUpperInvariant(), now.Name.ToUpperInvariant());
            var placed = Neighbours(before, old) is var o && Neighbours(after, now) is var n && (o.Previous == n.Previous || o.Next == n.Next) ? 1 : 0;
            if (old.Description is not { Length: > 0 } text || now.Description is not { Length: > 0 } other) return (0.5 * named) + (0.5 * placed);
            // the same words about it say most; a name alone says little, as vendors' names are short and alike
            var described = Likeness(text, other);
            return described == 1 ? 0.7 + (0.3 * placed) : (0.4 * described) + (0.35 * named) + (0.25 * placed);
        }
    }

    private static (string? Previous, string? Next) Neighbours(Facts[] all, Facts one)
    {
        var at = Array.IndexOf(all, one);
        return (at > 0 ? all[at - 1].Name : "", at < all.Length - 1 ? all[at + 1].Name : "");
    }

    /// <summary>The share of pairs of neighbouring letters that two texts have in common (Dice), 0 to 1.</summary>
    private static double Likeness(string a, string b)
    {
        if (a == b) return 1;
        if (a.Length < 2 || b.Length < 2) return 0;
        var pairs = Pairs(a).ToList();
        var count = pairs.Count + b.Length - 1;
        var common = Pairs(b).Count(pairs.Remove);
        return 2.0 * common / count;

        static IEnumerable<(char, char)> Pairs(string text) => Enumerable.Range(0, text.Length - 1).Select(i => (text[i], text[i + 1]));
    }
}
