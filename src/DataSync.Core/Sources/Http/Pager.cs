using DataSync.Sources.Http.Requests;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>Decides after each page whether there is another and where, and notices pages that lead nowhere.</summary>
/// <param name="settings">The way of paging.</param>
/// <param name="rowCap">Most rows one answer carries; null: not stated.</param>
/// <param name="first">At most so many rows are wanted; null: all.</param>
/// <param name="asksLimit">True where a request can say how many rows it wants.</param>
internal sealed class Pager(PagingSettings settings, int? rowCap, int? first, bool asksLimit)
{
    private readonly HashSet<string> _met = new(StringComparer.Ordinal);
    private ulong? _lastHash;
    private int _pages;
    private long _rows;

    /// <summary>The place of the first page.</summary>
    public PagePlace First() => settings.Mode switch
    {
        PagingMode.OffsetLimit => new(Offset: settings.PageSize is null ? null : 0, Limit: Limit(settings.PageSize)),
        PagingMode.PageNumber => new(Number: settings.FirstPage, Limit: Limit(settings.PageSize)),
        PagingMode.None => default,
        _ => new(Limit: Limit(settings.PageSize)),
    };

    /// <summary>The place of the page after an answer; null where that was the last, or a failure where it should not have been.</summary>
    public (PagePlace? Next, Failure? Failure) After(Answer answer)
    {
        _rows += answer.Rows;
        _pages++;
        if (first <= _rows) return default;
        var next = Next(answer);
        if (next is null) return (null, Cut(answer));
        if (answer.Rows > 0 && _lastHash == answer.Hash) return (null, Lost("the page repeats the one before"));
        if (settings.Mode is PagingMode.Cursor or PagingMode.NextLink && !_met.Add(answer.Cursor ?? answer.NextLink!.AbsoluteUri)) return (null, Lost("a page leads back to an earlier one"));
        if (_pages >= settings.MaxPages) return (null, Lost($"there is no end after {_pages} pages"));
        if (next.Value.Offset > settings.MaxOffset)
            return (null, new Failure(FailureCategory.Truncated, $"The answer goes on after {_rows} rows, but the vendor answers no offset above {settings.MaxOffset}.") { Advice = SplitAdvice });
        _lastHash = answer.Hash;
        return (next, null);
    }

    private const string SplitAdvice = "Ask for less at once: one day or one code a slice.";

    private PagePlace? Next(Answer answer) => settings.Mode switch
    {
        PagingMode.OffsetLimit when More(answer) => new(Offset: _rows, Limit: Limit(settings.PageSize ?? rowCap ?? answer.Rows)),
        PagingMode.PageNumber when More(answer) => new(Number: settings.FirstPage + _pages, Limit: Limit(settings.PageSize)),
        PagingMode.Cursor when answer.HasMore != false && answer.Cursor is { Length: > 0 } cursor => new(Cursor: cursor, Limit: Limit(settings.PageSize)),
        PagingMode.NextLink when answer.HasMore != false && answer.NextLink is { } link => new(Link: link),
        _ => null,
    };

    // an empty page ends in any case: a flag that stays true would never end
    private bool More(Answer answer) => answer.Rows > 0 && (answer.HasMore ?? IsFull(answer));

    // the page size is what was asked for, the row cap what the vendor gives at most
    private bool IsFull(Answer answer) => Smaller(settings.PageSize, rowCap) is { } full ? answer.Rows >= full : settings.Mode == PagingMode.PageNumber;

    private Failure? Cut(Answer answer)
    {
        if (answer.Rows == 0) return null;
        if (answer.HasMore == true)
            return new(FailureCategory.Truncated, $"The vendor says that rows are left after {_rows}, and the source has no way to ask for them.") { Advice = SplitAdvice };
        return settings.Mode == PagingMode.None && answer.HasMore is null && answer.Rows >= rowCap
            ? new(FailureCategory.Truncated, $"The answer has {answer.Rows} rows, the most the vendor sends, so it counts as cut.") { Advice = SplitAdvice }
            : null;
    }

    private Failure Lost(string problem) => new(FailureCategory.Fatal, $"Paging leads nowhere: {problem} ({_rows} rows so far).")
    {
        Advice = "The API may not support paging: set paging.mode to None in the dataset's settings and ask for less at once.",
    };

    private int? Limit(int? size) => asksLimit ? Smaller(size, (int?)(first - _rows)) : size;

    private static int? Smaller(int? a, int? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
