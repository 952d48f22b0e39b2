using System.Text.RegularExpressions;
using DataSync.Introspection.Pages;

namespace DataSync.Introspection.Tables;

/// <summary>Finds the address of an interface whose page states none, in the requests it shows: <c>https://host/query?function=DAILY&amp;symbol=IBM</c>.</summary>
internal static partial class ExampleAddress
{
    public static PageInterface Fill(PageInterface page)
    {
        if (page.Request is not null || page.Name is not null) return page;
        var texts = page.Blocks.SelectMany(b => b switch
        {
            TextLine line => line.Links.Concat(Address().Matches(line.Text).Select(m => m.Value)),
            CodeBlock code => Address().Matches(code.Text).Select(m => m.Value),
            _ => [],
        });
        foreach (var text in texts)
        {
            // a link to another page has no arguments
            if (RequestLine.Parse(text.Replace("&amp;", "&", StringComparison.Ordinal), bareAddress: true) is not { Server: not null, Query.Count: > 0 } request) continue;
            var named = request.Query.FirstOrDefault(q => q.Value.Length > 2 && page.Title is { } title && Word(title, q.Value));
            // the values are an example's, only the one that names the interface is its own
            return page with { Request = request with { Query = named.Name is null ? [] : [named] }, Constant = named.Name is null ? "" : $"?{named.Name}={named.Value}" };
        }
        return page;
    }

    private static bool Word(string title, string value) => Regex.IsMatch(title, $@"(?<!\w){Regex.Escape(value)}(?!\w)", RegexOptions.IgnoreCase);

    [GeneratedRegex("""https?://[^\s"'<>`\\)]+""")]
    private static partial Regex Address();
}
