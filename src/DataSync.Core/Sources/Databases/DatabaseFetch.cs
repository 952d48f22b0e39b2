using DataSync.Rows;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Databases;

/// <summary>The reading of one slice. By pages of a key it goes on where it was cut; else it begins anew.</summary>
internal sealed class DatabaseFetch
{
    private readonly SourceServer _server;
    private readonly FetchRequest _request;
    private readonly DatabaseTask _task;
    private readonly TableQuery _query;
    private readonly IBatchSink _sink;
    private readonly AnswerSchema _schema;
    private readonly BatchShaper _shaper;
    private Plan? _plan;
    private IReadOnlyList<object>? _after;
    private long _rows, _bytes;

    /// <summary>Prepares a reading; sends nothing.</summary>
    public DatabaseFetch(SourceServer server, FetchRequest request, DatabaseTask task, TimeZoneInfo zone, string dateFormat, IBatchSink sink)
    {
        (_server, _request, _task, _sink) = (server, request, task, sink);
        _query = new TableQuery(server, task, request.Dataset, request.Arguments, zone, dateFormat);
        _schema = new AnswerSchema(request.Dataset, request.SchemaPolicy);
        _shaper = new BatchShaper(_schema, zone);
    }

    /// <summary>What is read, for people.</summary>
    public string Name => _task.Table ?? $"the query of {_request.Dataset.Name}";
    /// <summary>How often is asked that fails transiently.</summary>
    public int Attempts => _task.Attempts;

    /// <summary>Reads to the end, or to a failure.</summary>
    public async Task<Failure?> ReadAsync(CancellationToken cancellationToken)
    {
        _plan ??= await PlanAsync(cancellationToken);
        if (_plan.Refused is { } refused) return refused;
        while (true)
        {
            var (read, failure, restart) = await ReadPageAsync(_plan, cancellationToken);
            if (failure is not null) return failure;
            if (restart) await RestartAsync(cancellationToken);
            else if (_plan.PageRows is not { } full || read < full || _rows >= _request.First) return null;
        }
    }

    /// <summary>Prepares the next try after one that failed.</summary>
    public async ValueTask RepeatAsync(CancellationToken cancellationToken)
    {
        // pages that are there stay; rows of a cut one would come twice
        if (_plan?.PageRows is null || _dirty) await RestartAsync(cancellationToken);
    }

    /// <summary>What came of it.</summary>
    public FetchResult Result(Failure? failure, int attempts) => new()
    {
        Failure = failure,
        Requests = attempts,
        Bytes = _bytes,
        Rows = _rows,
        SchemaChanges = failure is null ? [.. _schema.Changes, .. _schema.Missing] : [.. _schema.Changes],
    };

    private bool _dirty;

    private async ValueTask RestartAsync(CancellationToken cancellationToken)
    {
        (_after, _rows, _bytes, _dirty) = (null, 0, 0, false);
        await _sink.ResetAsync(cancellationToken);
    }

    /// <summary>Reads a page into memory of batches, and hands it over when it is whole, so that a cut page leaves nothing; without pages, batches go on as they come.</summary>
    private async Task<(long Read, Failure? Failure, bool Restart)> ReadPageAsync(Plan plan, CancellationToken cancellationToken)
    {
        var left = _request.First - _rows;
        var limit = plan.PageRows is { } page ? Math.Min(page, left ?? page) : left;
        var statement = _query.Select(plan.Selected, plan.All, plan.Keyset, _after, limit);
        var (read, last) = (0L, (IReadOnlyList<object>?)null);
        await foreach (var rows in _server.ReadAsync(statement, plan.Selected, cancellationToken))
        {
            var shaped = _shaper.Shape(rows.Take(plan.Wanted), rows.Count);
            if (shaped.Failure is not null || shaped.Restart) return (read, shaped.Failure, shaped.Restart);
            _dirty = true;
            _bytes += shaped.Batch!.ByteSize;
            read += rows.Count;
            if (plan.Keyset.Count > 0) last = [.. plan.Keyset.Select(k => rows.Columns[plan.PlaceOf(k)].GetValue(rows.Count - 1)!)];
            _rows += await _sink.AddUpToAsync(shaped.Batch, null, cancellationToken);
            // each batch of an ordered page is a place to go on from
            if (last is not null) (_after, _dirty) = (last, false);
        }
        return (read, null, false);
    }

    /// <summary>Learns the columns and the key, once.</summary>
    private async Task<Plan> PlanAsync(CancellationToken cancellationToken)
    {
        var all = await _server.DescribeAsync(_query.From(new SqlStatement(_server)), _task.Table, cancellationToken);
        var wanted = new List<ServerColumn>();
        foreach (var column in all)
        {
            if (_schema.Find(column.Name) is not null || _schema.Policy == SchemaPolicy.Evolve) wanted.Add(column);
            else
            {
                var change = new SchemaChange(SchemaChangeKind.Added, column.Name, null, column.Type, null);
                if (_schema.Policy == SchemaPolicy.Freeze) return new Plan([], [], [], 0, null, RowDecoder.Refuse(change, $"there is a column '{column.Name}' that the dataset lacks"));
                _schema.Report(change);
            }
        }
        if (wanted.Count == 0) return new Plan([], [], [], 0, null, new Failure(FailureCategory.Fatal, $"{Name} has none of the dataset's columns.") { Advice = "Import the dataset again (Import-DsDataset -Table or -Query)." });
        _schema.Saw(wanted.Select(c => _schema.Find(c.Name)?.Name ?? c.Name));
        var keyset = _task.PageRows == 0 ? [] : await KeysetAsync(all, cancellationToken);
        // a key that nobody asked for is read too, as pages go by it
        return new Plan(all, [.. wanted, .. keyset.Where(k => !wanted.Contains(k))], keyset, wanted.Count, keyset.Count > 0 ? _task.PageRows : null, null);
    }

    /// <summary>The columns that pages can go by; empty where there are none that surely tell the rows apart.</summary>
    private async Task<IReadOnlyList<ServerColumn>> KeysetAsync(IReadOnlyList<ServerColumn> all, CancellationToken cancellationToken)
    {
        var names = _task.Keyset ?? (_task.Table is { } table ? await _server.FindUniqueKeyAsync(table, cancellationToken) : []);
        var columns = names.Select(n => all.FirstOrDefault(c => c.Name == n) ?? all.FirstOrDefault(c => c.Name.Equals(n, StringComparison.OrdinalIgnoreCase))).ToList();
        if (columns.TrueForAll(c => c?.IsOrdered == true)) return [.. columns.OfType<ServerColumn>()];
        return _task.Keyset is null ? []
            : throw new DataSyncException("KeysetInvalid", $"{Name}: pages cannot go by {string.Join(", ", names)}: {names.First(n => !columns.Exists(c => c?.IsOrdered == true && c.Name.Equals(n, StringComparison.OrdinalIgnoreCase)))} is no column of integers, texts, dates or times.", "Correct the setting keyset, or take it out.");
    }

    /// <summary>How the rows are read.</summary>
    /// <param name="All">All columns of the server.</param>
    /// <param name="Selected">Those that are read: what is wanted first.</param>
    /// <param name="Keyset">Those that pages go by.</param>
    /// <param name="Wanted">How many are wanted.</param>
    /// <param name="PageRows">Rows of a page; null: one statement.</param>
    /// <param name="Refused">Why nothing is read; null where it is.</param>
    private sealed record Plan(IReadOnlyList<ServerColumn> All, IReadOnlyList<ServerColumn> Selected, IReadOnlyList<ServerColumn> Keyset, int Wanted, int? PageRows, Failure? Refused)
    {
        public int PlaceOf(ServerColumn column)
        {
            for (var i = 0; i < Selected.Count; i++)
                if (ReferenceEquals(Selected[i], column)) return i;
            return -1;
        }
    }
}
