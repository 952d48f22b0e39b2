namespace DataSync.Introspection;

/// <summary>Takes the facts of a draft while it is made, and what could not be read.</summary>
internal sealed class DraftNotes
{
    private readonly List<DraftFact> _facts = [];
    private readonly List<string> _warnings = [];

    /// <summary>All facts, in the order they were found.</summary>
    public IReadOnlyList<DraftFact> Facts => _facts;

    /// <summary>What could not be read, then the guesses, those of one origin together.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. _warnings.Distinct(),
        .. _facts.Where(f => f.Confidence == Confidence.Guessed).GroupBy(f => (Noun(f.Subject), f.Origin)).Select(Question),
    ];

    /// <summary>A fact the document states.</summary>
    public void State(string subject, string value, string origin) => _facts.Add(new(subject, value, origin, Confidence.Stated));

    /// <summary>A fact that follows from what the document says or shows.</summary>
    public void Infer(string subject, string value, string origin) => _facts.Add(new(subject, value, origin, Confidence.Inferred));

    /// <summary>A guess, which becomes a warning.</summary>
    public void Guess(string subject, string value, string origin) => _facts.Add(new(subject, value, origin, Confidence.Guessed));

    /// <summary>Something the user has to know.</summary>
    public void Warn(string warning) => _warnings.Add(warning);

    // 'type of open' and 'type of close' share the noun
    private static string Noun(string subject) => subject.IndexOf(" of ", StringComparison.Ordinal) is > 0 and var at ? subject[..at] : subject;

    private static string Question(IGrouping<(string Noun, string Origin), DraftFact> guesses)
    {
        string[] said = [.. guesses.Take(6).Select(g => g.Subject == guesses.Key.Noun ? g.Value : $"{g.Subject[(guesses.Key.Noun.Length + 4)..]} {g.Value}")];
        var rest = guesses.Count() - said.Length;
        return $"To confirm: {guesses.Key.Noun} {string.Join(", ", said)}{(rest > 0 ? $" and {rest} more" : "")} ({guesses.Key.Origin}).";
    }
}
