using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ClickHouse.Driver;
using DataSync.Rows;
using DataSync.Stores.ClickHouse;

namespace DataSync.Sources.Databases.ClickHouse;

/// <summary>Reads ClickHouse, as blocks of columns of the types that this module's own tables have; the server converts what is of others, without loss.</summary>
internal sealed partial class ClickHouseSourceServer(ClickHouseServer server) : SourceServer
{
    private const int BatchRows = 1 << 14, FinestDigits = 6;
    private const int LoginFailed = 516, UnknownUser = 192, WrongPassword = 193, NoAccess = 497, MemoryLimit = 241, TooManyQueries = 202, TimeoutExceeded = 159, SocketTimeout = 209, NetworkError = 210;
    private const int CannotParseText = 6, CannotParseDate = 38, CannotParseDateTime = 41, CannotParseNumber = 72, BadParameter = 457, TypeMismatch = 53;

    public override string Place => server.Place;
    public override string? Final => "FINAL";

    public override string Quote(string name) => ClickHouseNames.Quote(name);

    public override string Parameter(int number, BoundValue value)
    {
        var type = value.Value is null ? "Nullable(String)" : value.ServerType is { } known ? Bare(known) : ClickHouseTypes.Name(value.Type, isNullable: false);
        return string.Create(CultureInfo.InvariantCulture, $"{{p{number}:{type}}}");
    }

    public override async Task<IReadOnlyList<ServerColumn>> DescribeAsync(SqlStatement from, string? table, CancellationToken cancellationToken)
    {
        var columns = await server.QueryAsync($"DESCRIBE (SELECT * FROM {from.Text})", r => Column(r[0].GetString()!, r[1].GetString()!), cancellationToken, Texts(from));
        return table is null ? columns : await CommentedAsync(columns, table, cancellationToken);
    }

    // its primary key only sorts; no two rows need differ in it
    public override Task<IReadOnlyList<string>> FindUniqueKeyAsync(string table, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public override async Task<string> FindVersionAsync(CancellationToken cancellationToken) => $"ClickHouse {(await server.QueryAsync("SELECT version()", r => r[0].GetString()!, cancellationToken)).Single()}";

    public override async IAsyncEnumerable<ArrivedRows> ReadAsync(SqlStatement statement, IReadOnlyList<ServerColumn> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in server.ReadAsync(statement.Text, [.. columns.Select(c => new Column(c.Name, c.Reads))], Texts(statement), BatchRows, cancellationToken))
            yield return new ArrivedRows(batch.Columns, batch.RowCount);
    }

    public override bool IsServerError(Exception exception) => ClickHouseErrors.IsServerError(exception);

    public override Failure Classify(Exception exception)
    {
        if (exception is not ClickHouseServerException e)
        {
            var told = ClickHouseErrors.Explain(Place, exception);
            return new Failure(told.Id == "StoreLoginFailed" ? FailureCategory.BadToken : exception is HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException } ? FailureCategory.Fatal : FailureCategory.Transient, told.Message) { Advice = "Check -Server (the HTTP port: 8123, or 8443 with TLS), the network and that the server runs." };
        }
        var (category, advice) = e.ErrorCode switch
        {
            LoginFailed or UnknownUser or WrongPassword => (FailureCategory.BadToken, "Check -User, and that the reference in -Password names the right password."),
            NoAccess => (FailureCategory.Permission, "Ask the server's administrator to grant SELECT."),
            MemoryLimit or TooManyQueries or TimeoutExceeded or SocketTimeout or NetworkError => (FailureCategory.Transient, (string?)null),
            CannotParseText or CannotParseDate or CannotParseDateTime or CannotParseNumber or BadParameter or TypeMismatch => (FailureCategory.BadArguments, "Check the arguments against the types in the query."),
            _ => (FailureCategory.Fatal, "Correct what the message says."),
        };
        return new Failure(category, $"The ClickHouse server at '{Place}' reports: {ClickHouseErrors.Shorten(e.Message)}") { Advice = advice, Code = e.ErrorCode.ToString(CultureInfo.InvariantCulture) };
    }

    public override ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<ServerColumn>> CommentedAsync(IReadOnlyList<ServerColumn> columns, string table, CancellationToken cancellationToken)
    {
        var comments = (await server.QueryAsync($"DESCRIBE TABLE {Table(table)}", r => (Name: r[0].GetString()!, Comment: r[4].GetString()), cancellationToken)).ToDictionary(c => c.Name, c => c.Comment, StringComparer.Ordinal);
        return [.. columns.Select(c => c with { Description = comments.GetValueOrDefault(c.Name) is { Length: > 0 } comment ? comment : null })];
    }

    private static IReadOnlyList<string> Texts(SqlStatement statement) => [.. statement.Values.Select(v => v.Value is null ? "\\N" : ClickHouseTypes.Parameter(v.Value, v.Type).Text)];

    private ServerColumn Column(string name, string type)
    {
        var quoted = Quote(name);
        var bare = Bare(type);
        var word = bare.Split('(')[0];
        return word switch
        {
            "Int8" or "Int16" or "Int32" or "Int64" or "UInt8" or "UInt16" or "UInt32" => As(DataType.Int64, quoted),
            "UInt64" => As(DataType.Decimal(20, 0), quoted),
            "Float64" => As(DataType.Double, quoted),
            // by its text: the double nearest to 0.1 of 32 bits is not the one a reader of 0.1 means
            "Float32" => As(DataType.Double, $"toFloat64OrNull(toString({quoted}))"),
            "Bool" => As(DataType.Boolean, quoted),
            "Date" or "Date32" => As(DataType.Date, quoted),
            "DateTime" => As(DataType.TimestampTz, quoted),
            "DateTime64" when Digits(bare) <= FinestDigits => As(DataType.TimestampTz, quoted),
            "Decimal" when Decimal().Match(bare) is { Success: true } match && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is >= 1 and <= 28 and var precision =>
                As(DataType.Decimal(precision, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)), quoted),
            "Array" or "Tuple" or "Map" or "Nested" or "JSON" or "Object" or "Variant" or "Dynamic" => As(DataType.Json, $"toJSONString({quoted})"),
            _ => As(DataType.String, $"toString({quoted})"),
        };

        ServerColumn As(DataType of, string expression) => new(name, type, of, of, $"CAST({expression}, {ClickHouseNames.Literal(ClickHouseTypes.Name(of, isNullable: true))})");
    }

    /// <summary>A type without what wraps it: <c>LowCardinality(Nullable(String))</c> is a string.</summary>
    private static string Bare(string type) => Wrapped().Match(type) is { Success: true } match ? Bare(match.Groups[1].Value) : type;

    private static int Digits(string type) => DateTime64().Match(type) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 3;

    [GeneratedRegex(@"^(?:Nullable|LowCardinality)\((.*)\)$")]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"^DateTime64\((\d+)")]
    private static partial Regex DateTime64();

    [GeneratedRegex(@"^Decimal\((\d+), ?(\d+)\)$")]
    private static partial Regex Decimal();
}
