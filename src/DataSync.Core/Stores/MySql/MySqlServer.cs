using System.Data.Common;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Databases.Migrations;
using DataSync.Stores.Files;
using MySqlConnector;

namespace DataSync.Stores.MySql;

/// <summary>MySQL and MariaDB: a lock of GET_LOCK, and transactions that hold rows but no changes of tables.</summary>
internal sealed class MySqlServer : DatabaseServer
{
    private const int NameCharacters = 64, MostColumns = 1010;
    private const string MariaDbCollation = "utf8mb4_nopad_bin", MySqlCollation = "utf8mb4_0900_bin";
    private readonly DatabaseOptions _options;
    private readonly StoreContext _context;
    private readonly MySqlTables _tables;
    private readonly MySqlDialect _dialect;
    private bool? _allowsLocal;
    private long _packetBytes = 1 << 20;

    public MySqlServer(DatabaseOptions options, StoreContext context)
    {
        (_options, _context) = (options, context);
        _tables = new MySqlTables(this);
        _dialect = new MySqlDialect(this);
    }

    public override string Place => $"{_options.Server}/{_options.Database}";
    public override string TargetTable => Quote("datasync_target");
    public override string SliceTable => Quote("datasync_slice");
    public override string MigrationTable => Quote("datasync_migration");
    public override SqlDialect Dialect => _dialect;
    public override bool PreparesReads => true;
    public override IReadOnlyList<string> Warnings => _allowsLocal != false ? [] :
        [$"The MySQL server at '{Place}' forbids LOAD DATA LOCAL, so rows are written by INSERT, several times as slow. Its administrator can allow it: SET GLOBAL local_infile = ON, or local_infile=1 in the server's configuration."];

    /// <summary>The collation that compares texts by their bytes, spaces at the end included.</summary>
    public string Collation { get; private set; } = MariaDbCollation;

    public override async Task<DbConnection> ConnectAsync(bool forWriting, CancellationToken cancellationToken)
    {
        var connection = new MySqlConnection(await MySqlConnections.StringAsync(_options, _context.Workspace, _context.Secrets, forWriting, cancellationToken));
        try
        {
            await connection.OpenAsync(cancellationToken);
            Collation = connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? MariaDbCollation : MySqlCollation;
            await connection.ExecuteAsync("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'", cancellationToken);
            if (forWriting) await PrepareWriterAsync(connection, cancellationToken);
            return connection;
        }
        catch (Exception e) when (IsServerError(e))
        {
            await connection.DisposeAsync();
            throw Explain(e);
        }
    }

    public override void Release() => MySqlConnection.ClearAllPools();

    public override bool IsServerError(Exception exception) => MySqlErrors.IsServerError(exception);

    public override DataSyncException Explain(Exception exception) => MySqlErrors.Explain(Place, exception);

    public override string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>The name that <see cref="Quote"/> quoted.</summary>
    public string Unquote(string quoted) => quoted[1..^1].Replace("``", "`", StringComparison.Ordinal);

    public override string Table(string name) => Quote(name);

    public override string GenerationTable(string table, string birth) => Quote($"datasync_new_{birth}");

    public override void Check(TargetSpec spec)
    {
        TargetRules.RefuseNames(spec, "MySQL", $"{NameCharacters} characters", name => name.Length <= NameCharacters && name.Length > 0 && !name.EndsWith(' ') && !name.Contains('\0', StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase);
        if (spec.Columns.Count > MostColumns)
            throw new DataSyncException("TooManyColumns", $"Table '{spec.Table}' has {spec.Columns.Count} columns; MySQL holds {MostColumns}.", "Leave columns out of the dataset (Set-DsDataset).");
        if (spec.Partitioning is { } partitioning)
            throw new DataSyncException("PartitioningInvalid", $"Table '{spec.Table}' cannot be partitioned by {partitioning}: tables in MySQL and MariaDB are kept whole.", "Leave out -PartitionBy, or use a store of kind PostgreSql, ClickHouse or Parquet.");
    }

    public override UnrepresentableValue? FindUnrepresentable(ColumnVector vector, bool isKey, int keyTexts) => MySqlTypes.FindUnrepresentable(vector, isKey, keyTexts);

    public override async Task<bool> HasBookkeepingAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Convert.ToInt64(await connection.ScalarAsync("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('datasync_target', 'datasync_slice')", cancellationToken), CultureInfo.InvariantCulture) == 2;

    public override async Task<bool> HasMigrationsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.ScalarAsync("SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'datasync_migration'", cancellationToken) is not null;

    public override async Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (await HasMigrationsAsync(connection, cancellationToken)) return; // made last
        var text = $"CHARACTER SET utf8mb4 COLLATE {Collation}";
        await connection.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS {TargetTable} (
                space varchar(64) {text} NOT NULL, name varchar(64) {text} NOT NULL, birth varchar(64) NOT NULL, sequence bigint NOT NULL, mode varchar(32) NOT NULL, key_columns longtext {text} NOT NULL, version_column longtext {text}, partitioning longtext {text},
                `columns` longtext {text} NOT NULL, next_columns longtext {text}, generation varchar(255) {text}, generation_birth varchar(64), generation_sequence bigint, generation_columns longtext {text}, holder longtext {text},
                updated_at datetime(6) NOT NULL, PRIMARY KEY (space, name)) ENGINE = InnoDB COMMENT 'The tables that DataSync keeps; what they are is written here, with each commit.'
            """, cancellationToken);
        await connection.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS {SliceTable} (
                birth varchar(64) NOT NULL, id varchar(32) NOT NULL, sequence bigint NOT NULL, place int NOT NULL, slice longtext {text} NOT NULL, slice_date date, row_count bigint NOT NULL, byte_count bigint NOT NULL,
                content_hash varchar(128) NOT NULL, schema_version int NOT NULL, fetched_at datetime(6) NOT NULL, run longtext {text} NOT NULL, stored_at datetime(6) NOT NULL, conditions longtext {text},
                PRIMARY KEY (birth, id), KEY slice_sequence (birth, sequence, place)) ENGINE = InnoDB COMMENT 'The slices that are committed, each written in one transaction with its rows; birth is that of its table in datasync_target. Times are UTC.'
            """, cancellationToken);
        await connection.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS {MigrationTable} (
                space varchar(64) {text} NOT NULL, name varchar(64) {text} NOT NULL, id varchar(200) {text} NOT NULL, checksum varchar(64) NOT NULL, script longtext {text} NOT NULL, applied_at datetime(6) NOT NULL, applied_by longtext {text} NOT NULL,
                PRIMARY KEY (space, name, id)) ENGINE = InnoDB COMMENT 'The migrations that tables went through. Times are UTC.'
            """, cancellationToken);
    }

    public override async Task<bool> TryLockAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
        Convert.ToInt64(await connection.ScalarAsync("SELECT GET_LOCK(@p0, 0)", cancellationToken, LockName(table)), CultureInfo.InvariantCulture) == 1;

    public override Task UnlockAsync(DbConnection connection, string table) => connection.ScalarAsync("SELECT RELEASE_LOCK(@p0)", CancellationToken.None, LockName(table));

    public override Task<IReadOnlyList<string>?> FindColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken) => FindColumnsOfAsync(connection, Table(table), cancellationToken);

    public override async Task<bool> FindGenerationAsync(DbConnection connection, string table, string birth, CancellationToken cancellationToken) =>
        await FindColumnsOfAsync(connection, GenerationTable(table, birth), cancellationToken) is not null;

    /// <summary>The columns of a table of a quoted name; null where there is none.</summary>
    public async Task<IReadOnlyList<string>?> FindColumnsOfAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
        await connection.TextsAsync("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @p0 ORDER BY ORDINAL_POSITION", cancellationToken, Unquote(table)) is { Count: > 0 } names ? names : null;

    public override async Task<long?> SizeAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
        await connection.ScalarAsync("SELECT DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @p0", cancellationToken, table) is { } bytes ? Convert.ToInt64(bytes, CultureInfo.InvariantCulture) : null;

    public override Task AnalyzeAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"ANALYZE TABLE {Table(table)}", cancellationToken);

    public override Task HoldAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ScalarAsync($"SELECT 1 FROM {Table(table)} LIMIT 0", cancellationToken);

    public override Task<TargetRecord> ResolveAsync(DbConnection connection, TargetRecord record, CancellationToken cancellationToken) =>
        record.Pending is null ? _tables.ResolveAsync(connection, record, cancellationToken) : _dialect.ResolveAsync(connection, record, cancellationToken);

    public override Task CreateTableAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> columns, string birth, CancellationToken cancellationToken) =>
        _tables.CreateAsync(connection, table, record, columns, birth, cancellationToken);

    public override Task DropTableAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"DROP TABLE IF EXISTS {Table(table)}, {_tables.Live(table)}", cancellationToken);

    public override Task DropGenerationAsync(DbConnection connection, string table, string birth, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"DROP TABLE IF EXISTS {GenerationTable(table, birth)}, {_tables.GenerationLive(birth)}", cancellationToken);

    public override Task EvolveAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> from, IReadOnlyList<Column> to, Func<IReadOnlyList<Column>?, Task> book, CancellationToken cancellationToken) =>
        _tables.EvolveAsync(connection, table, record, from, to, book, cancellationToken);

    public override Task CommentAsync(DbConnection connection, string table, TargetRecord record, string? description, IReadOnlyList<Column> columns, CancellationToken cancellationToken) =>
        _tables.CommentAsync(connection, table, record, description, columns, cancellationToken);

    public override Task IndexAsync(DbConnection connection, string table, IReadOnlyList<string> columns, string birth, CancellationToken cancellationToken) => _tables.IndexAsync(connection, table, columns, cancellationToken);

    public override Task<string> CreateStageAsync(DbConnection connection, TargetRecord record, IReadOnlyList<Column> columns, CancellationToken cancellationToken) => _tables.CreateStageAsync(connection, record, columns, cancellationToken);

    public override Task RenewStageAsync(DbConnection connection, string stage, CancellationToken cancellationToken) => connection.ExecuteAsync($"TRUNCATE TABLE {stage}", cancellationToken);

    // truncating would commit
    public override Task ClearStageAsync(DbConnection connection, string stage, CancellationToken cancellationToken) => connection.ExecuteAsync($"DELETE FROM {stage}", cancellationToken);

    public override async Task<IBulkLoad> LoadAsync(DbConnection connection, string table, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        var names = columns.Select(c => Quote(c.Name)).ToList();
        await Task.CompletedTask;
        return _allowsLocal == false ? new InsertLoad(connection, table, names, _packetBytes) : LocalLoad.Begin((MySqlConnection)connection, table, names, columns);
    }

    public override Task MergeAsync(DbConnection connection, MergeRequest request, CancellationToken cancellationToken) => MySqlMerge.RunAsync(connection, request, Quote, cancellationToken);

    public override Task SwapAsync(DbConnection connection, TargetRecord record, GenerationRecord generation, Func<Task> book, CancellationToken cancellationToken) => _tables.SwapAsync(connection, record, generation, book, cancellationToken);

    public override Task CleanAsync(DbConnection connection, string table, CancellationToken cancellationToken) => _tables.CleanAsync(connection, table, cancellationToken);

    public override async Task<(string Version, IReadOnlyList<string> MissingRights)> InspectAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var missing = MySqlGrants.Missing(await connection.TextsAsync("SHOW GRANTS", cancellationToken), _options.Database);
        if (Convert.ToInt64(await connection.ScalarAsync("SELECT @@global.read_only", cancellationToken), CultureInfo.InvariantCulture) != 0) missing.Add("a server that is not read-only");
        return ($"{(Collation == MariaDbCollation ? "MariaDB" : "MySQL")} {connection.ServerVersion}", missing);
    }

    private async Task PrepareWriterAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // else writers of different tables would lock gaps between each other's markers
        await connection.ExecuteAsync("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", cancellationToken);
        // between answers a load waits for its next rows
        await connection.ExecuteAsync("SET SESSION wait_timeout = 86400, SESSION net_read_timeout = 3600, SESSION net_write_timeout = 3600", cancellationToken);
        _allowsLocal = Convert.ToInt64(await connection.ScalarAsync("SELECT @@global.local_infile", cancellationToken), CultureInfo.InvariantCulture) != 0;
        _packetBytes = Convert.ToInt64(await connection.ScalarAsync("SELECT @@max_allowed_packet", cancellationToken), CultureInfo.InvariantCulture);
    }

    private string LockName(string table) => "datasync:" + XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"{_options.Database}\n{table}")).ToString("x32", CultureInfo.InvariantCulture);
}
