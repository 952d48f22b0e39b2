using DataSync.Rows;
using DataSync.Sources;

namespace DataSync.Tests.Sync;

/// <summary>A vendor of prices by code and day that cuts answers at a number of rows, the newest first, without a word.</summary>
internal sealed class CappedVendor
{
    public int Cap { get; set; } = 10;
    /// <summary>True: the source knows when an answer is at the cap that the request states.</summary>
    public bool Tells { get; set; } = true;
    public List<(string Code, DateOnly Day, long Price)> Rows { get; set; } = [];
    /// <summary>Changes what arguments select; null: they select what they say.</summary>
    public Func<IReadOnlyDictionary<string, object>, (string Code, DateOnly Day, long Price), bool>? Selects { get; set; }
    public List<string> Asked { get; } = [];

    public static Dataset Dataset { get; } = new()
    {
        Name = "daily",
        Source = "vendor",
        Key = ["code", "trade_date"],
        Parameters =
        [
            new("code", DataType.String) { Filter = new("code", FilterOperator.In) },
            new("trade_date", DataType.Date) { Filter = new("trade_date", FilterOperator.Equals) },
            new("start", DataType.Date) { Filter = new("trade_date", FilterOperator.From) },
            new("end", DataType.Date) { Filter = new("trade_date", FilterOperator.To) },
        ],
        Columns = [new("code", DataType.String), new("trade_date", DataType.Date), new("price", DataType.Int64)],
    };

    public static List<(string, DateOnly, long)> Prices(int codes, int days) =>
        [.. from c in Enumerable.Range(0, codes) from d in Enumerable.Range(0, days) select ($"c{c}", new DateOnly(2023, 1, 2).AddDays(d), (long)c * 1000 + d)];

    public async Task<FetchResult> AnswerAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var arguments = request.Arguments;
        List<(string Code, DateOnly Day, long Price)> rows;
        lock (Asked)
        {
            Asked.Add(string.Join(' ', arguments.OrderBy(a => a.Key).Select(a => $"{a.Key}={(a.Value is DateOnly day ? day.ToString("yyyyMMdd") : a.Value)}")));
            rows = [.. Rows.Where(r => Selects?.Invoke(arguments, r) ?? Matches(arguments, r)).OrderByDescending(r => r.Day).ThenBy(r => r.Code).Take(Cap)];
        }
        var vectors = request.Dataset.Columns.Select(c => ColumnVector.Create(c)).ToArray();
        foreach (var (code, day, price) in rows)
        {
            vectors[0].AppendObject(code);
            vectors[1].AppendObject(day);
            vectors[2].AppendObject(price);
        }
        if (rows.Count > 0) await sink.AddAsync(new RowBatch(vectors, rows.Count), cancellationToken);
        var cut = Tells && rows.Count >= (request.RowCap ?? request.Dataset.RowCap);
        return new FetchResult { Rows = rows.Count, LargestAnswer = rows.Count, Failure = cut ? new(FailureCategory.Truncated, $"The answer has {rows.Count} rows.") { Advice = "Ask for less." } : null };
    }

    public static bool Matches(IReadOnlyDictionary<string, object> arguments, (string Code, DateOnly Day, long Price) row) =>
        (!arguments.TryGetValue("code", out var codes) || ((string)codes).Split(',').Contains(row.Code))
        && (!arguments.TryGetValue("trade_date", out var only) || row.Day == (DateOnly)only)
        && (!arguments.TryGetValue("start", out var start) || row.Day >= (DateOnly)start)
        && (!arguments.TryGetValue("end", out var end) || row.Day <= (DateOnly)end);

    /// <summary>A bench on this vendor.</summary>
    public SyncBench Bench(int? rowCap, WriteMode mode = WriteMode.Upsert, Func<Dataset, Dataset>? change = null)
    {
        var dataset = Dataset with { RowCap = rowCap };
        var bench = new SyncBench(mode);
        bench.Workspace.Datasets.Save(change?.Invoke(dataset) ?? dataset, overwrite: true);
        bench.Source.Answer = AnswerAsync;
        return bench;
    }
}
