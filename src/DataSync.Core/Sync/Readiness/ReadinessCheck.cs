using DataSync.Arguments;
using DataSync.State;

namespace DataSync.Sync.Readiness;

/// <summary>Says whether an answer has fewer rows than the plan expects, so that it is not taken for done but asked again.</summary>
internal sealed class ReadinessCheck(SyncSite site, LedgerIndex index)
{
    /// <summary>How many earlier slices are looked at for the last answer of the same other arguments.</summary>
    private const int MostLookedAt = 200;

    private readonly Expectation? _expected = site.Plan.Expect is { Length: > 0 } text ? Expectation.Parse(text) : null;
    private long? _tableRows;

    /// <summary>Why an answer is short; null where it is not, or has been for so long that it counts.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="record">What is known of it.</param>
    /// <param name="rows">The answer's rows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The reason, and whether the answer is to be asked again.</returns>
    public async Task<(string? Reason, bool IsPending)> JudgeAsync(Slice slice, SliceRecord? record, long rows, CancellationToken cancellationToken)
    {
        if (_expected is null || (slice.Date is { } day && site.Clock.Calendar?.IsOpen(day) == false)) return default;
        if (await FindAsync(slice, record, cancellationToken) is not { } expected || rows >= expected) return default;
        var now = site.Clock.Now.UtcDateTime;
        // a slice without a date, such as a list, settles some time after it was short first
        var settles = slice.Date is { } date ? site.Clock.Settles(date) : Settles(record is { IsShort: true, FailedAt: { } since } ? since : now);
        return ($"{rows:N0} of {expected:N0} rows that are expected (Expect {site.Plan.Expect})", now < settles);
    }

    private DateTime Settles(DateTime since) => site.Clock.SettleAfter == Timeout.InfiniteTimeSpan || since > DateTime.MaxValue - site.Clock.SettleAfter ? DateTime.MaxValue : since + site.Clock.SettleAfter;

    private async Task<long?> FindAsync(Slice slice, SliceRecord? record, CancellationToken cancellationToken)
    {
        if (_expected!.Count is { } count) return count;
        var of = _expected.Table is { } table ? _tableRows ??= await CountAsync(table, cancellationToken) : Last(slice, record);
        return of is { } whole ? (long)Math.Ceiling(whole * _expected.Share) : null;
    }

    /// <summary>Rows of the slice's own last answer, or of the day before it that has the same other arguments.</summary>
    private long? Last(Slice slice, SliceRecord? record)
    {
        if (record is { At: not null, Rows: > 0 }) return record.Rows;
        if (slice.Date is not { } date) return null;
        var others = Others(slice);
        foreach (var (key, rows) in index.ReadBefore(date, MostLookedAt))
            if (site.Slices.FromKey(key) is { } earlier && Others(earlier) == others) return rows;
        return null;
    }

    private static string Others(Slice slice) => string.Join('&', slice.Arguments.Where(a => a.Value is not (DateOnly or DateTime)).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"));

    private async Task<long> CountAsync(TablePart table, CancellationToken cancellationToken)
    {
        var state = await site.Store.GetStateAsync(table.Table, cancellationToken) ?? throw new DataSyncException("TableNotFound",
            $"{TargetCheck.NameOf(site.Plan)}: expects as many rows as table '{table.Table}' has, and store '{site.StoreDefinition.Name}' has no such table.", "Synchronize that one first, or change the plan's Expect.");
        var rows = 0L;
        await foreach (var batch in site.Store.ReadAsync(table.Table, table.Query([table.Column ?? state.Columns[0].Name]), cancellationToken)) rows += batch.RowCount;
        return rows;
    }
}
