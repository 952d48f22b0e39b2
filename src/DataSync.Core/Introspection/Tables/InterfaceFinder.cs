using System.Text.RegularExpressions;
using DataSync.Introspection.Pages;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Tables;

/// <summary>A part of a page that describes one interface.</summary>
/// <param name="Title">Its heading; null where it has none.</param>
/// <param name="Name">The name stated, where it is no web address.</param>
/// <param name="Request">Its request line; null where none was found.</param>
/// <param name="Blocks">Its blocks, the heading apart.</param>
internal sealed record PageInterface(string? Title, string? Name, RequestLine? Request, IReadOnlyList<PageBlock> Blocks)
{
    /// <summary>The part of the query that tells it from others of its path, such as <c>?function=DAILY</c>; empty: none.</summary>
    public string Constant { get; init; } = "";
}

/// <summary>Cuts a page into its interfaces. Each has a request line or a stated name, and goes on until the next one, or to the end of its section.</summary>
internal sealed partial class InterfaceFinder
{
    // ten times those of the longest page of a vendor that was met
    private const int MaxInterfaces = 4000;

    private sealed record Mark(int Index, int Start, int Level, RequestLine? Request, string? Name);

    private readonly IReadOnlyList<PageBlock> _blocks;
    private readonly string? _pageTitle;
    // of each block: the heading it is or stands under; of each heading: the one of a higher level above it; -1: none
    private readonly int[] _heading, _parent;
    private readonly Dictionary<int, bool> _isSection = [];

    private InterfaceFinder(IReadOnlyList<PageBlock> blocks, string? pageTitle)
    {
        (_blocks, _pageTitle) = (blocks, pageTitle);
        (_heading, _parent) = (new int[blocks.Count], new int[blocks.Count]);
        var open = new Stack<int>();
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is TextLine { HeadingLevel: > 0 and var level })
            {
                while (open.TryPeek(out var above) && ((TextLine)blocks[above]).HeadingLevel >= level) open.Pop();
                _parent[i] = open.TryPeek(out var parent) ? parent : -1;
                open.Push(i);
            }
            _heading[i] = open.TryPeek(out var last) ? last : -1;
        }
    }

    /// <summary>The interfaces of a page; empty where it describes none.</summary>
    public static IReadOnlyList<PageInterface> Find(IReadOnlyList<PageBlock> blocks, string? pageTitle) => new InterfaceFinder(blocks, pageTitle).Cut();

    private List<PageInterface> Cut()
    {
        var marks = Marks();
        if (marks.Count == 0) marks = Sections();
        var found = new List<PageInterface>(marks.Count);
        for (var i = 0; i < marks.Count; i++)
        {
            var mark = marks[i];
            var end = i + 1 < marks.Count ? marks[i + 1].Start : _blocks.Count;
            for (var at = mark.Index + 1; at < end; at++)
                // 'Parameters' set as large as the title is still the interface's
                if (_blocks[at] is TextLine { HeadingLevel: > 0 } heading && heading.HeadingLevel <= mark.Level && (heading.HeadingLevel < mark.Level || !IsSection(at))) end = at;
            var title = mark.Level > 0 && mark.Start < mark.Index ? ((TextLine)_blocks[mark.Start]).Text : mark.Level > 0 ? TitleAbove(mark) : _pageTitle;
            found.Add(new(title, mark.Name, mark.Request, [.. _blocks.Skip(mark.Start).Take(end - mark.Start).Skip(mark.Level > 0 ? 1 : 0)]));
        }
        return found;
    }

    /// <summary>Request lines and stated names, each with the heading it stands under.</summary>
    private List<Mark> Marks()
    {
        var marks = new List<Mark>();
        var (taken, anchors) = (new HashSet<(int, string)>(), new HashSet<(int, int)>());
        var (isExample, base_, method) = (false, (string?)null, "GET");
        for (var i = 0; i < _blocks.Count; i++)
        {
            // an example goes on until the next title; a request in bold letters may be a part of it
            if (_blocks[i] is TextLine title && SectionTitle.Is(title) && (title.HeadingLevel > 0 || RequestLine.Read(title) is null)) isExample = SectionTitle.IsExample(title.Text);
            if (isExample && !Facts(i).Any(f => Meaning(f.Label) == "name")) continue;
            isExample = false;
            if (RequestLine.Read(_blocks[i]) is { } request) Add(i, request, null);
            else if (_blocks[i] is CodeBlock code && i > 0 && _blocks[i - 1] is TextLine above && IsAddressTitle(above.Text) && RequestLine.Parse(code.Text.Trim(), bareAddress: true) is { } address && !IsBase(above.Text)) Add(i, address, null);
            else foreach (var (label, value) in Facts(i)) TakeFact(i, label, value);
        }
        return marks;

        void TakeFact(int index, string label, string value)
        {
            switch (Meaning(label))
            {
                case "base": base_ = value; break;
                case "method" when Method().Match(value) is { Success: true } verb:
                    method = verb.Value.ToUpperInvariant();
                    // the method may stand below the path
                    if (marks is [.., { Request: { } last } mark] && index - mark.Index <= 3) marks[^1] = mark with { Request = last with { Method = method } };
                    break;
                case "path" when RequestLine.Parse(value, bareAddress: true) is { } path:
                    Add(index, Method().IsMatch(value) ? path : path with { Method = method, Server = path.Server ?? base_ }, null);
                    method = "GET";
                    break;
                case "name" when FunctionName().Match(value) is { Success: true } name: Add(index, null, name.Groups[1].Value); break;
            }
        }

        void Add(int index, RequestLine? request, string? name)
        {
            var (start, level) = Anchor(index);
            // the same address again under one heading, in other words
            if (!taken.Add((start, request is null ? $"{name}" : $"{request.Method} {request.Path}"))) return;
            // a second one under the same heading begins where it stands
            if (!anchors.Add((start, level))) marks.Add(new(index, index, 0, request, name));
            else marks.Add(new(index, start, level, request, name));
            if (marks.Count > MaxInterfaces) throw new DataSyncException("DocumentTooLarge", $"The page describes more than {MaxInterfaces:N0} interfaces, and was not read.", "Check the link; import its parts one by one, if it is right.");
        }
    }

    /// <summary>Where no address is stated: the headings above sections of parameters or fields.</summary>
    private List<Mark> Sections()
    {
        var (marks, starts) = (new List<Mark>(), new HashSet<int>());
        for (var i = 0; i < _blocks.Count; i++)
        {
            var lists = _blocks[i] is TextLine line && SectionTitle.Is(line) && SectionTitle.Role(line.Text) is SectionRole.Parameters or SectionRole.Fields;
            if (!lists && (_blocks[i] is not TableBlock table || FieldTable.From(table)?.SaysRequired != true)) continue;
            var (start, level) = Anchor(i);
            if (!starts.Add(start)) continue;
            marks.Add(new(i, start, level, null, null));
        }
        return marks;
    }

    /// <summary>The heading that an interface stands under: the nearest above that is no section's own.</summary>
    private (int Start, int Level) Anchor(int index)
    {
        if (_blocks[index] is TextLine { HeadingLevel: > 0 } self && RequestLine.Read(self) is not null) return (index, self.HeadingLevel);
        for (var i = _heading[index]; i >= 0; i = _parent[i])
            if (!IsSection(i)) return (i, ((TextLine)_blocks[i]).HeadingLevel);
        return (0, 0);
    }

    private string? TitleAbove(Mark mark)
    {
        if (_blocks[mark.Start] is TextLine { HeadingLevel: > 0 } own && RequestLine.Read(own) is null) return own.Text;
        for (var i = _parent[mark.Start]; i >= 0; i = _parent[i])
            if (!IsSection(i)) return ((TextLine)_blocks[i]).Text;
        return _pageTitle;
    }

    private bool IsSection(int heading)
    {
        if (_isSection.TryGetValue(heading, out var known)) return known;
        var title = ((TextLine)_blocks[heading]).Text;
        return _isSection[heading] = Meaning(title) is not null || SectionTitle.IsOnlySection(title);
    }

    private static bool IsAddressTitle(string title) => Meaning(title) is "path" or "base";

    private static bool IsBase(string title) => Meaning(title) == "base";

    private static string? Meaning(string label) => VendorWords.Interfaces.GetValueOrDefault(VendorWords.Plain(label.TrimEnd(':', '：')));

    /// <summary>Facts written as a label and a value: on a line, in a table of two columns, or as a title and the line below it.</summary>
    private IEnumerable<(string Label, string Value)> Facts(int index)
    {
        var block = _blocks[index];
        if (block is TextLine line && LabelledLine().Match(line.Text) is { Success: true } match) return [(match.Groups[1].Value, match.Groups[2].Value.Trim())];
        if (block is TextLine { HeadingLevel: 0 } value && index > 0 && _blocks[index - 1] is TextLine title && SectionTitle.Is(title) && Meaning(title.Text) is "name" or "path" or "method" or "base") return [(title.Text, value.Text)];
        if (block is TableBlock { Header.Count: 2 } table && FieldTable.From(table) is null) return table.Rows.Prepend(table.Header).Where(r => r.Count == 2).Select(r => (r[0], r[1]));
        return [];
    }

    [GeneratedRegex(@"^\W*([A-Za-z_ ]{2,16}|[\p{IsCJKUnifiedIdeographs}A-Za-z]{2,8})\s*[：:]\s*(.+)$")]
    private static partial Regex LabelledLine();

    [GeneratedRegex(@"^\s*(?:GET|POST|PUT|DELETE|PATCH)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Method();

    [GeneratedRegex(@"^\W*(?:\w+\.)?([A-Za-z]\w*)\s*(?:\(.*\))?(?=$|[，,。；;（(]|\s+(?![A-Za-z]))")]
    private static partial Regex FunctionName();
}
