using System.Text.RegularExpressions;

namespace DataSync.Introspection.Proposals;

/// <summary>Proposes which rows a parameter selects; what is not sure is left undeclared.</summary>
internal sealed partial class FilterProposal(IReadOnlyList<DocumentedField> parameters, IReadOnlyList<Column> columns)
{
    private static readonly ParameterFilter NoRows = new("", FilterOperator.None);

    /// <summary>Parameters that select no rows by a column.</summary>
    private static readonly HashSet<string> Paging = new(StringComparer.OrdinalIgnoreCase) { "limit", "offset", "fields", "page", "page_size", "pagesize", "page_no", "size", "per_page", "cursor", "page_token", "order", "sort", "format" };

    /// <summary>What a description of a range calls its time, and the columns that hold it.</summary>
    private static readonly (string Word, string[] Columns)[] Subjects =
    [
        ("报告期", ["end_date", "period", "date"]), ("公告", ["ann_date", "publish_date", "f_ann_date", "pub_date"]), ("净值", ["nav_date"]), ("解禁", ["float_date"]),
        ("发行", ["ipo_date", "issue_date"]), ("上市", ["list_date"]), ("发布", ["pubtime", "pub_time", "pub_date", "datetime", "ann_date"]), ("备案", ["report_date", "ann_date"]),
    ];

    /// <summary>Names a parameter has where the column is called otherwise.</summary>
    private static readonly (string Parameter, string Column)[] Synonyms = [("period", "end_date"), ("m", "month"), ("q", "quarter"), ("y", "year")];

    public ParameterFilter? Propose(DocumentedField parameter)
    {
        if (Paging.Contains(parameter.Name)) return NoRows;
        if (Bound().Match(parameter.Name) is { Success: true } bound && OtherBound(parameter, parameters) is not null)
            return RangeColumn(parameter, Subject(bound)) is { } ranged ? new(ranged, IsStart(bound) ? FilterOperator.From : FilterOperator.To) : null;
        if (Same(parameter.Name) is not { } column) return null;
        if (Fuzzy().IsMatch(parameter.Description)) return NoRows;
        if (Since().IsMatch(parameter.Description)) return new(column.Name, FilterOperator.From);
        return new(column.Name, Several().IsMatch(parameter.Description) && !Single().IsMatch(parameter.Description) ? FilterOperator.In : FilterOperator.Equals);
    }

    /// <summary>The other end of the range that a parameter is one end of; null where it is none.</summary>
    public static DocumentedField? OtherBound(DocumentedField parameter, IReadOnlyList<DocumentedField> all)
    {
        var bound = Bound().Match(parameter.Name);
        return !bound.Success ? null : all.FirstOrDefault(p => Bound().Match(p.Name) is { Success: true } other && IsStart(other) != IsStart(bound) && Subject(other) == Subject(bound));
    }

    private Column? Same(string name)
    {
        var synonym = Synonyms.FirstOrDefault(s => s.Parameter.Equals(name, StringComparison.OrdinalIgnoreCase)).Column;
        return Find(name) ?? (synonym is null ? null : Find(synonym));
    }

    private Column? Find(string name) => columns.FirstOrDefault(c => Plain(c.Name) == Plain(name));

    private string? RangeColumn(DocumentedField parameter, string subject)
    {
        if (subject is not ("date" or "time" or "datetime" or "dt")) return Same(subject)?.Name;
        foreach (var (word, names) in Subjects)
            if (parameter.Description.Contains(word, StringComparison.Ordinal) && names.Select(Find).FirstOrDefault(c => c is not null) is { } named) return named.Name;
        return LeadingTime.Of(columns.Select(c => c.Name));
    }

    private static string Subject(Match bound) => (bound.Groups[2].Success ? bound.Groups[2] : bound.Groups[3]).Value.ToLowerInvariant();

    private static bool IsStart(Match bound) => (bound.Groups[1].Success ? bound.Groups[1] : bound.Groups[4]).Value.ToLowerInvariant() is "start" or "begin" or "from" or "min";

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex(@"^(?:(start|begin|from|min|end|to|max)_(\w+)|(\w+?)_(start|begin|from|min|end|to|max))$", RegexOptions.IgnoreCase)]
    private static partial Regex Bound();

    [GeneratedRegex("模糊|关键字|关键词")]
    private static partial Regex Fuzzy();

    [GeneratedRegex("以来|之后")]
    private static partial Regex Since();

    [GeneratedRegex("多个|多只|多值|多选|逗号分[隔割]|comma[- ](?:separated|delimited)", RegexOptions.IgnoreCase)]
    private static partial Regex Several();

    [GeneratedRegex("不支持多|(只|仅)支持(一次)?(单|一)|只能.{0,4}(单|一)")]
    private static partial Regex Single();
}
