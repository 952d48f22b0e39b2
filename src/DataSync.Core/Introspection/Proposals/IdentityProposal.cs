using DataSync.Introspection.Words;

namespace DataSync.Introspection.Proposals;

/// <summary>Proposes the key of a dataset whose vendor is not known: what identifies a thing, and the time its rows follow. Always a guess, for the user to confirm.</summary>
internal static class IdentityProposal
{
    public static IReadOnlyList<string> Propose(IReadOnlyList<Column> columns, DraftNotes notes)
    {
        var key = Named(columns);
        if (key.Count == 0) notes.Warn("Key: no column looks like a code or a date; say the key (-Key).");
        else notes.Guess("key", string.Join(", ", key), "by the columns' names; correct it with -Key");
        return key;
    }

    /// <summary>The columns whose names say that they identify rows; empty where none does.</summary>
    public static IReadOnlyList<string> Named(IReadOnlyList<Column> columns)
    {
        var able = columns.Where(c => c.Type.Kind is not (DataKind.Json or DataKind.Boolean or DataKind.Double)).ToList();
        var thing = Find(VendorWords.Identity);
        var time = Find(VendorWords.Time) ?? columns.FirstOrDefault(c => c.Type.Kind is DataKind.Date or DataKind.TimestampTz or DataKind.Timestamp)?.Name;
        // an id by itself tells any two rows apart; a symbol comes again each day
        return thing is not null && VendorWords.Plain(thing) is "id" or "uuid" ? [thing!] : [.. new[] { thing, time }.OfType<string>().Distinct()];

        string? Find(IReadOnlyList<string> names) => names.Select(n => able.Find(c => VendorWords.Plain(c.Name) == n)?.Name).FirstOrDefault(n => n is not null);
    }
}
