using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Stores.Databases;

namespace DataSync.Stores.ClickHouse;

/// <summary>A server, and the statements sent to it. Values travel as parameters or as bodies, never within a statement.</summary>
internal sealed class ClickHouseServer(ClickHouseOptions options, Workspace workspace, ISecretResolver secrets) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private ClickHouseClient? _client;
    private HttpClient? _http;
    private bool _refusesSettings;

    public ClickHouseOptions Options => options;
    public string Place => options.Place;

    /// <summary>Has a statement done.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken, IReadOnlyList<string>? parameters = null)
    {
        using var result = await SendAsync(sql, parameters, cancellationToken);
        await result.CopyToAsync(Stream.Null);
    }

    /// <summary>Reads a few rows.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<JsonElement, T> read, CancellationToken cancellationToken, IReadOnlyList<string>? parameters = null)
    {
        var rows = new List<T>();
        await foreach (var row in StreamAsync(sql, read, parameters, cancellationToken)) rows.Add(row);
        return rows;
    }

    /// <summary>Reads rows as they come.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string sql, Func<JsonElement, T> read, IReadOnlyList<string>? parameters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var result = await SendAsync(sql + " FORMAT JSONCompactEachRow", parameters, cancellationToken, ("output_format_json_quote_64bit_integers", 0));
        using var lines = new StreamReader(await result.ReadAsStreamAsync());
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0) continue;
            using var document = JsonDocument.Parse(line);
            yield return read(document.RootElement);
        }
    }

    /// <summary>True where the user has a right.</summary>
    public async Task<bool> IsGrantedAsync(string right, CancellationToken cancellationToken)
    {
        // it takes no FORMAT, so the answer's last byte is the number itself in the driver's binary form, or its digit in text
        using var result = await SendAsync($"CHECK GRANT {right}", null, cancellationToken);
        return (await result.ReadAsByteArrayAsync()).AsSpan().TrimEnd((byte)'\n') is [.., 1 or (byte)'1'];
    }

    /// <summary>Inserts rows given as lines of JSON.</summary>
    public async Task InsertAsync(string table, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        await PostAsync($"INSERT INTO {ClickHouseNames.Quote(table)} FORMAT JSONEachRow", lines, new() { ["date_time_input_format"] = "best_effort", ["async_insert"] = 0 }, cancellationToken);

    /// <summary>Sends a statement with a body.</summary>
    public async Task PostAsync(string sql, ReadOnlyMemory<byte> body, Dictionary<string, object> settings, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken);
        using var stream = MemoryMarshal.TryGetArray(body, out var bytes) ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : new MemoryStream(body.ToArray());
        using var answer = await client.PostStreamAsync(sql, stream, isCompressed: false, cancellationToken, new QueryOptions { CustomSettings = settings });
    }

    /// <summary>Reads rows as batches.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="columns">The columns that it gives.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="batchRows">Rows of a batch.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="types">The server's types of the columns, without Nullable; null where the statement sees to them.</param>
    public async IAsyncEnumerable<RowBatch> ReadAsync(string sql, IReadOnlyList<Column> columns, IReadOnlyList<string> parameters, int batchRows, [EnumeratorCancellation] CancellationToken cancellationToken, IReadOnlyList<string>? types = null)
    {
        using var result = await SendAsync(sql + " FORMAT Native", parameters, cancellationToken, ("max_block_size", batchRows));
        using var reader = new NativeReader(await result.ReadAsStreamAsync(), columns, types);
        while (await reader.ReadAsync(cancellationToken) is { } batch) yield return batch;
    }

    public void Dispose()
    {
        _client?.Dispose();
        _http?.Dispose();
        _opening.Dispose();
    }

    private async Task<ClickHouseRawResult> SendAsync(string sql, IReadOnlyList<string>? parameters, CancellationToken cancellationToken, params (string Name, object Value)[] settings)
    {
        var client = await ClientAsync(cancellationToken);
        try
        {
            return await client.ExecuteRawResultAsync(sql, Query(parameters, _refusesSettings ? [] : settings), cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ClickHouseErrors.ReadOnly && settings.Length > 0 && !_refusesSettings)
        {
            _refusesSettings = true; // a user who may only read may not set anything either
            return await client.ExecuteRawResultAsync(sql, Query(parameters, []), cancellationToken);
        }
    }

    private static QueryOptions Query(IReadOnlyList<string>? parameters, (string Name, object Value)[] settings)
    {
        var all = settings.ToDictionary(s => s.Name, s => s.Value);
        for (var i = 0; i < parameters?.Count; i++) all[$"param_p{i}"] = ClickHouseNames.Escape(parameters[i]);
        return new QueryOptions { CustomSettings = all };
    }

    private async Task<ClickHouseClient> ClientAsync(CancellationToken cancellationToken)
    {
        if (_client is not null) return _client;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _client ??= await OpenAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<ClickHouseClient> OpenAsync(CancellationToken cancellationToken)
    {
        var database = options.Database.Locate(workspace);
        var password = database.Password is { } reference ? await secrets.ResolveAsync(reference, cancellationToken) : "";
        _http = new HttpClient(new SettingsFilter(Handler(database))) { Timeout = Timeout.InfiniteTimeSpan };
        return new ClickHouseClient(new ClickHouseClientSettings
        {
            Host = database.Server.Host,
            Port = (ushort)options.Port,
            Protocol = options.IsEncrypted ? "https" : "http",
            Database = database.Database,
            Username = database.User ?? "default",
            Password = password,
            UseCompression = false,
            UseSession = false,
            HttpClient = _http,
            Timeout = TimeSpan.FromDays(1),
        });
    }

    private static SocketsHttpHandler Handler(DatabaseOptions database)
    {
        var tls = new SslClientAuthenticationOptions();
        if (database.ClientCertificate is { } certificate) tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, database.ClientKey)];
        X509Certificate2Collection? roots = null;
        if (database.RootCertificate is { } file)
        {
            roots = [];
            roots.ImportFromPemFile(file);
        }
        tls.RemoteCertificateValidationCallback = (_, _, chain, errors) => database.Tls switch
        {
            TlsMode.Require => true,
            TlsMode.VerifyCa => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0,
            _ => errors == SslPolicyErrors.None,
        };
        if (roots is not null)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        return new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(database.ConnectTimeout),
            SslOptions = tls,
            // the server closes idle connections after some seconds; one taken just then would fail
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        };
    }
}
