using System.Buffers;
using System.Text;
using AngleSharp.Dom;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Pages;

/// <summary>Reads an HTML element into blocks.</summary>
/// <param name="address">The page, for people.</param>
internal sealed class BlockReader(string address)
{
    // ten times those of the longest page of a vendor that was met
    private const int MaxBlocks = 150_000;

    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal) { "script", "style", "noscript", "template", "head", "nav", "form", "input", "button", "svg", "iframe" };
    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    };

    private static readonly SearchValues<char> Marks = SearchValues.Create(" \t\r\n\u00A0\u3000>»└├│─↳∟→›•·");

    private readonly List<PageBlock> _blocks = [];
    private readonly StringBuilder _line = new();
    private bool _lineHasPlainText;
    private int _emphasis;
    private string? _code, _lead;
    private List<string>? _links;
    private int _listLevel, _component;
    private bool _isItem;
    private Definition _definition;

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
        if (_blocks.Count > MaxBlocks) throw new DataSyncException("DocumentTooLarge", $"{address}: the page has more than {MaxBlocks:N0} lines, tables and blocks, and was not read.", "Check the link: documentation is smaller. Import its parts one by one, if it is right.");
        var name = element.LocalName;
        if (Skipped.Contains(name)) return;
        if (Inline.Contains(name))
        {
            var emphasizes = name is "strong" or "b";
            var isCode = name is "code" or "kbd" or "samp" or "tt";
            // marks of nesting stand before a name without being a part of it
            var begins = (emphasizes || isCode) && _lead is null && !_line.ToString().AsSpan().ContainsAnyExcept(Marks);
            if (emphasizes) _emphasis++;
            Visit(element);
            if (emphasizes) _emphasis--;
            if (name == "a" && element.GetAttribute("href") is { } link && link.StartsWith("http", StringComparison.OrdinalIgnoreCase)) (_links ??= []).Add(link);
            if (begins) _lead = Clean(element.TextContent);
            if (isCode) _code ??= Clean(element.TextContent);
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
            case "ul" or "ol":
                _listLevel++;
                Visit(element);
                EndLine();
                _listLevel--;
                break;
            case "li":
                _isItem = true;
                Visit(element);
                EndLine();
                _isItem = false;
                break;
            case "dt" or "dd":
                _definition = name == "dt" ? Definition.Term : Definition.Details;
                Visit(element);
                EndLine();
                _definition = Definition.None;
                break;
            default:
                var field = Component(element);
                if (field is not null) _blocks.Add(field);
                // components of documentation sites say the address of a request as attributes
                if (element.GetAttribute("method") is { Length: > 0 } method && (element.GetAttribute("url") ?? element.GetAttribute("path") ?? element.GetAttribute("endpoint")) is { Length: > 0 } address)
                    _blocks.Add(new TextLine($"{method.ToUpperInvariant()} {address}", IsLabel: true));
                if (field is not null) _component++;
                Visit(element);
                EndLine();
                if (field is not null) _component--;
                break;
        }
    }

    private ComponentField? Component(IElement element)
    {
        if (!VendorWords.Components.TryGetValue(VendorWords.Plain(element.LocalName), out var kind)) return null;
        var place = kind == "fields" ? null : element.Attributes.FirstOrDefault(a => a.Name is "query" or "path" or "body" or "header");
        return (place?.Value ?? element.GetAttribute("name")) is { Length: > 0 } name
            ? new(name, element.GetAttribute("type"), element.GetAttribute("required") is not (null or "{false}" or "false"), element.GetAttribute("default")?.Trim('{', '}', '"', '\''), kind == "fields" ? null : place?.Name ?? "query", _component)
            : null;
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
            if (Clean(line) is { Length: > 0 } clean)
            {
                _blocks.Add(new TextLine(clean, IsLabel: !_lineHasPlainText) { Lead = _lineHasPlainText ? _lead ?? _code : _code ?? _lead, ListLevel = _isItem ? _listLevel : 0, Links = _links ?? [], Definition = _definition });
                _isItem = false;
            }
        (_code, _lead, _links) = (null, null, null);
        _line.Clear();
        _lineHasPlainText = false;
    }

    private void ReadTable(IElement table)
    {
        var rows = table.QuerySelectorAll("tr").Where(r => r.Closest("table") == table)
            .Select(r => (IReadOnlyList<string>)[.. r.Children.Where(c => c.LocalName is "td" or "th").Select(Cell)])
            .Where(r => r.Count > 0).ToList();
        if (rows.Count > 0) _blocks.Add(new TableBlock(rows[0], rows[1..]));
    }

    private static string Cell(IElement cell)
    {
        var text = new StringBuilder();
        Append(cell);
        return Clean(text.ToString());

        // what stands on lines of its own in a cell is not one word
        void Append(INode node)
        {
            foreach (var child in node.ChildNodes)
            {
                if (child is IText plain) text.Append(plain.Data);
                else if (child is IElement { LocalName: not ("script" or "style") } element)
                {
                    var apart = !Inline.Contains(element.LocalName) && element.ChildNodes.Length > 0 || element.LocalName == "br";
                    if (apart) text.Append(' ');
                    Append(element);
                    if (apart) text.Append(' ');
                }
            }
        }
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
