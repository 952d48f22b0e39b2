using DataSync.Conformance.Tests.Stores;
using DataSync.Sources;

namespace DataSync.Conformance.Tests.Completeness;

/// <summary>A source of rows that a test holds: those of the day that is asked for.</summary>
internal sealed class ListSource : ISource
{
    public List<Row> Rows { get; } = [];

    public TimeZoneInfo TimeZone => TimeZoneInfo.Utc;
    public string DateFormat => "yyyyMMdd";

    public async Task<FetchResult> FetchAsync(FetchRequest request, DataSync.Rows.IBatchSink sink, IFetchObserver observer, CancellationToken cancellationToken)
    {
        var day = ((DateOnly)request.Arguments["trade_date"]).ToString(DateFormat, System.Globalization.CultureInfo.InvariantCulture);
        var rows = Rows.Where(r => r.Date == day).ToList();
        if (rows.Count > 0) await sink.AddAsync(Row.Batch(rows), cancellationToken);
        return new FetchResult { Rows = rows.Count, Requests = 1 };
    }

    public string Preview(FetchRequest request) => "";
    public Task<SourceTest> TestAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
