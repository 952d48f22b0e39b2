using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DataSync.Examples.Vendor.Faults;

namespace DataSync.Examples.Vendor;

/// <summary>What the vendor has counted; pages of the documentation are counted apart from requests for data.</summary>
public sealed class VendorStats
{
    private readonly ConcurrentDictionary<string, long> _byApi = new();
    private readonly ConcurrentDictionary<string, long> _byRequest = new();
    private readonly ConcurrentDictionary<int, long> _refusals = new();
    private readonly ConcurrentDictionary<Fault, long> _faults = new();
    private readonly List<(string Api, TimeSpan At)> _arrivals = [];
    private long _requests, _pages, _bytes, _rows, _inFlight, _mostInFlight, _aborted;

    /// <summary>Requests for data, refused and failed ones included.</summary>
    public long Requests => Interlocked.Read(ref _requests);
    /// <summary>Requests for pages of the documentation.</summary>
    public long Pages => Interlocked.Read(ref _pages);
    /// <summary>Bytes of the bodies that were sent whole.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);
    /// <summary>Rows in them.</summary>
    public long Rows => Interlocked.Read(ref _rows);
    /// <summary>Requests under way.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);
    /// <summary>Most requests that were under way at once.</summary>
    public long MostInFlight => Interlocked.Read(ref _mostInFlight);
    /// <summary>Requests that the client gave up.</summary>
    public long Aborted => Interlocked.Read(ref _aborted);
    /// <summary>Requests by API.</summary>
    public IReadOnlyDictionary<string, long> ByApi => _byApi;
    /// <summary>Requests by API and arguments without those of paging, such as <c>daily trade_date=20240102</c>.</summary>
    public IReadOnlyDictionary<string, long> ByRequest => _byRequest;
    /// <summary>Refusals by the vendor's code (HTTP status for the GET form).</summary>
    public IReadOnlyDictionary<int, long> Refusals => _refusals;
    /// <summary>Faults by kind.</summary>
    public IReadOnlyDictionary<Fault, long> Faults => _faults;

    /// <summary>The largest number of requests of one API that arrived within any span of a length, refused ones included.</summary>
    public int LargestWindow(TimeSpan length)
    {
        lock (_arrivals)
        {
            return _arrivals.GroupBy(a => a.Api).Select(g => LargestWindow([.. g.Select(a => a.At).Order()], length)).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>The same of all APIs together.</summary>
    public int LargestWindowOfAll(TimeSpan length)
    {
        lock (_arrivals) return LargestWindow([.. _arrivals.Select(a => a.At).Order()], length);
    }

    /// <summary>Forgets all counts but what is under way.</summary>
    public void Reset()
    {
        Interlocked.Exchange(ref _requests, 0);
        Interlocked.Exchange(ref _pages, 0);
        Interlocked.Exchange(ref _bytes, 0);
        Interlocked.Exchange(ref _rows, 0);
        Interlocked.Exchange(ref _aborted, 0);
        Interlocked.Exchange(ref _mostInFlight, InFlight);
        _byApi.Clear();
        _byRequest.Clear();
        _refusals.Clear();
        _faults.Clear();
        lock (_arrivals) _arrivals.Clear();
    }

    /// <summary>The counts as <c>/stats</c> answers them.</summary>
    public JsonObject ToJson(TimeSpan window) => new()
    {
        ["requests"] = Requests,
        ["pages"] = Pages,
        ["bytes"] = Bytes,
        ["rows"] = Rows,
        ["inFlight"] = InFlight,
        ["mostInFlight"] = MostInFlight,
        ["aborted"] = Aborted,
        ["largestWindow"] = LargestWindow(window),
        ["largestWindowOfAll"] = LargestWindowOfAll(window),
        ["byApi"] = Counts(_byApi),
        ["refusals"] = Counts(_refusals),
        ["faults"] = Counts(_faults),
    };

    internal void Enter()
    {
        Interlocked.Increment(ref _requests);
        var now = Interlocked.Increment(ref _inFlight);
        for (var most = MostInFlight; now > most; most = MostInFlight)
            if (Interlocked.CompareExchange(ref _mostInFlight, now, most) == most) break;
    }

    internal void Leave() => Interlocked.Decrement(ref _inFlight);
    internal void Page() => Interlocked.Increment(ref _pages);
    internal void Abort() => Interlocked.Increment(ref _aborted);
    internal void Refuse(int code) => _refusals.AddOrUpdate(code, 1, static (_, n) => n + 1);
    internal void Fail(Fault fault) => _faults.AddOrUpdate(fault, 1, static (_, n) => n + 1);

    internal void Arrive(string api, string request, TimeSpan at)
    {
        _byApi.AddOrUpdate(api, 1, static (_, n) => n + 1);
        _byRequest.AddOrUpdate(request, 1, static (_, n) => n + 1);
        lock (_arrivals) _arrivals.Add((api, at));
    }

    internal void Send(long bytes, long rows)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _rows, rows);
    }

    private static int LargestWindow(TimeSpan[] times, TimeSpan length)
    {
        var most = 0;
        for (int first = 0, last = 0; last < times.Length; last++)
        {
            while (times[last] - times[first] >= length) first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private static JsonObject Counts<T>(IEnumerable<KeyValuePair<T, long>> counts) =>
        new(counts.Select(p => KeyValuePair.Create(p.Key!.ToString()!, (JsonNode?)p.Value)).OrderBy(p => p.Key, StringComparer.Ordinal));
}
