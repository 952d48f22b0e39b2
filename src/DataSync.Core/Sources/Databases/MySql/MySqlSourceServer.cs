using System.Data;
using System.Data.Common;
using System.Globalization;
using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.MySql;
using MySqlConnector;

namespace DataSync.Sources.Databases.MySql;

/// <summary>Reads MySQL and MariaDB, in transactions that may only read. Times of type timestamp are instants, those of datetime have no zone.</summary>
internal sealed class MySqlSourceServer(DatabaseOptions options, SourceContext context) : AdoServer
{
    private const int PrivilegeMissing = 1227, ColumnAccessDenied = 1143, TableAccessDenied = 1142, DatabaseAccessDenied = 1044, AccessDenied = 1045;
    private const int TooManyConnections = 1040, UserHasTooMany = 1203, LockWait = 1205, Deadlock = 1213, Timeout = 3024, StatementTimeout = 1969, WrongValue = 1292, WrongValueForType = 1411, TruncatedValue = 1366;

    public override string Place => $"{options.Server}/{options.Database}";

    protected override bool PreparesReads => true;

    public override string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    public override async Task<IReadOnlyList<ServerColumn>> DescribeAsync(SqlStatement from, string? table, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        var columns = new List<ServerColumn>();
        await using (var command = Command(connection, new SqlStatement(this).Add("SELECT * FROM ").Add(from.Text).Add(" LIMIT 0")))
        {
            foreach (var value in from.Values) Add(command, value);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            foreach (var column in await reader.GetColumnSchemaAsync(cancellationToken)) columns.Add(Column(column));
        }
        if (table is null) return columns;
        var told = await StatedAsync(connection, table, cancellationToken);
        return [.. columns.Select(c => told.TryGetValue(c.Name, out var stated) ? Stated(c, stated.Type, stated.Comment) : c)];
    }

    public override async Task<IReadOnlyList<string>> FindUniqueKeyAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        var (schema, name) = Names(table);
        var keys = new Dictionary<string, List<(string Column, bool Nullable)>>(StringComparer.Ordinal);
        await using var command = connection.Command("SELECT INDEX_NAME, COLUMN_NAME, NULLABLE, SUB_PART FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = COALESCE(@p0, DATABASE()) AND TABLE_NAME = @p1 AND NON_UNIQUE = 0 ORDER BY INDEX_NAME = 'PRIMARY' DESC, INDEX_NAME, SEQ_IN_INDEX", schema, name);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!keys.TryGetValue(reader.GetString(0), out var columns)) keys.Add(reader.GetString(0), columns = []);
            // an index over a text's beginning, or an expression, tells no whole values apart
            columns.Add(reader.IsDBNull(1) ? ("", true) : (reader.GetString(1), !reader.IsDBNull(3) || (!reader.IsDBNull(2) && reader.GetString(2) == "YES")));
        }
        return keys.Values.FirstOrDefault(k => k.TrueForAll(c => !c.Nullable)) is { } chosen ? [.. chosen.Select(c => c.Column)] : [];
    }

    public override async Task<string> FindVersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return $"MySQL {connection.ServerVersion}";
    }

    public override bool IsServerError(Exception exception) => MySqlErrors.IsServerError(exception);

    public override Failure Classify(Exception exception)
    {
        if (exception is not MySqlException e || MySqlErrors.IsConnectionError(exception))
            return new Failure(FailureCategory.Transient, $"The MySQL server at '{Place}' does not answer, or the connection was cut: {exception.GetBaseException().Message}") { Advice = "Check -Server, the network and that the server runs." };
        var (category, advice) = e.Number switch
        {
            AccessDenied => (FailureCategory.BadToken, "Check -User, and that the reference in -Password names the right password."),
            DatabaseAccessDenied or TableAccessDenied or ColumnAccessDenied or PrivilegeMissing => (FailureCategory.Permission, "Ask the server's administrator to grant SELECT."),
            TooManyConnections or UserHasTooMany or LockWait or Deadlock or Timeout or StatementTimeout => (FailureCategory.Transient, (string?)null),
            WrongValue or WrongValueForType or TruncatedValue => (FailureCategory.BadArguments, "Check the arguments against the types in the query."),
            _ => (FailureCategory.Fatal, "Correct what the message says."),
        };
        return new Failure(category, $"The MySQL server at '{Place}' reports: {e.Message} (error {e.Number})") { Advice = advice, Code = e.Number.ToString(CultureInfo.InvariantCulture) };
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        // a tinyint(1) may hold 2, so that it is a number until the dataset says else
        var connection = new MySqlConnection(await MySqlConnections.StringAsync(options, context.Workspace, context.Secrets, forWriting: false, cancellationToken) + ";TreatTinyAsBoolean=false");
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync("SET SESSION time_zone = '+00:00'", cancellationToken);
            await connection.ExecuteAsync("SET SESSION TRANSACTION READ ONLY", cancellationToken);
            // between batches the reader may wait for its taker
            await connection.ExecuteAsync("SET SESSION net_write_timeout = 3600", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    protected override void Add(DbCommand command, BoundValue value) => command.Add(value.Value);

    private (string? Schema, string Name) Names(string table) => Parts(table) is [var schema, var name] ? (schema, name) : (null, Parts(table)[^1]);

    private async Task<Dictionary<string, (string Type, string? Comment)>> StatedAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        var (schema, name) = Names(table);
        var stated = new Dictionary<string, (string, string?)>(StringComparer.Ordinal);
        await using var command = connection.Command("SELECT COLUMN_NAME, COLUMN_TYPE, COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = COALESCE(@p0, DATABASE()) AND TABLE_NAME = @p1", schema, name);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) stated[reader.GetString(0)] = (reader.GetString(1), reader.GetString(2) is { Length: > 0 } comment ? comment : null);
        return stated;
    }

    private static ServerColumn Stated(ServerColumn column, string type, string? comment) =>
        column with { ServerType = type, Description = comment, Type = type == "tinyint(1)" ? DataType.Boolean : column.Type };

    private ServerColumn Column(DbColumn column)
    {
        var (name, type) = (column.ColumnName, column.DataTypeName ?? "");
        var quoted = Quote(name);
        return column.DataType switch
        {
            var t when t == typeof(sbyte) || t == typeof(byte) || t == typeof(short) || t == typeof(ushort) || t == typeof(int) || t == typeof(uint) || t == typeof(long) => Plain(DataType.Int64),
            var t when t == typeof(ulong) => Plain(DataType.Decimal(20, 0)),
            var t when t == typeof(float) || t == typeof(double) => Plain(DataType.Double),
            var t when t == typeof(decimal) && column is { NumericPrecision: >= 1 and <= 28 and var precision, NumericScale: >= 0 and var scale } && scale <= precision => Plain(DataType.Decimal(precision, scale)),
            // of more digits than a .NET decimal has
            var t when t == typeof(decimal) => new(name, type, DataType.Decimal(28, Math.Min(28, column.NumericScale ?? 10)), DataType.String, $"CAST({quoted} AS CHAR)"),
            var t when t == typeof(DateTime) || t == typeof(DateOnly) => type.ToUpperInvariant() switch { "DATE" => Plain(DataType.Date), "TIMESTAMP" => Plain(DataType.TimestampTz), _ => Plain(DataType.Timestamp) },
            var t when t == typeof(byte[]) => Plain(DataType.Binary),
            var t when t == typeof(string) => type.Equals("JSON", StringComparison.OrdinalIgnoreCase) ? Plain(DataType.Json) : Plain(DataType.String),
            _ => new(name, type, DataType.String, DataType.String, $"CAST({quoted} AS CHAR)"),
        };

        ServerColumn Plain(DataType of) => new(name, type, of, of, quoted);
    }
}
