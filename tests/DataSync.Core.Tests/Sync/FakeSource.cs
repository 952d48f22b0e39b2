using DataSync.Rows;
using DataSync.Sources;

namespace DataSync.Tests.Sync;

/// <summary>A source whose answers a test writes.</summary>
internal sealed class FakeSource : ISource
{
    private int _inFlight, _maxInFlight, _requests;

    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    public string DateFormat => "yyyyMMdd";
    public RequestTerms Terms { get; set; } = new(DataSync.Limits.RateLimits.None);
    public RequestTerms TermsOf(Dataset dataset) => Terms;
    public int Requests => _requests;
    public int MaxInFlight => _maxInFlight;
    public Func<FetchRequest, IBatchSink, IFetchObserver, CancellationToken, Task<FetchResult>> Answer { get; set; } = (request, sink, _, token) => RowsAsync(request, sink, 2, token);

    public async Task<FetchResult> FetchAsync(FetchRequest request, IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        var now = Interlocked.Increment(ref _inFlight);
        InterlockedMax(ref _maxInFlight, now);
        try
        {
            observer.Requested("asked");
            return await Answer(request, sink, observer, cancellationToken) with { Requests = 1 };
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Rows of the dataset's columns: the slice's date, and numbers.</summary>
    public static async Task<FetchResult> RowsAsync(FetchRequest request, IBatchSink sink, int rows, CancellationToken cancellationToken, params (Column Column, object Value)[] more)
    {
        if (rows > 0) await sink.AddAsync(Batch(request, rows, more), cancellationToken);
        return new FetchResult { Rows = rows, Bytes = rows * 10 };
    }

    public static RowBatch Batch(FetchRequest request, int rows, params (Column Column, object Value)[] more)
    {
        var vectors = request.Dataset.Columns.Where(c => more.All(m => m.Column.Name != c.Name)).Concat(more.Select(m => m.Column)).Select(c => ColumnVector.Create(c)).ToList();
        for (var r = 0; r < rows; r++)
            foreach (var vector in vectors)
                vector.AppendObject(more.FirstOrDefault(m => m.Column.Name == vector.Column.Name).Value ?? vector.Column.Type.Kind switch
                {
                    DataKind.Date => request.Arguments.GetValueOrDefault("trade_date") ?? new DateOnly(2000, 1, 1),
                    DataKind.Int64 => (long)r,
                    DataKind.Double => (double)r,
                    DataKind.String => $"{r}",
                    _ => null,
                });
        return new RowBatch(vectors, rows);
    }

    public string Preview(FetchRequest request) => $"POST {request.Dataset.Api} {string.Join(",", request.Arguments.Values)}";
    public Task<SourceTest> TestAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void InterlockedMax(ref int max, int value)
    {
        for (var seen = Volatile.Read(ref max); value > seen; seen = Volatile.Read(ref max))
            if (Interlocked.CompareExchange(ref max, value, seen) == seen) return;
    }
}
