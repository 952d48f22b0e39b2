namespace DataSync.Examples.Vendor.Faults;

/// <summary>How an answer goes wrong.</summary>
public enum Fault
{
    /// <summary>HTTP status 500.</summary>
    Status500,
    /// <summary>No answer for a long time, then the connection is cut.</summary>
    Hang,
    /// <summary>Half of the body, then the connection is cut.</summary>
    Truncate,
    /// <summary>The connection is cut at once.</summary>
    Reset,
    /// <summary>A page for people in place of JSON, with status 200.</summary>
    Html,
    /// <summary>JSON that ends in the middle, with a length that fits.</summary>
    BrokenJson,
    /// <summary>Bytes that are not what the header <c>Content-Encoding: gzip</c> says.</summary>
    BadGzip,
    /// <summary>A body without end.</summary>
    Endless,
}
