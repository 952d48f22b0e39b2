using System.Globalization;

namespace DataSync.Introspection.Proposals;

/// <summary>
/// Proposes the columns that identify a row: a code, the leading time, what commonly tells rows of one code and time apart, and revision columns. Too narrow a key loses rows, so
/// printed rows that would collide widen it, and doubt is said aloud.
/// </summary>
internal static class KeyProposal
{
    /// <summary>Codes, each of which identifies a thing by itself; the first one present is taken.</summary>
    private static readonly string[] Codes = ["ts_code", "con_code", "code", "symbol", "cb_code", "o_code", "rec_no", "license_key", "item"];

    /// <summary>Columns that tell rows of one thing and time apart.</summary>
    private static readonly string[] Discriminators =
    [
        "index_code", "con_code", "symbol", "exchange", "exchange_id", "market_type", "curr_type", "currency", "country", "bank", "broker", "freq", "data_type", "side", "exalter", "hm_name",
        "holder_name", "holder_type", "share_type", "in_de", "begin_date", "col_participant_id", "inst_name", "ind_type", "ind_name", "report_type", "event", "buyer",
        "seller", "proc", "div_proc", "bz_item", "title", "in_date", "start_date", "year", "quarter", "tenor",
    ];

    /// <summary>Of those, the ones that a full code implies.</summary>
    private static readonly string[] Implied = ["exchange", "exchange_id", "symbol"];

    /// <summary>Columns that tell memberships of one thing apart.</summary>
    private static readonly string[] Memberships = ["con_code", "in_date"];

    /// <summary>Times whose rows may come again, revised; the revision columns then belong to the key.</summary>
    private static readonly string[] Revisable = ["ann_date", "publish_date", "end_date", "period", "float_date", "nav_date"];

    private static readonly string[] Revisions = ["ann_date", "f_ann_date", "end_date", "update_flag"];

    /// <summary>Columns of text that describe a thing and tell no rows apart.</summary>
    private static readonly string[] Descriptive = ["name", "industry", "area", "market", "fullname", "enname", "cnspell", "cn_spell", "status", "tag", "url", "content"];

    public static IReadOnlyList<string> Propose(IReadOnlyList<Column> columns, SampleRows samples, ICollection<string> warnings)
    {
        if (columns.Count == 0) return [];
        var shown = columns.Where(c => c.DefaultShown != false).ToList();
        var code = Codes.Select(Find).FirstOrDefault(c => c is not null);
        var time = LeadingTime.Of(shown.Select(c => c.Name));
        var isRevisable = Revisable.Contains(time);
        // an announcement of nobody in particular is no series: its date says when a thing began or ended
        var isSeries = time is not null && (code is not null || !isRevisable);
        IEnumerable<string?> wanted = isSeries
            ? [code, time, .. Discriminators.Where(d => code != "ts_code" || !Implied.Contains(d)).Select(Find), .. isRevisable ? Revisions.Select(Find) : []]
            : [code ?? Find("name") ?? Find("title"), .. Memberships.Select(Find)];
        var key = wanted.OfType<string>().Distinct().ToList();
        if (Widen(key, columns, samples) is { } added) warnings.Add($"Key: rows printed on the page are alike in the columns proposed first, so '{added}' was added; check the key ({string.Join(", ", key)}).");
        else Doubt(key, shown, samples, isSeries, warnings);
        return key;

        string? Find(string name) => shown.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name;
    }

    /// <summary>Adds the first column that makes the printed rows differ; null where they do already, or none does.</summary>
    private static string? Widen(List<string> key, IReadOnlyList<Column> columns, SampleRows samples)
    {
        if (key.Count == 0 || samples.Rows.Count == 0 || Distinct(key) == samples.Rows.Distinct(RowComparer).Count() || key.Any(k => !Shown(k))) return null;
        var added = columns.Select(c => c.Name).Where(c => !key.Contains(c) && Shown(c)).FirstOrDefault(c => Distinct([.. key, c]) == samples.Rows.Count);
        if (added is not null) key.Add(added);
        return added;

        bool Shown(string column) => samples.Columns.Contains(column, StringComparer.OrdinalIgnoreCase);
        int Distinct(IEnumerable<string> names)
        {
            int[] indexes = [.. samples.Columns.Index().Where(c => names.Contains(c.Item, StringComparer.OrdinalIgnoreCase)).Select(c => c.Index)];
            return samples.Rows.Select(r => string.Join('\u001F', indexes.Select(i => r[i]))).Distinct().Count();
        }
    }

    private static void Doubt(List<string> key, IReadOnlyList<Column> columns, SampleRows samples, bool isSeries, ICollection<string> warnings)
    {
        if (key.Count == 0)
        {
            warnings.Add("Key: no column looks like a code or a date; say the key (-Key).");
            return;
        }
        string[] others = [.. columns.Where(c => c.Type == DataType.String && !key.Contains(c.Name) && !Implied.Contains(c.Name) && !IsDescriptive(c.Name) && !IsNumeric(c.Name)).Select(c => c.Name)];
        if (isSeries && others.Length > 0)
            warnings.Add($"Key: {string.Join(", ", key)} is proposed; {string.Join(", ", others.Take(4))}{(others.Length > 4 ? ", …" : "")} may tell rows apart too: check it (-Key).");

        // numbers are documented as text at times
        bool IsNumeric(string name) => samples.Values(name) is { Count: > 0 } values && values.All(v => double.TryParse(v, CultureInfo.InvariantCulture, out _));
        static bool IsDescriptive(string name) => name.StartsWith("is_", StringComparison.OrdinalIgnoreCase) || Descriptive.Any(d => name.EndsWith(d, StringComparison.OrdinalIgnoreCase));
    }

    private static readonly IEqualityComparer<IReadOnlyList<string>> RowComparer =
        EqualityComparer<IReadOnlyList<string>>.Create((a, b) => a!.SequenceEqual(b!), r => string.Join('\u001F', r).GetHashCode(StringComparison.Ordinal));
}
