using System.Data.Common;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Databases.Migrations;
using DataSync.Stores.Files;
using Npgsql;

namespace DataSync.Stores.PostgreSql;

/// <summary>PostgreSQL: a session's advisory lock, and transactions that hold changes of tables too.</summary>
internal sealed class PostgreSqlServer : DatabaseServer
{
    private const int NameBytes = 63, MostColumns = 1590;
    private const long BookkeepingLock = 0x6461_7461_7379_6e63; // "datasync"
    private readonly PostgreSqlOptions _options;
    private readonly StoreContext _context;
    private readonly PostgreSqlPartitions _partitions;

    public PostgreSqlServer(PostgreSqlOptions options, StoreContext context)
    {
        (_options, _context) = (options, context);
        _partitions = new PostgreSqlPartitions(this);
        Tables = new PostgreSqlTables(this);
        Dialect = new PostgreSqlDialect(this);
    }

    public override string Place => $"{_options.Connection.Server}/{_options.Connection.Database}";
    public override string Space => _options.Schema;
    public override string TargetTable => $"{Quote(_options.BookkeepingSchema)}.target";
    public override string SliceTable => $"{Quote(_options.BookkeepingSchema)}.slice";
    public override string MigrationTable => $"{Quote(_options.BookkeepingSchema)}.migration";
    public override SqlDialect Dialect { get; }

    /// <summary>The schema of the data tables.</summary>
    public string Schema => _options.Schema;

    private PostgreSqlTables Tables { get; }

    public override async Task<DbConnection> ConnectAsync(bool forWriting, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(await PostgreSqlConnections.StringAsync(_options.Connection, _context.Workspace, _context.Secrets, forWriting, cancellationToken));
        try
        {
            await connection.OpenAsync(cancellationToken);
            if (forWriting)
            {
                // between answers a writer waits within its transaction, and a client that vanished must not keep the lock
                await connection.ExecuteAsync("SET idle_in_transaction_session_timeout = 0; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; SET client_min_messages = warning", cancellationToken);
            }
            return connection;
        }
        catch (Exception e) when (IsServerError(e))
        {
            await connection.DisposeAsync();
            throw Explain(e);
        }
    }

    public override void Release() => NpgsqlConnection.ClearAllPools();

    public override bool IsServerError(Exception exception) => PostgreSqlErrors.IsServerError(exception);

    public override DataSyncException Explain(Exception exception) => PostgreSqlErrors.Explain(Place, exception);

    public override string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string Table(string name) => $"{Quote(_options.Schema)}.{Quote(name)}";

    public override string GenerationTable(string table, string birth) => $"{Quote(_options.BookkeepingSchema)}.{Quote(GenerationName(birth))}";

    /// <summary>The name of the table that is built aside.</summary>
    public static string GenerationName(string birth) => $"new_{birth}";

    public override void Check(TargetSpec spec)
    {
        TargetRules.RefuseNames(spec, "PostgreSQL", $"{NameBytes} bytes", name => Encoding.UTF8.GetByteCount(name) <= NameBytes && !name.Contains('\0', StringComparison.Ordinal), StringComparer.Ordinal);
        if (spec.Columns.Count > MostColumns)
            throw new DataSyncException("TooManyColumns", $"Table '{spec.Table}' has {spec.Columns.Count} columns; PostgreSQL holds {MostColumns}.", "Leave columns out of the dataset (Set-DsDataset).");
        PostgreSqlPartitions.Check(spec);
    }

    public override UnrepresentableValue? FindUnrepresentable(ColumnVector vector, bool isKey, int keyTexts) => PostgreSqlTypes.FindUnrepresentable(vector, isKey, keyTexts);

    public override async Task<bool> HasBookkeepingAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.ScalarAsync("SELECT to_regclass(@p0) IS NOT NULL", cancellationToken, SliceTable) is true;

    public override async Task<bool> HasMigrationsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.ScalarAsync("SELECT to_regclass(@p0) IS NOT NULL", cancellationToken, MigrationTable) is true;

    public override async Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (await HasMigrationsAsync(connection, cancellationToken)) return; // made last
        await BeginAsync(connection, cancellationToken);
        // IF NOT EXISTS alone does not keep two at once apart
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@p0)", cancellationToken, BookkeepingLock);
        if (await connection.ScalarAsync("SELECT 1 FROM pg_namespace WHERE nspname = @p0", cancellationToken, _options.BookkeepingSchema) is null)
            await connection.ExecuteAsync($"CREATE SCHEMA {Quote(_options.BookkeepingSchema)}", cancellationToken);
        await connection.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS {TargetTable} (
                space text NOT NULL, name text NOT NULL, birth text NOT NULL, sequence bigint NOT NULL, mode text NOT NULL, key_columns text NOT NULL, version_column text, partitioning text, columns text NOT NULL, next_columns text,
                generation text, generation_birth text, generation_sequence bigint, generation_columns text, holder text, updated_at timestamptz NOT NULL, PRIMARY KEY (space, name));
            COMMENT ON TABLE {TargetTable} IS 'The tables that DataSync keeps; what they are is written here, with each commit.';
            CREATE TABLE IF NOT EXISTS {SliceTable} (
                birth text NOT NULL, id text NOT NULL, sequence bigint NOT NULL, place integer NOT NULL, slice text NOT NULL, slice_date date, row_count bigint NOT NULL, byte_count bigint NOT NULL, content_hash text NOT NULL,
                schema_version integer NOT NULL, fetched_at timestamptz NOT NULL, run text NOT NULL, stored_at timestamptz NOT NULL, conditions text, PRIMARY KEY (birth, id));
            CREATE INDEX IF NOT EXISTS slice_sequence ON {SliceTable} (birth, sequence, place);
            COMMENT ON TABLE {SliceTable} IS 'The slices that are committed, each written in one transaction with its rows; birth is that of its table in target.';
            CREATE TABLE IF NOT EXISTS {MigrationTable} (
                space text NOT NULL, name text NOT NULL, id text NOT NULL, checksum text NOT NULL, script text NOT NULL, applied_at timestamptz NOT NULL, applied_by text NOT NULL, PRIMARY KEY (space, name, id));
            COMMENT ON TABLE {MigrationTable} IS 'The migrations that tables went through, each written in one transaction with its changes.';
            """, cancellationToken);
        await connection.ExecuteAsync("COMMIT", cancellationToken);
    }

    public override async Task<bool> TryLockAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
        await connection.ScalarAsync("SELECT pg_try_advisory_lock(@p0)", cancellationToken, LockKey(table)) is true;

    public override Task UnlockAsync(DbConnection connection, string table) => connection.ExecuteAsync("SELECT pg_advisory_unlock(@p0)", CancellationToken.None, LockKey(table));

    public override Task<IReadOnlyList<string>?> FindColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken) => FindColumnsOfAsync(connection, Table(table), cancellationToken);

    public override async Task<bool> FindGenerationAsync(DbConnection connection, string table, string birth, CancellationToken cancellationToken) =>
        await FindColumnsOfAsync(connection, GenerationTable(table, birth), cancellationToken) is not null;

    public override async Task<long?> SizeAsync(DbConnection connection, string table, CancellationToken cancellationToken) => Convert.ToInt64(
        await connection.ScalarAsync("SELECT COALESCE(SUM(pg_total_relation_size(relid)), pg_total_relation_size(to_regclass(@p0))) FROM pg_partition_tree(to_regclass(@p0))", cancellationToken, Table(table)), CultureInfo.InvariantCulture);

    public override Task AnalyzeAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"ANALYZE {Table(table)}", cancellationToken);

    public override Task HoldAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"LOCK TABLE {Table(table)} IN ACCESS SHARE MODE", cancellationToken);

    public override Task CreateTableAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> columns, string birth, CancellationToken cancellationToken) =>
        Tables.CreateAsync(connection, table, record, columns, birth, cancellationToken);

    public override Task EvolveAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> from, IReadOnlyList<Column> to, Func<IReadOnlyList<Column>?, Task> book, CancellationToken cancellationToken) =>
        Tables.EvolveAsync(connection, table, record, from, to, book, cancellationToken);

    public override Task CommentAsync(DbConnection connection, string table, TargetRecord record, string? description, IReadOnlyList<Column> columns, CancellationToken cancellationToken) =>
        PostgreSqlComments.UpdateAsync(connection, table, description, columns, Quote, cancellationToken);

    public override Task IndexAsync(DbConnection connection, string table, IReadOnlyList<string> columns, string birth, CancellationToken cancellationToken) => Tables.IndexAsync(connection, table, columns, birth, cancellationToken);

    public override Task<string> CreateStageAsync(DbConnection connection, TargetRecord record, IReadOnlyList<Column> columns, CancellationToken cancellationToken) => Tables.CreateStageAsync(connection, record, columns, cancellationToken);

    public override Task ClearStageAsync(DbConnection connection, string stage, CancellationToken cancellationToken) => connection.ExecuteAsync($"TRUNCATE {stage}", cancellationToken);

    public override Task UseAsync(DbConnection connection, string table, TargetRecord record, CancellationToken cancellationToken) =>
        _partitions.UseAsync(connection, table, record.Partitioning is { } text ? Partitioning.Parse(text) : null, cancellationToken);

    public override bool NeedsPartitions(string table, IReadOnlyList<RowBatch> batches) => _partitions.AreMissing(table, batches);

    public override Task PartitionAsync(DbConnection connection, string table, string birth, IReadOnlyList<RowBatch> batches, CancellationToken cancellationToken) => _partitions.MakeAsync(connection, table, birth, cancellationToken);

    public override async Task<IBulkLoad> LoadAsync(DbConnection connection, string table, IReadOnlyList<Column> columns, CancellationToken cancellationToken) =>
        await CopyLoad.BeginAsync((NpgsqlConnection)connection, table, columns.Select(c => Quote(c.Name)), columns, cancellationToken);

    public override Task MergeAsync(DbConnection connection, MergeRequest request, CancellationToken cancellationToken) => PostgreSqlMerge.RunAsync(connection, request, Quote, cancellationToken);

    public override Task SwapAsync(DbConnection connection, TargetRecord record, GenerationRecord generation, Func<Task> book, CancellationToken cancellationToken) => Tables.SwapAsync(connection, record, generation, book, cancellationToken);

    public override async Task<(string Version, IReadOnlyList<string> MissingRights)> InspectAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        await MissAsync("SELECT NOT pg_is_in_recovery()", "a server that is no read-only standby");
        if (await connection.ScalarAsync("SELECT 1 FROM pg_namespace WHERE nspname = @p0", cancellationToken, _options.Schema) is null) missing.Add($"schema {Quote(_options.Schema)}, which does not exist,");
        else await MissAsync("SELECT has_schema_privilege(@p0, 'USAGE') AND has_schema_privilege(@p0, 'CREATE')", $"USAGE, CREATE on schema {Quote(_options.Schema)}", _options.Schema);
        if (await connection.ScalarAsync("SELECT 1 FROM pg_namespace WHERE nspname = @p0", cancellationToken, _options.BookkeepingSchema) is null)
            await MissAsync("SELECT has_database_privilege(current_database(), 'CREATE')", $"CREATE on database {Quote(_options.Connection.Database)} (for schema {Quote(_options.BookkeepingSchema)})");
        else await MissAsync("SELECT has_schema_privilege(@p0, 'USAGE') AND has_schema_privilege(@p0, 'CREATE')", $"USAGE, CREATE on schema {Quote(_options.BookkeepingSchema)}", _options.BookkeepingSchema);
        if (await HasBookkeepingAsync(connection, cancellationToken))
        {
            foreach (var table in new[] { TargetTable, SliceTable })
                await MissAsync("SELECT has_table_privilege(@p0, 'SELECT') AND has_table_privilege(@p0, 'INSERT') AND has_table_privilege(@p0, 'UPDATE') AND has_table_privilege(@p0, 'DELETE')", $"SELECT, INSERT, UPDATE, DELETE on {table}", table);
        }
        await MissAsync("SELECT has_database_privilege(current_database(), 'TEMPORARY')", $"TEMPORARY on database {Quote(_options.Connection.Database)}");
        return ($"PostgreSQL {connection.ServerVersion}", missing);

        async Task MissAsync(string test, string right, params object?[] values)
        {
            if (await connection.ScalarAsync(test, cancellationToken, values) is not true) missing.Add(right);
        }
    }

    private static async Task<IReadOnlyList<string>?> FindColumnsOfAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
        await connection.ScalarAsync("SELECT to_regclass(@p0) IS NOT NULL", cancellationToken, table) is true
            ? await connection.TextsAsync("SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(@p0) AND attnum > 0 AND NOT attisdropped ORDER BY attnum", cancellationToken, table)
            : null;

    private long LockKey(string table) => unchecked((long)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"datasync\n{_options.Schema}\n{table}")));
}
