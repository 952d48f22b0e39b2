using System.Text;
using AngleSharp.Dom;

namespace DataSync.Introspection.Pages;

/// <summary>Reads an HTML element into blocks.</summary>
internal sealed class BlockReader
{
    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal) { "script", "style", "noscript", "template", "head", "nav", "form", "input", "button", "svg", "iframe" };
    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    };

    private readonly List<PageBlock> _blocks = [];
    private readonly StringBuilder _line = new();
    private bool _lineHasPlainText;
    private int _emphasis;

    public IReadOnlyList<PageBlock> Read(IElement article)
    {
        Visit(article);
        EndLine();
        return _blocks;
    }

    private void Visit(INode node)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText text) Add(text.Data);
            else if (child is IElement element) VisitElement(element);
        }
    }

    private void VisitElement(IElement element)
    {
        var name = element.LocalName;
        if (Skipped.Contains(name)) return;
        if (Inline.Contains(name))
        {
            var emphasizes = name is "strong" or "b";
            if (emphasizes) _emphasis++;
            Visit(element);
            if (emphasizes) _emphasis--;
            return;
        }
        EndLine();
        switch (name)
        {
            case "pre":
                _blocks.Add(new CodeBlock(element.TextContent));
                break;
            case "table":
                ReadTable(element);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                if (Clean(element.TextContent) is { Length: > 0 } heading) _blocks.Add(new TextLine(heading, IsLabel: true, name[1] - '0'));
                break;
            default:
                Visit(element);
                EndLine();
                break;
        }
    }

    private void Add(string text)
    {
        _line.Append(text);
        // a colon after an emphasized word still leaves the line a label
        if (_emphasis == 0 && text.AsSpan().ContainsAnyExcept(" \t\r\n:： \u3000")) _lineHasPlainText = true;
    }

    private void EndLine()
    {
        // a line break in the source is white space in HTML, unless the lines are a table's that no renderer recognized
        var text = _line.ToString();
        var lines = text.Contains('|') ? text.Split('\n') : [text];
        foreach (var line in lines)
            if (Clean(line) is { Length: > 0 } clean) _blocks.Add(new TextLine(clean, IsLabel: !_lineHasPlainText));
        _line.Clear();
        _lineHasPlainText = false;
    }

    private void ReadTable(IElement table)
    {
        var rows = table.QuerySelectorAll("tr").Where(r => r.Closest("table") == table)
            .Select(r => (IReadOnlyList<string>)[.. r.Children.Where(c => c.LocalName is "td" or "th").Select(c => Clean(c.TextContent))])
            .Where(r => r.Count > 0).ToList();
        if (rows.Count > 0) _blocks.Add(new TableBlock(rows[0], rows[1..]));
    }

    /// <summary>Collapses white space, and drops what has no width.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\u200B' or '\u200C' or '\u200D' or '\uFEFF' or '\u00AD') continue;
            if (!char.IsWhiteSpace(c)) clean.Append(c);
            else if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
        }
        return clean.ToString().TrimEnd();
    }
}
