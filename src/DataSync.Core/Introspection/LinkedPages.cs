using System.IO.Enumeration;
using DataSync.Introspection.Pages;

namespace DataSync.Introspection;

/// <summary>Finds the pages that links lead to.</summary>
internal static class LinkedPages
{
    /// <summary>A page to be read.</summary>
    /// <param name="Link">Its address or path.</param>
    /// <param name="IsStart">True for the page whose links the others are: it need not describe an interface.</param>
    /// <param name="IsNamed">True where its title is one that was asked for, so that its datasets are wanted whatever their names.</param>
    public sealed record Target(string Link, bool IsStart = false, bool IsNamed = true);

    /// <summary>The pages below a link, those asked for by title alone where there are such.</summary>
    /// <exception cref="DataSyncException"><c>PageWithoutLinks</c>, <c>TooManyPages</c>, or what fetching the link ends with.</exception>
    public static async Task<IReadOnlyList<Target>> FindAsync(DocumentFetcher fetcher, string link, DatasetImportOptions options, CancellationToken cancel)
    {
        var document = await fetcher.FetchAsync(link, cancel);
        var shown = LinkSecrets.Without(link);
        var menu = DocumentKinds.All.Select(k => k.Menu(document)).FirstOrDefault(m => m is not null);
        var pages = menu ?? LinkReader.Below(document);
        if (pages.Count == 0) throw new DataSyncException("PageWithoutLinks", $"{shown}: no menu and no links to pages of this host at or below its folder were found.", "Give the page that lists the others, or leave -Recurse out. A menu that is made in the browser is not in the page: save it there and import the file.");
        var named = pages.Where(p => Matches(p.Title, options.Pages)).ToList();
        if (named.Count > 0) pages = named;
        if (pages.Count > options.MaxPages) throw new DataSyncException("TooManyPages", $"{shown}: it leads to {pages.Count} pages; at most {options.MaxPages} are read.", "Give a category's page, or choose pages by their titles with -Name.");
        var isFile = DocumentFetcher.Parse(link).IsFile;
        List<Target> targets = [.. pages.Select(p => new Target(isFile ? p.Address.LocalPath : p.Address.ToString(), IsNamed: options.Pages.Count == 0 || named.Count > 0))];
        // an index may describe interfaces of its own
        if (menu is null && named.Count == 0) targets.Insert(0, new(link, IsStart: true, IsNamed: options.Pages.Count == 0));
        return targets;
    }

    /// <summary>True where a name is one of those asked for.</summary>
    public static bool Matches(string name, IReadOnlyList<string> patterns) => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: true));
}
