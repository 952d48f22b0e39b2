namespace DataSync.Examples.Vendor;

/// <summary>Fixed windows, one for each API or one for all, each counted from the first request in it.</summary>
public sealed class RateWindows(VendorOptions options, TimeProvider time)
{
    private readonly Dictionary<string, (long Start, int Count)> _windows = [];

    /// <summary>Takes a place in the window of now; false, and how long to wait, where there is none.</summary>
    public bool Take(string api, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (options.RateLimit <= 0) return true;
        lock (_windows)
        {
            var key = options.RatePerApi ? api : "";
            var now = time.GetTimestamp();
            if (!_windows.TryGetValue(key, out var window) || time.GetElapsedTime(window.Start, now) >= options.RateWindow) window = (now, 0);
            if (window.Count >= options.RateLimit)
            {
                wait = options.RateWindow - time.GetElapsedTime(window.Start, now);
                return false;
            }

            _windows[key] = window with { Count = window.Count + 1 };
            return true;
        }
    }
}
