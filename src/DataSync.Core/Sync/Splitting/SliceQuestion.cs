using DataSync.Arguments.Splitting;
using DataSync.Rows;
using DataSync.Sources;

namespace DataSync.Sync.Splitting;

/// <summary>
/// Asks for one slice until its answer is whole: an answer that is cut, or has as many rows as the vendor sends at most, is asked for in parts, which are divided further
/// where they are cut too. The parts are staged together, so that they commit as the one slice they are.
/// </summary>
internal sealed class SliceQuestion(ISource source, Dataset dataset, RowCaps caps, StagingBudget budget, IFetchObserver observer)
{
    /// <summary>Requests for the parts of one slice, after which something is wrong with how it is divided.</summary>
    private const int MostParts = 10_000;

    private readonly ArgumentSplitter _splitter = new(dataset);
    private int _requests;
    private long _bytes;
    private DateTime? _keptSince;
    private readonly List<SchemaChange> _changes = [];

    /// <summary>Asks; the rows are in the stage.</summary>
    public async Task<FetchResult> AskAsync(IReadOnlyDictionary<string, object> arguments, SchemaPolicy policy, IAnswerShelf? shelf, SliceStage stage, CancellationToken cancellationToken)
    {
        var request = new FetchRequest { Dataset = dataset, Arguments = arguments, SchemaPolicy = policy, RowCap = caps.Current, Shelf = shelf };
        var result = await FetchAsync(request, stage, cancellationToken);
        if (result.Failure is null && caps.Suspects(result.LargestAnswer))
        {
            await caps.WaitForVerdictAsync(cancellationToken);
            try
            {
                if (caps.Suspects(result.LargestAnswer)) return await VerifyAsync(request, result, stage, cancellationToken);
            }
            finally
            {
                caps.EndVerdict();
            }
        }
        // a cap that another slice learned while this one was asked holds for this answer too
        if (result.Failure is null && caps.Current is { } cap && cap <= result.LargestAnswer && !(request.RowCap <= cap))
        {
            await stage.ResetAsync(cancellationToken);
            return await AskAsync(arguments, policy, shelf, stage, cancellationToken);
        }
        return Total(Cut(result) is { } cut ? await DivideAsync(request, cut, stage, cancellationToken) : result);
    }

    /// <summary>Asks once more, as though the vendor sent no more rows at once than there were.</summary>
    private async Task<FetchResult> VerifyAsync(FetchRequest request, FetchResult first, SliceStage stage, CancellationToken cancellationToken)
    {
        var rows = first.LargestAnswer;
        request = request with { RowCap = rows };
        await using var second = new SliceStage(budget, stage.TempFolder);
        var result = await FetchAsync(request, second, cancellationToken);
        if (Cut(result) is { } cut) result = await DivideAsync(request, cut, second, cancellationToken);
        if (result.Failure is { Category: FailureCategory.Truncated }) caps.Doubt(rows);
        else if (result.Failure is not null) return Total(result);
        else if (second.Rows > stage.Rows)
        {
            caps.Cut(rows);
            await stage.ResetAsync(cancellationToken);
            await second.FinishAsync(cancellationToken);
            await foreach (var batch in second.ReadAsync(cancellationToken)) await stage.AddAsync(batch, cancellationToken);
            return Total(result);
        }
        else if (second.Rows == stage.Rows) caps.Whole(rows);
        return Total(first);
    }

    private async Task<FetchResult> DivideAsync(FetchRequest request, Failure cut, SliceStage stage, CancellationToken cancellationToken)
    {
        var together = new PartRows(dataset.Key);
        var waiting = new Stack<IReadOnlyDictionary<string, object>>();
        long rows = 0;
        if (!await PushAsync(request.Arguments, stage, together, waiting, cancellationToken)) return new FetchResult { Failure = Undivided(cut, request.Arguments, request.Arguments) };
        await stage.ResetAsync(cancellationToken);
        for (var parts = 0; waiting.TryPop(out var arguments); parts++)
        {
            if (parts == MostParts) return new FetchResult { Failure = cut with { Message = $"{cut.Message} There is no end to its parts after {parts:N0}." } };
            await using var part = new SliceStage(budget, stage.TempFolder);
            var result = await FetchAsync(request with { Arguments = arguments, RowCap = request.RowCap ?? caps.Current }, part, cancellationToken);
            if (Cut(result) is { } again)
            {
                if (!await PushAsync(arguments, part, together, waiting, cancellationToken)) return result with { Failure = Undivided(again, arguments, request.Arguments) };
                continue;
            }
            if (result.Failure is not null) return result;
            await part.FinishAsync(cancellationToken);
            await foreach (var batch in part.ReadAsync(cancellationToken))
            {
                var fresh = together.Take(batch);
                rows += fresh.RowCount;
                if (fresh.RowCount > 0) await stage.AddAsync(fresh, cancellationToken);
            }
        }
        return together.Missing == 0 ? new FetchResult { Rows = rows } : new FetchResult
        {
            Failure = new(FailureCategory.Truncated, $"The answer is cut, and {together.Missing:N0} of the rows it showed came with none of its parts.")
            {
                Advice = $"A parameter of dataset '{dataset.Name}' selects other rows than its Filter declares, or the vendor's data changed meanwhile: compare the Filter with the vendor's page.",
            },
        };
    }

    /// <summary>Divides arguments whose answer is cut; false where they cannot be.</summary>
    private async Task<bool> PushAsync(IReadOnlyDictionary<string, object> arguments, SliceStage cut, PartRows together, Stack<IReadOnlyDictionary<string, object>> waiting, CancellationToken cancellationToken)
    {
        await cut.FinishAsync(cancellationToken);
        var batches = new List<RowBatch>();
        await foreach (var batch in cut.ReadAsync(cancellationToken)) batches.Add(batch);
        if (_splitter.Split(arguments, new CutRows(batches)) is not { } parts) return false;
        together.Shown(batches);
        foreach (var part in parts.Reverse()) waiting.Push(part);
        return true;
    }

    private Failure Undivided(Failure cut, IReadOnlyDictionary<string, object> part, IReadOnlyDictionary<string, object> whole)
    {
        var where = ReferenceEquals(part, whole) ? "" : $" This is at {string.Join(", ", part.Select(a => $"{a.Key}={RowsText(a)}"))}, a part of the slice.";
        return cut with
        {
            Message = $"{cut.Message}{where} No parameter can divide it further.",
            Advice = $"{cut.Advice} Dataset '{dataset.Name}' is divided by lists of values (Filter In), by ranges (a From and a To parameter of one column) and by parameters with documented Values: declare what the vendor's page has with Set-DsDataset {dataset.Name} -Parameter.",
        };
    }

    private string RowsText(KeyValuePair<string, object> argument) => ValueConverter.ToText(argument.Value, dataset.FindParameter(argument.Key)!.Type);

    private async Task<FetchResult> FetchAsync(FetchRequest request, SliceStage stage, CancellationToken cancellationToken)
    {
        var result = await source.FetchAsync(request, stage, observer, cancellationToken);
        _requests += result.Requests;
        _bytes += result.Bytes;
        _changes.AddRange(result.SchemaChanges);
        if (_keptSince is null || result.KeptSince < _keptSince) _keptSince = result.KeptSince ?? _keptSince;
        if (result.CutAt is { } rows) caps.Cut(rows);
        return result;
    }

    /// <summary>The failure that asking for less may mend.</summary>
    private static Failure? Cut(FetchResult result) => result.Failure is { Category: FailureCategory.Truncated or FailureCategory.TooLarge } failure ? failure : null;

    private FetchResult Total(FetchResult result) => result with { Requests = _requests, Bytes = _bytes, SchemaChanges = _changes, KeptSince = _keptSince };
}
