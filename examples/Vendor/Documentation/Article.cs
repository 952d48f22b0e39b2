using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Documentation;

/// <summary>A page's content: what both of its forms are rendered from. Texts may hold inline HTML, as the vendor's Markdown does.</summary>
/// <param name="DocId">The page's number.</param>
/// <param name="Title">The heading.</param>
/// <param name="Blocks">What follows, in order.</param>
internal sealed partial record Article(int DocId, string Title, IReadOnlyList<Block> Blocks)
{
    /// <summary>A page that documents no API.</summary>
    public static Article CodeForms { get; } = new(14, "代码写法",
    [
        new Lines(["每个证券的代码由六位数字、一个点和交易所的后缀组成。"]),
        new Grid(["交易所", "后缀", "例子"], [["上海", ".SH", "600000.SH"], ["深圳", ".SZ", "000001.SZ"]]),
    ]);

    /// <summary>The page of a category, which says no more than its title.</summary>
    public static Article Of(string category, int docId) => new(docId, category, [new Lines(["请在左侧选择。"])]);

    /// <summary>The page of a dataset.</summary>
    public static Article Of(VendorDataset dataset) => new(dataset.DocId, dataset.Title,
    [
        new Lines([$"接口：{dataset.Api}，可以在<a href=\"/webclient/\"><strong>数据工具</strong></a>里试用。", .. dataset.Notes]),
        new Heading("输入参数"),
        new Grid(["名称", "类型", "必选", "描述"], [.. dataset.Parameters.Select(p => new[] { p.Name, p.Type, p.Required ? "Y" : "N", p.Description })]),
        .. dataset.Parameters.Any(p => p.Name.EndsWith("_date", StringComparison.Ordinal)) ? [new Heading("注：日期都填YYYYMMDD格式，比如20240102")] : Array.Empty<Block>(),
        new Heading("输出参数"),
        dataset.StatesDefaults
            ? new Grid(["名称", "类型", "默认显示", "描述"], [.. dataset.Columns.Select(c => new[] { c.Name, c.Type, c.Shown ? "Y" : "N", c.Description })])
            : new Grid(["名称", "类型", "描述"], [.. dataset.Columns.Select(c => new[] { c.Name, c.Type, c.Description })]),
        new Heading("接口示例"),
        new Code("python", $"pro = api()\n\ndf = pro.{dataset.Api}({(dataset.DemandsOneOf.Count > 0 ? "trade_date='20240102'" : "")})"),
        new Heading("数据样例"),
        new Code("", "    " + string.Join("  ", dataset.Columns.Where(c => c.Shown).Select(c => c.Name).Take(5)) + "\n0   ..."),
    ]);

    public string ToHtml() => $"<h2 id=\"{Title}\">{Title}</h2>\n<hr>\n" + string.Concat(Blocks.Select(b => b.ToHtml()));

    public string ToMarkdown() => $"## {Title}\n----\n\n" + string.Join("\n\n", Blocks.Select(b => b.ToMarkdown())) + "\n";

    /// <summary>Inline HTML in the Markdown form: links and bold text as Markdown writes them outside tables.</summary>
    internal static string Inline(string text) => Link().Replace(Bold().Replace(text, "**$1**"), "[$2]($1)");

    [GeneratedRegex("<strong>(.*?)</strong>")]
    private static partial Regex Bold();

    [GeneratedRegex("<a href=\"(.*?)\">(.*?)</a>")]
    private static partial Regex Link();
}

/// <summary>A part of a page.</summary>
internal abstract record Block
{
    public abstract string ToHtml();
    public abstract string ToMarkdown();
}

/// <summary>Lines of one paragraph.</summary>
internal sealed record Lines(IReadOnlyList<string> Texts) : Block
{
    public override string ToHtml() => $"<p>{string.Join("<br>", Texts)}</p>\n";
    public override string ToMarkdown() => string.Join('\n', Texts.Select(Article.Inline));
}

/// <summary>A line in bold, which is how the vendor writes its headings.</summary>
internal sealed record Heading(string Text) : Block
{
    public override string ToHtml() => $"<p><strong>{Text}</strong></p>\n";
    public override string ToMarkdown() => $"**{Text}**";
}

/// <summary>A table.</summary>
internal sealed record Grid(IReadOnlyList<string> Header, IReadOnlyList<string[]> Cells) : Block
{
    public override string ToHtml()
    {
        var html = new StringBuilder("<table>\n<thead>\n<tr>\n");
        foreach (var cell in Header) html.Append("<th>").Append(cell).Append("</th>\n");
        html.Append("</tr>\n</thead>\n<tbody>");
        foreach (var row in Cells) html.Append("<tr>\n").AppendJoin("\n", row.Select(cell => $"<td>{cell}</td>")).Append("\n</tr>\n");
        return html.Append("</tbody></table>\n").ToString();
    }

    public override string ToMarkdown() =>
        string.Join('\n', Cells.Select(row => string.Join(" | ", row)).Prepend(string.Join(" | ", Header.Select(_ => "----"))).Prepend(string.Join(" | ", Header)));
}

/// <summary>Code, or a sample of data.</summary>
internal sealed record Code(string Language, string Text) : Block
{
    public override string ToHtml() => $"<pre><code{(Language.Length > 0 ? $" class=\"language-{Language}\"" : "")}>{WebUtility.HtmlEncode(Text)}\n</code></pre>\n";
    public override string ToMarkdown() => Language.Length > 0 ? $"```{Language}\n{Text}\n```" : Text;
}
