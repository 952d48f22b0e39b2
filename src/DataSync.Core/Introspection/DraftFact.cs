namespace DataSync.Introspection;

/// <summary>One fact of a draft: what was read, where, and how sure that is.</summary>
/// <param name="Subject">What the fact is about, such as <c>type of close</c>.</param>
/// <param name="Value">The fact, such as <c>Double</c>.</param>
/// <param name="Origin">The place it comes from, such as <c>table 2, row 4</c>.</param>
/// <param name="Confidence">How sure it is.</param>
public sealed record DraftFact(string Subject, string Value, string Origin, Confidence Confidence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {Value} ({Confidence}: {Origin})";
}

/// <summary>How sure a fact is.</summary>
public enum Confidence
{
    /// <summary>A guess, to be confirmed by the user.</summary>
    Guessed,
    /// <summary>Follows from what the document says or shows.</summary>
    Inferred,
    /// <summary>The document says so.</summary>
    Stated,
}
