namespace DataSync.Sources;

/// <summary>
/// The answers of one slice as they came, where its plan's schema policy may refuse them: those that an earlier run kept, which need no second request, and those of this run.
/// For one request at a time.
/// </summary>
public interface IAnswerShelf
{
    /// <summary>An answer that an earlier run kept; null: there is none.</summary>
    /// <param name="question">What is asked, without secrets; the same text asks for the same rows.</param>
    KeptAnswer? Find(string question);

    /// <summary>Holds an answer until it is known what became of the slice.</summary>
    /// <param name="question">What was asked, without secrets.</param>
    /// <param name="body">The answer's bytes, which are copied; they hold no secret.</param>
    /// <param name="headers">Headers that the answer cannot be read without.</param>
    void Hold(string question, ReadOnlySpan<byte> body, IReadOnlyDictionary<string, string> headers);
}

/// <summary>An answer that was kept.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="Headers">Headers that it cannot be read without.</param>
/// <param name="At">When it came, UTC.</param>
public sealed record KeptAnswer(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers, DateTime At);
