using DataSync.Sources.Http.Requests;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>Decides after each page whether there is another and where, and notices pages that lead nowhere.</summary>
/// <param name="settings">The way of paging.</param>
/// <param name="safe">True where the vendor stands by its pages; else a full answer counts as cut.</param>
/// <param name="rowCap">Most rows one answer carries; null: not known.</param>
/// <param name="first">At most so many rows are wanted; null: all.</param>
/// <param name="asksLimit">True where a request can say how many rows it wants.</param>
/// <param name="overlaps">True where a page is to begin with the last row of the one before, which shows that no rows moved between them.</param>
internal sealed class Pager(PagingSettings settings, bool safe, int? rowCap, int? first, bool asksLimit, bool overlaps)
{
    private readonly HashSet<string> _met = new(StringComparer.Ordinal);
    private ulong? _lastHash;
    private int _pages;
    private long _rows;
    private int? _full;

    /// <summary>Rows of the largest answer.</summary>
    public int Largest { get; private set; }

    /// <summary>Rows of an answer that others followed although it was asked for all: the most the vendor sends. Null where none was.</summary>
    public int? CutAt { get; private set; }

    /// <summary>The place of the first page.</summary>
    public PagePlace First() => settings.Mode switch
    {
        PagingMode.OffsetLimit => new(Offset: settings.PageSize is null ? null : 0, Limit: Limit(settings.PageSize)),
        PagingMode.PageNumber => new(Number: settings.FirstPage, Limit: Limit(settings.PageSize)),
        PagingMode.None => default,
        _ => new(Limit: Limit(settings.PageSize)),
    };

    /// <summary>The place of the page after an answer; null where that was the last, or a failure where it should not have been.</summary>
    public (PagePlace? Next, Failure? Failure) After(Answer answer, PagePlace place)
    {
        _rows = place.Overlaps ? _rows - 1 + answer.Rows : _rows + answer.Rows;
        _pages++;
        Largest = Math.Max(Largest, answer.Rows);
        if (answer.Rows > (place.Overlaps ? 1 : 0)) CutAt = _full ?? CutAt;
        if (first <= _rows) return default;
        var next = Next(answer, place);
        if (next is null) return (null, Cut(answer));
        if (!safe) return (null, new(FailureCategory.Truncated, $"The answer has {answer.Rows} rows, the most the vendor sends, and its pages are not to be relied on.") { Advice = UnsafeAdvice });
        // elsewhere a page's size says nothing of what an answer may hold
        if (settings.Mode == PagingMode.OffsetLimit && (place.Limit is null || answer.Rows < place.Limit)) _full = answer.Rows;
        if (settings.Mode is PagingMode.Cursor or PagingMode.NextLink && !_met.Add(answer.Cursor ?? answer.NextLink!.AbsoluteUri)) return (null, Lost("a page leads back to an earlier one"));
        if (_pages >= settings.MaxPages) return (null, Lost($"there is no end after {_pages} pages"));
        if (next.Value.Offset > settings.MaxOffset)
            return (null, new Failure(FailureCategory.Truncated, $"The answer goes on after {_rows} rows, but the vendor answers no offset above {settings.MaxOffset}.") { Advice = SplitAdvice });
        _lastHash = answer.Hash;
        return (next, null);
    }

    /// <summary>True where a page is the one before once more.</summary>
    public bool Repeats(Answer answer) => answer.Rows > 0 && _lastHash == answer.Hash;

    /// <summary>What pages mean that do not belong together.</summary>
    public Failure Moved(string problem) => Lost(problem);

    private const string SplitAdvice = "Ask for less at once: one day or one code a slice.";
    private const string UnsafeAdvice = "Ask for less at once: one day or one code a slice. Where the order of the vendor's rows is the same each time, say so in the dataset's settings: paging.safe = true.";

    private PagePlace? Next(Answer answer, PagePlace place) => settings.Mode switch
    {
        PagingMode.OffsetLimit when More(answer, place) => NextOffset(settings.PageSize ?? rowCap ?? answer.Rows, answer),
        PagingMode.PageNumber when More(answer, place) => new(Number: settings.FirstPage + _pages, Limit: Limit(settings.PageSize)),
        PagingMode.Cursor when answer.HasMore != false && answer.Cursor is { Length: > 0 } cursor => new(Cursor: cursor, Limit: Limit(settings.PageSize)),
        PagingMode.NextLink when answer.HasMore != false && answer.NextLink is { } link => new(Link: link),
        _ => null,
    };

    private PagePlace NextOffset(int size, Answer answer)
    {
        // a page of one row, or the last row alone, would never go on
        var again = overlaps && size > 1 && answer.Rows > 1;
        return new(Offset: again ? _rows - 1 : _rows, Limit: Limit(size)) { Overlaps = again };
    }

    // an empty page ends in any case: a flag that stays true would never end. A flag that denies more rows counts only where the answer is not full:
    // vendors cut without a word
    private bool More(Answer answer, PagePlace place) => answer.Rows > (place.Overlaps ? 1 : 0) && (answer.HasMore == true || answer.Rows >= rowCap || (answer.HasMore is null && IsFull(answer)));

    // the page size is what was asked for, the row cap what the vendor gives at most
    private bool IsFull(Answer answer) => Smaller(settings.PageSize, rowCap) is { } full ? answer.Rows >= full : settings.Mode == PagingMode.PageNumber;

    private Failure? Cut(Answer answer)
    {
        if (answer.Rows == 0) return null;
        if (answer.HasMore == true)
            return new(FailureCategory.Truncated, $"The vendor says that rows are left after {_rows}, and the source has no way to ask for them.") { Advice = SplitAdvice };
        return settings.Mode == PagingMode.None && answer.Rows >= rowCap
            ? new(FailureCategory.Truncated, $"The answer has {answer.Rows} rows, the most the vendor sends, so it counts as cut.") { Advice = SplitAdvice }
            : null;
    }

    private Failure Lost(string problem) => new(FailureCategory.Truncated, $"Paging leads nowhere: {problem} ({_rows} rows so far).")
    {
        Advice = "The API may not support paging: set paging.mode to None in the dataset's settings and ask for less at once.",
    };

    private int? Limit(int? size) => asksLimit ? Smaller(size, (int?)(first - _rows)) : size;

    private static int? Smaller(int? a, int? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
