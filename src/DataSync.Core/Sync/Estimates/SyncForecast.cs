using DataSync.Catalog;
using DataSync.Limits;
using DataSync.State;

namespace DataSync.Sync.Estimates;

/// <summary>What several plans would cost that run one after another: those of one source share its limits. For one call; plans are added in the order in which they would run.</summary>
public sealed class SyncForecast
{
    private readonly Dictionary<string, RateForecast> _sources = new(StringComparer.OrdinalIgnoreCase);

    internal RateForecast Of(Workspace workspace, TimeProvider time, string source)
    {
        if (!_sources.TryGetValue(source, out var forecast)) _sources.Add(source, forecast = new RateForecast(new StateDatabase(workspace.StatePath), time, source));
        return forecast;
    }
}
