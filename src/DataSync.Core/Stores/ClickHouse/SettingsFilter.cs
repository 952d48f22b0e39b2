namespace DataSync.Stores.ClickHouse;

/// <summary>
/// Takes out of each request the settings that the driver sends for its own way of reading, which is not used here: a user whose session is read-only may not
/// set anything, and could not even read.
/// </summary>
internal sealed class SettingsFilter(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly string[] Settings = ["enable_http_compression=", "input_format_binary_read_json_as_string=", "output_format_binary_write_json_as_string="];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } uri)
            request.RequestUri = new UriBuilder(uri) { Query = string.Join('&', uri.Query.TrimStart('?').Split('&').Where(part => !Settings.Any(s => part.StartsWith(s, StringComparison.Ordinal)))) }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
