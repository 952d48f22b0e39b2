using System.Data.Common;
using System.IO.Hashing;
using System.Text;
using DataSync.Stores.Databases;

namespace DataSync.Stores.MySql;

/// <summary>
/// Makes and changes tables. Each such statement commits by itself here, so what takes several is written down first and can be done again. A table
/// that is replaced has a small table beside it that says which generation it is: one RENAME swaps both.
/// </summary>
internal sealed class MySqlTables(MySqlServer server)
{
    private const string StageName = "datasync_stage";
    private const int PrefixCharacters = 191, CommentSeconds = 5;

    /// <summary>The table beside one that is replaced; what a swap took away stands under the names of <see cref="OldTable"/> and <see cref="OldLive"/> until it is dropped.</summary>
    public string Live(string table) => server.Quote($"datasync_live_{Id(table)}");
    public string OldTable(string table) => server.Quote($"datasync_old_{Id(table)}");
    public string OldLive(string table) => server.Quote($"datasync_oldlive_{Id(table)}");
    public string GenerationLive(string birth) => server.Quote($"datasync_live_{birth}");

    public async Task CreateAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> columns, string birth, CancellationToken cancellationToken)
    {
        if (record.Mode == WriteMode.Replace)
        {
            var live = table == server.GenerationTable(record.Table, birth) ? GenerationLive(birth) : Live(record.Table);
            await connection.ExecuteAsync($"DROP TABLE IF EXISTS {live}", cancellationToken);
            await connection.ExecuteAsync($"CREATE TABLE {live} (birth varchar(64) NOT NULL, sequence bigint NOT NULL, columns longtext CHARACTER SET utf8mb4 NOT NULL) ENGINE = InnoDB COMMENT 'Says which generation of a table is in place; DataSync swaps both at once.'", cancellationToken);
            await connection.ExecuteAsync($"INSERT INTO {live} VALUES (@p0, @p1, @p2)", cancellationToken, birth, 0L, TargetRecord.ToJson(columns));
        }
        var key = Key(record);
        var definitions = new List<string>();
        foreach (var column in columns) definitions.Add(await DefineAsync(connection, column, key, columns, cancellationToken));
        if (key.Count > 0) definitions.Add($"PRIMARY KEY ({string.Join(", ", key.Select(server.Quote))})");
        await connection.ExecuteAsync($"CREATE TABLE {table} ({string.Join(", ", definitions)}) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4", cancellationToken);
    }

    public async Task EvolveAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> from, IReadOnlyList<Column> to, Func<IReadOnlyList<Column>?, Task> book, CancellationToken cancellationToken)
    {
        var (steps, texts, key) = (new List<string>(), new List<string>(), Key(record));
        var present = await server.FindColumnsOfAsync(connection, table, cancellationToken) ?? [];
        foreach (var column in to)
        {
            var old = from.FirstOrDefault(c => c.Name == column.Name);
            if (old is not null && old.Type == column.Type) continue;
            if (old is not null) await RefuseLossAsync(connection, table, old, column, cancellationToken);
            steps.Add($"{(present.Contains(column.Name) ? "MODIFY" : "ADD")} COLUMN {await DefineAsync(connection, column, key, to, cancellationToken)}");
            if (old is not null && column.Type.Kind == DataKind.String && MySqlTypes.TextForm(server.Quote(column.Name), old.Type) is { } form) texts.Add(form);
        }
        if (record.Generation is null) await book(to);
        if (steps.Count > 0) await connection.ExecuteAsync($"ALTER TABLE {table} {string.Join(", ", steps)}", cancellationToken);
        if (texts.Count > 0) await connection.ExecuteAsync($"UPDATE {table} SET {string.Join(", ", texts)}", cancellationToken);
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Commit, () => book(null));
    }

    /// <summary>Brings the comments to what the dataset says: for that no row is touched, and no reader of the table is waited for longer than a moment.</summary>
    public async Task CommentAsync(DbConnection connection, string table, TargetRecord record, string? description, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        var (found, key, steps) = (await MySqlComments.ReadAsync(connection, server.Unquote(table), cancellationToken), Key(record), new List<string>());
        if (MySqlComments.OfTable(description) is { } text && found.GetValueOrDefault("") != text) steps.Add("COMMENT = " + await MySqlComments.QuoteAsync(connection, text, cancellationToken));
        foreach (var column in columns)
            if (MySqlComments.OfColumn(column.Description) is { } said && found.TryGetValue(column.Name, out var old) && old != said) steps.Add("MODIFY COLUMN " + await DefineAsync(connection, column, key, columns, cancellationToken));
        if (steps.Count == 0) return;
        await connection.ExecuteAsync(FormattableString.Invariant($"SET SESSION lock_wait_timeout = {CommentSeconds}"), cancellationToken);
        try
        {
            await connection.ExecuteAsync($"ALTER TABLE {table} {string.Join(", ", steps)}, ALGORITHM = INSTANT", cancellationToken);
        }
        finally
        {
            await connection.ExecuteAsync("SET SESSION lock_wait_timeout = DEFAULT", cancellationToken);
        }
    }

    public async Task IndexAsync(DbConnection connection, string table, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var name = $"ix_{Id(string.Join('\n', columns))}";
        if (await connection.ScalarAsync("SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @p0 AND INDEX_NAME = @p1 LIMIT 1", cancellationToken, server.Unquote(table), name) is not null) return;
        var large = await connection.TextsAsync("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @p0 AND DATA_TYPE IN ('longtext', 'longblob')", cancellationToken, server.Unquote(table));
        await connection.ExecuteAsync($"CREATE INDEX {server.Quote(name)} ON {table} ({string.Join(", ", columns.Select(c => server.Quote(c) + (large.Contains(c) ? FormattableString.Invariant($"({PrefixCharacters})") : "")))})", cancellationToken);
    }

    public async Task<string> CreateStageAsync(DbConnection connection, TargetRecord record, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        var (stage, key) = (server.Quote(StageName), Key(record));
        await connection.ExecuteAsync($"DROP TEMPORARY TABLE IF EXISTS {stage}", cancellationToken);
        var definitions = columns.Select(c => $"{server.Quote(c.Name)} {MySqlTypes.Name(c.Type, key.Contains(c.Name), KeyTexts(key, columns), server.Collation)} NULL");
        await connection.ExecuteAsync($"CREATE TEMPORARY TABLE {stage} ({string.Join(", ", definitions)}) ENGINE = InnoDB ROW_FORMAT = DYNAMIC", cancellationToken);
        return stage;
    }

    public async Task SwapAsync(DbConnection connection, TargetRecord record, GenerationRecord generation, Func<Task> book, CancellationToken cancellationToken)
    {
        var (table, live) = (server.Table(record.Table), Live(record.Table));
        await CleanAsync(connection, record.Table, cancellationToken);
        await connection.ExecuteAsync($"UPDATE {GenerationLive(generation.Birth)} SET birth = @p0, sequence = @p1, columns = @p2", cancellationToken, generation.Birth, generation.Sequence, TargetRecord.ToJson(generation.Columns));
        await connection.ExecuteAsync(
            $"RENAME TABLE {table} TO {OldTable(record.Table)}, {server.GenerationTable(record.Table, generation.Birth)} TO {table}, {live} TO {OldLive(record.Table)}, {GenerationLive(generation.Birth)} TO {live}", cancellationToken);
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Commit, async () =>
        {
            // from here on the swap holds; a writer that finds this not done does it
            await server.BeginAsync(connection, cancellationToken);
            await book();
            await connection.ExecuteAsync("COMMIT", cancellationToken);
        });
    }

    public Task CleanAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"DROP TABLE IF EXISTS {OldTable(table)}, {OldLive(table)}", cancellationToken);

    /// <summary>The row as the table in place says, where a swap was not written down yet.</summary>
    public async Task<TargetRecord> ResolveAsync(DbConnection connection, TargetRecord record, CancellationToken cancellationToken)
    {
        if (record is not { Mode: WriteMode.Replace, Generation: { } generation } || await server.FindColumnsOfAsync(connection, Live(record.Table), cancellationToken) is null) return record;
        var birth = await connection.ScalarAsync($"SELECT birth FROM {Live(record.Table)}", cancellationToken) as string;
        return birth != generation.Birth ? record : record with { Birth = birth, Sequence = generation.Sequence, Columns = generation.Columns, Generation = null };
    }

    private static IReadOnlyList<string> Key(TargetRecord record) => record.Mode == WriteMode.Append ? [] : record.Key;

    private static int KeyTexts(IReadOnlyList<string> key, IReadOnlyList<Column> columns) => columns.Count(c => key.Contains(c.Name) && c.Type.Kind is DataKind.String or DataKind.Json or DataKind.Binary);

    /// <summary>A short form of a name, for the names of what belongs to it.</summary>
    public static string Id(string name) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(name)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> DefineAsync(DbConnection connection, Column column, IReadOnlyList<string> key, IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        var isKey = key.Contains(column.Name);
        var comment = MySqlComments.OfColumn(column.Description) is { } text ? " COMMENT " + await MySqlComments.QuoteAsync(connection, text, cancellationToken) : "";
        return $"{server.Quote(column.Name)} {MySqlTypes.Name(column.Type, isKey, KeyTexts(key, columns), server.Collation)} {(isKey ? "NOT NULL" : "NULL")}{comment}";
    }

    private async Task RefuseLossAsync(DbConnection connection, string table, Column old, Column column, CancellationToken cancellationToken)
    {
        const long MostExact = 1L << 53;
        if (old.Type.Kind == DataKind.Binary)
            throw new DataSyncException("ColumnNotWidened", $"Table {table}: column '{old.Name}' of bytes cannot become {column.Type} in place; nothing was changed.", "Remove the table (Remove-DsData) and synchronize it anew, or set the column's type back.");
        if (old.Type.Kind != DataKind.Int64 || column.Type.Kind != DataKind.Double) return;
        var name = server.Quote(old.Name);
        if (await connection.ScalarAsync(FormattableString.Invariant($"SELECT CAST({name} AS CHAR) FROM {table} WHERE ({name} > {MostExact} OR {name} < -{MostExact}) AND CAST(CAST({name} AS DOUBLE) AS DECIMAL(30,0)) <> CAST({name} AS DECIMAL(30,0)) LIMIT 1"), cancellationToken) is { } value)
        {
            throw new DataSyncException("ColumnNotWidened", $"Table {table}: column '{old.Name}' cannot become {column.Type}, which does not hold its value {value} exactly; nothing was changed.",
                "Set the column's type to Decimal or String (Set-DsDataset).");
        }
    }
}
