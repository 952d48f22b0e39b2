using DataSync.Arguments;
using DataSync.Sources;
using DataSync.State;
using DataSync.Stores;
using DataSync.Sync.Batching;
using DataSync.Sync.Estimates;
using DataSync.Sync.Splitting;

namespace DataSync.Sync;

/// <summary>What a run would do and cost. Nothing is sent or written: not even <c>state.db</c> is made.</summary>
/// <param name="site">What the plan names.</param>
/// <param name="listen">Hears of each slice, as far as it would be asked with its first request; null: nobody does.</param>
internal sealed class SyncPreview(SyncSite site, Action<SlicePreview>? listen)
{
    /// <summary>Slices shown with an estimate.</summary>
    private const int Shown = 3;

    private readonly string _name = TargetCheck.NameOf(site.Plan);
    private readonly List<SlicePreview> _first = [];
    private readonly bool _replaces = TargetCheck.ModeOf(site.Plan) == WriteMode.Replace;
    private long _planned, _pending, _toAsk;

    /// <summary>Names the plan's slices and prices those that would be asked.</summary>
    /// <param name="generator">Names them.</param>
    /// <param name="forecast">Knows the plans that come before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SyncEstimate> EstimateAsync(IArgumentGenerator generator, SyncForecast forecast, CancellationToken cancellationToken)
    {
        await site.ReadCalendarAsync(cancellationToken);
        var spec = TargetCheck.Specify(site.Plan, site.Dataset, site.Options.LockTimeout);
        var state = await site.Store.GetStateAsync(spec.Table, cancellationToken);
        TargetCheck.RefuseMismatch(site.Plan, spec, state);
        var rule = AskRule.Of(site.Workspace, site.Plan, site.Dataset, site.Options);
        var ledger = await LedgerSnapshot.ReadAsync(site.State, site.StoreDefinition.Name, spec.Table, site.Store, state, site.Clock.Today, cancellationToken);
        var terms = site.Source.TermsOf(site.Dataset);
        var history = RunHistory.Read(site.State, site.Plan);
        var cap = RowCaps.Lower(site.Dataset.RowCap, new RowCapBook(site.State, site.Dataset.Source, site.Dataset.Api).Read().Cap);
        var requests = new RequestCount(terms, cap, ledger.Rows, site.Batching is null ? history : null);
        // one slice that is to be asked, or one that is not named any more, has Replace ask for all of them
        var isNeeded = !_replaces;
        var held = new List<IReadOnlyList<Judged>>();
        var groups = new SliceGroups<Judged>(j => j.Slice, site.Dataset, site.Batching);
        await foreach (var set in site.Generator(generator).GenerateAsync(site.GeneratorContext(state?.Sequence ?? 0, ledger), cancellationToken).WithCancellation(cancellationToken))
        {
            if (Judge(set, rule, ledger) is not { } judged) continue;
            isNeeded |= judged.IsAsked;
            if (!Counts(judged)) Tell([judged], isAsked: false);
            else if (groups.Add(judged) is { } group) Ask(group);
        }
        if (groups.End() is { } last) Ask(last);
        isNeeded |= _toAsk > 0 && ledger.HasUnmet;
        foreach (var group in held) Tell(group, isNeeded);
        if (!isNeeded) (_toAsk, requests) = (0, new RequestCount(terms, cap, ledger.Rows, history));
        return Price(requests, terms, history, forecast, isNeeded ? _first : []);

        void Ask(IReadOnlyList<Judged> group)
        {
            _toAsk += group.Count;
            requests.Add(group.Count, group.Count(j => j.Rows is not null), group.Sum(j => (long)(j.Rows ?? 0)));
            // whether it is asked is known at the end only
            if (_replaces && listen is not null) held.Add(group);
            else if (listen is not null || _first.Count < Shown) Tell(group, isAsked: true);
        }
    }

    /// <summary>A slice as a run would meet it; null where it was met before or is not in the run.</summary>
    private Judged? Judge(IReadOnlyDictionary<string, object?> set, AskRule rule, LedgerSnapshot ledger)
    {
        if (!site.Slices.TryCreate(set, out var slice, out var failure)
            || TargetCheck.ModeOf(site.Plan) == WriteMode.ReplaceSlice && !SliceConditions.TryCreate(site.Dataset, slice, out _, out failure))
            throw new DataSyncException("BadArguments", failure.Message, failure.Advice);
        if (!site.Options.Takes(slice) || !ledger.Meet(slice.Key, out var record)) return null;
        var state = site.Judge(record, slice, ledger);
        var isAsked = site.IsAsked(rule, state, record, slice) && !site.IsAppended(record);
        _planned++;
        if (!isAsked && state == SliceState.Pending) _pending++;
        return new Judged(slice, state, record?.At is null ? null : (int)Math.Min(record.Rows, int.MaxValue), isAsked);
    }

    private bool Counts(Judged judged) => _replaces ? judged.State != SliceState.Pending || judged.IsAsked : judged.IsAsked;

    /// <summary>Shows slices that share a request.</summary>
    private void Tell(IReadOnlyList<Judged> group, bool isAsked)
    {
        if (listen is null && !isAsked) return;
        var request = isAsked ? site.Source.Preview(new FetchRequest { Dataset = site.Dataset, Arguments = Arguments(group), SchemaPolicy = site.Plan.SchemaPolicy }) : null;
        foreach (var judged in group)
        {
            var preview = new SlicePreview { Plan = _name, Slice = judged.Slice.Display, State = judged.State, Request = request };
            if (isAsked && _first.Count < Shown) _first.Add(preview);
            listen?.Invoke(preview);
        }
    }

    private IReadOnlyDictionary<string, object> Arguments(IReadOnlyList<Judged> group) =>
        group is [var one] ? one.Slice.Arguments : SliceGroups.Join([.. group.Select(g => g.Slice)], site.Dataset.FindParameter(site.Batching!.Parameter)!);

    private SyncEstimate Price(RequestCount requests, RequestTerms terms, RunHistory? history, SyncForecast forecast, IReadOnlyList<SlicePreview> first)
    {
        var source = site.Workspace.Sources.Get(site.Dataset.Source);
        var rates = forecast.Of(site.Workspace, site.Services.Time, source.Name);
        var workers = Math.Max(1, site.Options.ThrottleLimit ?? site.Plan.ThrottleLimit);
        var seconds = rates.Pace(site.Dataset.Api) ?? history?.SecondsPerRequest(workers);
        var course = rates.Add(_name, site.Dataset.Api, terms.Limits, requests.Total, workers, TimeSpan.FromSeconds(seconds ?? 0), site.Clock.Zone);
        return new SyncEstimate
        {
            Plan = site.Plan.Name,
            Dataset = site.Dataset.Name,
            Source = source.Name,
            Store = site.StoreDefinition.Name,
            Table = site.Plan.TargetTable,
            Planned = _planned,
            ToAsk = _toAsk,
            Pending = _pending,
            First = first,
            Requests = requests.Total,
            IsLowerBound = requests.IsLowerBound && requests.Total > 0,
            Basis = requests.Basis,
            Limits = course.Limits,
            After = course.After,
            Begins = course.Begins,
            Ends = course.Ends,
            SecondsPerRequest = seconds is { } value ? Math.Round(value, 3) : null,
            ThrottleLimit = workers,
            Days = course.Days,
            PointsNeeded = site.Dataset.Points,
            Points = source.Points,
        };
    }

    /// <summary>A slice, how it stands, the rows it had, and whether a run asks for it by itself.</summary>
    private readonly record struct Judged(Slice Slice, SliceState State, int? Rows, bool IsAsked);
}
