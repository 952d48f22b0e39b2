using System.Text.RegularExpressions;
using DataSync.Introspection.Pages;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Tables;

/// <summary>What a section lists.</summary>
internal enum SectionRole
{
    /// <summary>Its title does not tell.</summary>
    Unknown,
    Parameters,
    Fields,
    /// <summary>Neither: examples, errors, headers.</summary>
    Other,
}

/// <summary>Reads the titles of sections: headings, emphasized lines, and plain ones that say nothing else.</summary>
internal static partial class SectionTitle
{
    private const int LongestTitle = 70;

    /// <summary>True where the line is a title, whatever it says: a heading, an emphasized line, or a plain one that is a section's exact name.</summary>
    public static bool Is(TextLine line) => line.HeadingLevel > 0
        || (line.ListLevel == 0 && line.Definition == Definition.None && line.Text.Length <= LongestTitle && ((line.IsLabel && line.Lead != line.Text) || IsExact(line.Text) || VendorWords.Interfaces.ContainsKey(VendorWords.Plain(line.Text)) || (line.IsLabel && line.Text.EndsWith(':'))));

    /// <summary>True where a line right above a table or list is its title: short, and no sentence.</summary>
    public static bool IsCaption(TextLine line) => line.ListLevel == 0 && line.Definition == Definition.None && line.Text.Length <= 60 && line.Text[^1] is not ('.' or '。' or ':' or '：' or ';' or '；' or ',' or '!' or '?')
        && !line.Text.Contains(", ", StringComparison.Ordinal);

    /// <summary>What the section lists.</summary>
    public static SectionRole Role(string title)
    {
        if (Exact(title) is { } exact) return exact;
        var words = Words(title);
        foreach (var (role, set) in VendorWords.Titles)
            if (words.Exists(w => set.Contains(w) || (IsChinese(w) && set.Any(s => IsChinese(s) && w.Contains(s, StringComparison.Ordinal))))) return Parse(role);
        return SectionRole.Unknown;
    }

    /// <summary>True where the title announces an example.</summary>
    public static bool IsExample(string title) => Words(title).Exists(w => VendorWords.Examples.Contains(w) || (IsChinese(w) && VendorWords.Examples.Any(e => IsChinese(e) && w.Contains(e, StringComparison.Ordinal))));

    /// <summary>True where the title is a section's and nothing more, so that it cannot be an interface's.</summary>
    public static bool IsOnlySection(string title) => IsExact(title)
        || (Role(title) != SectionRole.Unknown && Words(Parenthesis().Replace(title, "")).TrueForAll(w => VendorWords.Modifiers.Contains(w) || VendorWords.Titles.Any(t => t.Words.Contains(w))));

    /// <summary>True where the title announces an example of a request, or of an error.</summary>
    public static bool IsNoAnswer(string title)
    {
        var words = Words(title);
        if (words.Exists(w => w is "error" or "errors" || w.Contains("错误", StringComparison.Ordinal))) return true;
        return words.Exists(w => VendorWords.RequestExamples.Contains(w) || (IsChinese(w) && VendorWords.RequestExamples.Any(r => IsChinese(r) && w.Contains(r, StringComparison.Ordinal))))
            && !words.Exists(w => w is "response" or "responses" or "返回" or "响应");
    }

    /// <summary>Whether the title says that all it lists is required, or optional; null: it does not say.</summary>
    public static bool? Required(string title) =>
        Regex.IsMatch(VendorWords.Simplify(title), @"^\W*(?:required|mandatory)\b|必选|必填|必须", RegexOptions.IgnoreCase) ? true : Regex.IsMatch(VendorWords.Simplify(title), @"^\W*optional\b|可选|选填", RegexOptions.IgnoreCase) ? false : null;

    private static bool IsExact(string title) => Exact(title) is not null;

    private static SectionRole? Exact(string title)
    {
        var bare = Bare(title);
        foreach (var form in new[] { bare, Parenthesis().Replace(bare, ""), bare.Split('-', '—', '–', ':', '：')[0] })
            if (VendorWords.Sections.TryGetValue(VendorWords.Plain(form), out var role)) return Parse(role);
        return null;
    }

    private static string Bare(string title) => Numbering().Replace(title, "").TrimEnd(':', '：', ' ', '.');

    private static List<string> Words(string title) => [.. WordForm().Matches(VendorWords.Simplify(title)).Select(m => m.Value.ToLowerInvariant())];

    private static SectionRole Parse(string role) => role switch { "parameters" => SectionRole.Parameters, "fields" => SectionRole.Fields, _ => SectionRole.Other };

    private static bool IsChinese(string word) => word.Any(c => c is >= '\u4e00' and <= '\u9fff');

    [GeneratedRegex(@"^\s*(?:\(?\d+(?:\.\d+)*[.)、]?\s+|\d+(?:\.\d+)*[.)、]\s*|[一二三四五六七八九十]+、\s*|[^\w\s(]+\s*)")]
    private static partial Regex Numbering();

    [GeneratedRegex(@"\s*[（(].*$")]
    private static partial Regex Parenthesis();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}+|[A-Za-z]+")]
    private static partial Regex WordForm();
}
