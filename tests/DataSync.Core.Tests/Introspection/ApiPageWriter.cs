using System.Net;
using System.Text;

namespace DataSync.Introspection;

/// <summary>Writes a documentation page in the vendor's structure, in its two forms, from the same lines.</summary>
internal sealed class ApiPageWriter
{
    private readonly StringBuilder _markdown = new();
    private readonly StringBuilder _html = new();

    public static readonly string[] InputHeader = ["名称", "类型", "必选", "描述"];
    public static readonly string[] OutputHeader = ["名称", "类型", "默认显示", "描述"];

    /// <summary>A page of an interface with a heading and its first lines.</summary>
    public static ApiPageWriter Page(string api, params string[] facts) => new ApiPageWriter().Heading("仓库温度记录").Lines([$"接口：{api}", .. facts]);

    public ApiPageWriter Heading(string text)
    {
        _markdown.Append($"## {text}\n----\n\n");
        _html.Append($"<h2 id=\"{text}\">{text}</h2>\n<hr>\n");
        return this;
    }

    public ApiPageWriter Lines(params string[] lines)
    {
        _markdown.Append(string.Join("\n", lines)).Append("\n\n<br>\n<br>\n\n");
        _html.Append($"<p>{string.Join("<br>", lines.Select(WebUtility.HtmlEncode))}</p>\n<br>\n<br>\n\n");
        return this;
    }

    public ApiPageWriter Section(string title)
    {
        _markdown.Append($"**{title}**\n\n");
        _html.Append($"<p><strong>{title}</strong></p>\n");
        return this;
    }

    /// <summary>A table; rows may have fewer cells than the header, as the vendor's rows do.</summary>
    public ApiPageWriter Table(string[] header, params string[][] rows)
    {
        _markdown.Append(string.Join(" | ", header)).Append('\n').Append(string.Join(" | ", header.Select(_ => "----"))).Append('\n');
        foreach (var row in rows) _markdown.Append(string.Join(" | ", row.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)))).Append('\n');
        _markdown.Append('\n');
        _html.Append("<table>\n<thead>\n<tr>\n").AppendJoin('\n', header.Select(h => $"<th>{h}</th>")).Append("\n</tr>\n</thead>\n<tbody>");
        foreach (var row in rows)
            _html.Append("<tr>\n").AppendJoin('\n', row.Concat(Enumerable.Repeat("", Math.Max(0, header.Length - row.Length))).Select(c => $"<td>{WebUtility.HtmlEncode(c)}</td>")).Append("\n</tr>\n");
        _html.Append("</tbody></table>\n");
        return this;
    }

    public ApiPageWriter Input(params string[][] rows) => Section("输入参数").Table(InputHeader, rows);

    public ApiPageWriter Output(params string[][] rows) => Section("输出参数").Table(OutputHeader, rows);

    public ApiPageWriter Code(string text)
    {
        _markdown.Append($"```python\n{text}\n```\n\n");
        _html.Append($"<pre><code class=\"language-python\">{WebUtility.HtmlEncode(text)}</code></pre>\n");
        return this;
    }

    public Document Document(string form) => form == "md"
        ? new("https://vendor.example/wctapi/documents/7.md", "text/markdown", _markdown.ToString())
        : new("https://vendor.example/document/2?doc_id=7", "text/html", Html(_html.ToString()));

    /// <summary>An article within the vendor's frame: a menu, a search box, a footer.</summary>
    public static string Html(string article) => $"""
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><title>文档</title></head><body>
        <nav><ul id="jstree"><li><a href="/document/2?doc_id=8">输入参数</a></li></ul></nav>
        <div class="content col-md-9 col-sm-8 col-xs-12">
        <div class="search-panel"><input type="text" class="search-input"></div>
        {article}
        </div>
        <footer><div class="content"><table><tr><td>名称</td><td>类型</td></tr></table></div></footer>
        </body></html>
        """;
}
