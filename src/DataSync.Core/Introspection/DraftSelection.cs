using System.IO.Enumeration;

namespace DataSync.Introspection;

/// <summary>Chooses among the interfaces of a document.</summary>
internal static class DraftSelection
{
    /// <summary>The drafts that the user asks for; without a word of theirs, those that only read.</summary>
    /// <exception cref="DataSyncException"><c>OperationNotFound</c>: there is none such.</exception>
    public static IReadOnlyList<DatasetDraft> Select(IReadOnlyList<DatasetDraft> drafts, DatasetImportOptions options, string link)
    {
        IReadOnlyList<DatasetDraft> wanted =
        [
            .. drafts.Where(d => options.Tags.Count == 0 || d.Tags.Any(t => Matches(t, options.Tags)))
                .Where(d => options.Operations.Count == 0 ? d.OnlyReads : d.Operations.Any(o => Matches(o, options.Operations))),
        ];
        if (wanted.Count > 0) return wanted;
        var shown = LinkSecrets.Without(link);
        if (options.Operations.Count == 0 && options.Tags.Count == 0)
            throw new DataSyncException("OperationNotFound", $"{shown}: all its interfaces change something at the vendor.", "Name the ones you want with -Operation.");
        var names = drafts.Select(d => d.Operations.FirstOrDefault() ?? d.Dataset.Name).ToList();
        var tags = drafts.SelectMany(d => d.Tags).Distinct().ToList();
        throw new DataSyncException("OperationNotFound", $"{shown}: none of its {drafts.Count} interfaces is asked for by {string.Join(", ", options.Operations.Concat(options.Tags))}.",
            $"Interfaces: {List(names)}{(tags.Count > 0 ? $" Tags: {List(tags)}" : "")}");

        static string List(IReadOnlyList<string> all) => $"{string.Join(", ", all.Take(20))}{(all.Count > 20 ? ", …" : "")}.";
    }

    // backslash escapes nothing here, and paths have slashes of their own
    private static bool Matches(string text, IReadOnlyList<string> patterns) => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, text, ignoreCase: true));
}
