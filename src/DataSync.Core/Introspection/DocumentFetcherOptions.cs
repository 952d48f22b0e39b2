namespace DataSync.Introspection;

/// <summary>Bounds of fetching documentation.</summary>
public sealed record DocumentFetcherOptions
{
    private readonly long _maxBytes = 16L << 20;
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);
    private readonly int _maxRedirects = 5;

    /// <summary>The largest page, in bytes after decompression; 16 MB, which the largest OpenAPI documents of vendors stay below. A larger one is an error.</summary>
    public long MaxBytes { get => _maxBytes; init => _maxBytes = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "A page has at least one byte."); }

    /// <summary>The longest one address may take, redirects included; 30 seconds.</summary>
    public TimeSpan Timeout { get => _timeout; init => _timeout = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "A time-out is above zero."); }

    /// <summary>The most redirects one address may take; 5.</summary>
    public int MaxRedirects { get => _maxRedirects; init => _maxRedirects = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRedirects), value, "Redirects are not negative."); }
}
