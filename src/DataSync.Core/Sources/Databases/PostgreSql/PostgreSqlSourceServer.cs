using System.Data;
using System.Data.Common;
using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.PostgreSql;
using Npgsql;
using NpgsqlTypes;

namespace DataSync.Sources.Databases.PostgreSql;

/// <summary>Reads PostgreSQL, in transactions that may only read.</summary>
internal sealed class PostgreSqlSourceServer(DatabaseOptions options, SourceContext context) : AdoServer
{
    public override string Place => $"{options.Server}/{options.Database}";
    public override bool ComparesRows => true;

    public override string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // a column's value that was read as text is one of the column's type again
    public override string Parameter(int number, BoundValue value) =>
        value is { ServerType: { } type, Type.Kind: DataKind.String } && !IsText(type) ? $"CAST({base.Parameter(number, value)} AS {type})" : base.Parameter(number, value);

    public override async Task<IReadOnlyList<ServerColumn>> DescribeAsync(SqlStatement from, string? table, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        var statement = new SqlStatement(this).Add("SELECT * FROM ").Add(from.Text).Add(" LIMIT 0");
        await using var command = Command(connection, statement);
        foreach (var value in from.Values) Add(command, value);
        var columns = new List<ServerColumn>();
        await using (var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken))
        {
            for (var i = 0; i < reader.FieldCount; i++) columns.Add(Column(reader.GetName(i), reader.GetDataTypeName(i)));
        }
        if (table is null) return columns;
        var comments = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var query = connection.Command("SELECT attname::text, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = to_regclass(@p0) AND attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NOT NULL", Table(table));
        await using var found = await query.ExecuteReaderAsync(cancellationToken);
        while (await found.ReadAsync(cancellationToken)) comments[found.GetString(0)] = found.GetString(1);
        return [.. columns.Select(c => c with { Description = comments.GetValueOrDefault(c.Name) })];
    }

    public override async Task<IReadOnlyList<string>> FindUniqueKeyAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        // the primary key, else a unique index over whole columns that cannot be null, of the fewest columns
        return await connection.TextsAsync("""
            SELECT a.attname::text FROM (
                SELECT i.indrelid, i.indkey FROM pg_index i
                WHERE i.indrelid = to_regclass(@p0) AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND NOT EXISTS (SELECT 1 FROM unnest(i.indkey[0:i.indnkeyatts - 1]) k JOIN pg_attribute n ON n.attrelid = i.indrelid AND n.attnum = k WHERE NOT n.attnotnull)
                ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1) chosen
            CROSS JOIN LATERAL unnest(chosen.indkey) WITH ORDINALITY AS key(number, place)
            JOIN pg_attribute a ON a.attrelid = chosen.indrelid AND a.attnum = key.number
            ORDER BY key.place
            """, cancellationToken, Table(table));
    }

    public override async Task<string> FindVersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return $"PostgreSQL {connection.ServerVersion}";
    }

    public override bool IsServerError(Exception exception) => PostgreSqlErrors.IsServerError(exception);

    public override Failure Classify(Exception exception)
    {
        if (exception is not PostgresException e)
            return exception.GetBaseException() is System.Security.Authentication.AuthenticationException insecure
                ? new Failure(FailureCategory.Fatal, $"No secure connection to '{Place}': {insecure.Message}") { Advice = "Check -Server and the setting Tls; RootCertificate names an authority of your own." }
                : new Failure(FailureCategory.Transient, $"The PostgreSQL server at '{Place}' does not answer, or the connection was cut: {exception.GetBaseException().Message}") { Advice = "Check -Server, the network and that the server runs." };
        var (category, advice) = e.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => (FailureCategory.BadToken, "Check -User, and that the reference in -Password names the right password."),
            PostgresErrorCodes.InsufficientPrivilege => (FailureCategory.Permission, "Ask the server's administrator to grant SELECT."),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => (FailureCategory.Fatal, "Correct the dataset's table or query, or import it again."),
            PostgresErrorCodes.QueryCanceled => (FailureCategory.Transient, "The server ended the statement; its statement_timeout may be too short for it."),
            ['2', '2', ..] => (FailureCategory.BadArguments, "Check the arguments against the types in the query."),
            ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['4', '0', ..] or ['5', '8', ..] => (FailureCategory.Transient, (string?)null),
            _ => (FailureCategory.Fatal, "Correct what the message says."),
        };
        return new Failure(category, $"The PostgreSQL server at '{Place}' reports: {e.MessageText} (SQLSTATE {e.SqlState})") { Advice = advice, Code = e.SqlState };
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(await PostgreSqlConnections.StringAsync(options, context.Workspace, context.Secrets, forWriting: false, cancellationToken));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync("SET default_transaction_read_only = on; SET extra_float_digits = 3; SET timezone = 'UTC'", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    protected override void Add(DbCommand command, BoundValue value)
    {
        var parameter = new NpgsqlParameter { ParameterName = SqlCommands.Name(command.Parameters.Count), Value = value.Value ?? DBNull.Value };
        // texts, and what is absent, take the type that the statement means
        if (value.Value is null || (value.Value is string && value.ServerType is null)) parameter.NpgsqlDbType = NpgsqlDbType.Unknown;
        else if (value.Value is DateTime time) parameter.NpgsqlDbType = time.Kind == DateTimeKind.Utc ? NpgsqlDbType.TimestampTz : NpgsqlDbType.Timestamp;
        command.Parameters.Add(parameter);
    }

    private static bool IsText(string type) => type is "text" or "name" || type.StartsWith("character", StringComparison.Ordinal) || type.StartsWith("varchar", StringComparison.Ordinal) || type.StartsWith("bpchar", StringComparison.Ordinal);

    private ServerColumn Column(string name, string type)
    {
        var quoted = Quote(name);
        var bare = type.Split('(')[0].Trim();
        return bare switch
        {
            "smallint" or "integer" or "bigint" or "oid" => Plain(DataType.Int64),
            "real" or "double precision" => Plain(DataType.Double),
            "numeric" when DataType.TryParse(type.Replace("numeric", "Decimal", StringComparison.Ordinal), out var bounded) && type.Contains('(', StringComparison.Ordinal) => Plain(bounded),
            // of any number of digits, which no .NET type holds
            "numeric" => new(name, type, DataType.Decimal(28, 10), DataType.String, $"{quoted}::text"),
            "boolean" => Plain(DataType.Boolean),
            "date" => Plain(DataType.Date),
            "timestamp" or "timestamp without time zone" when !type.Contains("with time zone", StringComparison.Ordinal) => Plain(DataType.Timestamp),
            "timestamp" or "timestamp with time zone" => Plain(DataType.TimestampTz),
            "bytea" => Plain(DataType.Binary),
            "json" or "jsonb" => new(name, type, DataType.Json, DataType.Json, $"{quoted}::text"),
            _ when IsText(type) && bare != "name" => Plain(DataType.String),
            _ when bare.EndsWith("[]", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal) => new(name, type, DataType.Json, DataType.Json, $"array_to_json({quoted})::text"),
            _ => new(name, type, DataType.String, DataType.String, $"{quoted}::text"),
        };

        ServerColumn Plain(DataType of) => new(name, type, of, of, quoted);
    }
}
