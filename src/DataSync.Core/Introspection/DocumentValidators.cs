namespace DataSync.Introspection;

/// <summary>What a server said of a page's version, so that it can be asked whether the page is still that.</summary>
/// <param name="Address">The page that was read, without secrets; one of the addresses a link stands for.</param>
/// <param name="ETag">The server's mark of the version, quotes included; null: it gave none.</param>
/// <param name="LastModified">When the page changed last, to the second; null: the server did not say.</param>
public sealed record DocumentValidators(string Address, string? ETag, DateTimeOffset? LastModified);

/// <summary>What came of reading a link that may have been read before.</summary>
/// <param name="Value">What was read; the default where the page is as it was.</param>
/// <param name="NotModified">True where the server says that the page is as it was.</param>
/// <param name="Validators">What tells this version from later ones; null: the server says nothing of versions, so that the page has to be read each time.</param>
public sealed record DocumentReading<T>(T? Value, bool NotModified, DocumentValidators? Validators);
