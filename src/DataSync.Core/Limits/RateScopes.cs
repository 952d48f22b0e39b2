namespace DataSync.Limits;

/// <summary>The names under which the requests of an API are counted.</summary>
internal readonly struct RateScopes(string source, string api)
{
    /// <summary>For windows of the whole source.</summary>
    public string Source { get; } = source.ToLowerInvariant();
    /// <summary>For windows of the API.</summary>
    public string Api { get; } = $"{source.ToLowerInvariant()}/{api}";

    /// <summary>The name that a window counts under.</summary>
    public string Of(RateWindow window) => window.PerApi ? Api : Source;
}
