using DataSync.Catalog;
using DataSync.Limits;
using DataSync.Rows;
using DataSync.Secrets;

namespace DataSync.Sources;

/// <summary>A kind of source. One class of each folder of <c>Sources/</c> implements it, public and with a parameterless constructor; <see cref="SourceKinds"/> finds it.</summary>
public interface ISourceKind
{
    /// <summary>The kind's name, such as <c>Http</c>.</summary>
    string Name { get; }
    /// <summary>One sentence for completion and help.</summary>
    string Description { get; }
    /// <summary>True where a pipeline brings this kind's rows, so that what is piped into a synchronization is rows, not arguments.</summary>
    bool TakesObjects => false;
    /// <summary>Checks a definition without asking the vendor: preset, settings, address.</summary>
    /// <exception cref="DataSyncException">The message names the setting and the fix.</exception>
    void Validate(Source source, Workspace workspace);
    /// <summary>Opens the source. Cheap: nothing is sent, no secret resolved yet.</summary>
    ISource Open(Source source, SourceContext context);
}

/// <summary>What a source may use.</summary>
public sealed record SourceContext
{
    /// <summary>The workspace.</summary>
    public required Workspace Workspace { get; init; }
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
    /// <summary>Resolves secrets where they are used.</summary>
    public required ISecretResolver Secrets { get; init; }
    /// <summary>Keeps the rate windows.</summary>
    public required IRateLimiter Limiter { get; init; }
    /// <summary>The network; null: the real one.</summary>
    public HttpMessageHandler? Handler { get; init; }
    /// <summary>Randomness for the jitter of waits.</summary>
    public Random Random { get; init; } = Random.Shared;
    /// <summary>Gives objects to sources of objects; null: there are none.</summary>
    public Objects.IObjectHost? Objects { get; init; }
}

/// <summary>An open source.</summary>
public interface ISource : IAsyncDisposable
{
    /// <summary>The vendor's time zone, which decides what today is.</summary>
    TimeZoneInfo TimeZone { get; }

    /// <summary>The limits that the source states, for requests that no dataset's settings change.</summary>
    RateLimits Limits => RateLimits.None;

    /// <summary>What requests for a dataset are bound by: what its own settings say goes before the source's. Cheap: nothing is sent.</summary>
    RequestTerms TermsOf(Dataset dataset) => new(Limits);

    /// <summary>How a date is written in requests where the parameter does not say, such as <c>yyyyMMdd</c>.</summary>
    string DateFormat { get; }

    /// <summary>
    /// Asks for one slice, all its pages, within the limits and with retries, and gives the rows to the sink. Vendor failures are values. An answer that is cut, or may be, and
    /// that no further page can be asked for is <see cref="FailureCategory.Truncated"/>, with its rows in the sink: the engine then asks for less.
    /// </summary>
    Task<FetchResult> FetchAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken);

    /// <summary>The first request of a slice as text for people, secrets masked; sends nothing.</summary>
    string Preview(FetchRequest request);

    /// <summary>Asks the vendor the smallest question that tells whether it is reachable and the token good.</summary>
    Task<SourceTest> TestAsync(CancellationToken cancellationToken);
}

/// <summary>What to ask.</summary>
public sealed record FetchRequest
{
    /// <summary>The dataset, its columns deciding the types.</summary>
    public required Dataset Dataset { get; init; }
    /// <summary>Arguments by parameter name, values of the parameter's .NET type.</summary>
    public required IReadOnlyDictionary<string, object> Arguments { get; init; }
    /// <summary>What to do where the columns differ.</summary>
    public SchemaPolicy SchemaPolicy { get; init; } = SchemaPolicy.Evolve;
    /// <summary>At most so many rows (a preview); null: all.</summary>
    public int? First { get; init; }
    /// <summary>Most rows one answer carries, where more is known of it than the dataset states; an answer of so many is never whole by itself. Null: the dataset's.</summary>
    public int? RowCap { get; init; }
    /// <summary>Answers that need no request, and where those go that may be refused; null: all is asked, and none is kept. For sources whose answers cost requests.</summary>
    public IAnswerShelf? Shelf { get; init; }
}

/// <summary>What came of a request.</summary>
public sealed record FetchResult
{
    /// <summary>Why it failed; null where it did not.</summary>
    public Failure? Failure { get; init; }
    /// <summary>Requests sent, repeats included.</summary>
    public int Requests { get; init; }
    /// <summary>Bytes received, after decompression.</summary>
    public long Bytes { get; init; }
    /// <summary>Rows given to the sink.</summary>
    public long Rows { get; init; }
    /// <summary>Rows of the largest single answer; 0 where the source's answers are never cut at a number of rows.</summary>
    public int LargestAnswer { get; init; }
    /// <summary>Rows of an answer that proved to be cut, as others followed: the most the vendor sends. Null where none did.</summary>
    public int? CutAt { get; init; }
    /// <summary>Columns that differ from the dataset's; under Evolve the batches hold the added columns already.</summary>
    public IReadOnlyList<SchemaChange> SchemaChanges { get; init; } = [];
    /// <summary>What tells this state of what was read from others (<see cref="IVersionedSource"/>); null where the source has no such thing.</summary>
    public string? Version { get; init; }
    /// <summary>When the oldest answer came that an earlier run had kept, UTC; null: all came now.</summary>
    public DateTime? KeptSince { get; init; }
}

/// <summary>Hears what a fetch is doing; called from worker threads.</summary>
public interface IFetchObserver
{
    /// <summary>A request waits (rate window, retry), why and until when.</summary>
    void Waiting(string reason, TimeSpan delay);
    /// <summary>A request was sent.</summary>
    void Requested(string description);
}

/// <summary>What a source answered to a test.</summary>
/// <param name="Reachable">The address answers.</param>
/// <param name="Authorized">The token is good; null where that could not be told.</param>
/// <param name="Limits">The rate windows in force.</param>
/// <param name="Milliseconds">How long the answer took.</param>
/// <param name="Message">What is wrong and the fix; null where all is well.</param>
public sealed record SourceTest(bool Reachable, bool? Authorized, IReadOnlyList<RateWindow> Limits, double Milliseconds, string? Message);
