using DataSync.Schema;
using DataSync.Stores.Databases;

namespace DataSync.Stores.ClickHouse;

/// <summary>Refuses what a table cannot be, or must not be made into, before anything is touched.</summary>
internal static class TargetChecks
{
    /// <summary>Refuses a definition that no table can have.</summary>
    public static void Refuse(TargetSpec spec)
    {
        TargetRules.RefuseWrongKey(spec);
        TargetRules.RefuseNames(spec, "ClickHouse", "190 bytes (UTF-8)", ClickHouseNames.Fits, StringComparer.Ordinal);
        if (spec.Columns.FirstOrDefault(c => c.Name is ClickHouseNames.CommitColumn or ClickHouseNames.VersionColumn) is { } taken)
            throw new DataSyncException("NameTaken", $"Table '{spec.Table}': the column's name '{taken.Name}' is one that DataSync keeps for itself in ClickHouse.", "Rename the column in the dataset (Set-DsDataset).");
        if (spec.Partitioning is not { } partitioning) return;
        var column = spec.Columns.FirstOrDefault(c => c.Name == partitioning.Column)
            ?? throw new DataSyncException("ColumnNotFound", $"Table '{spec.Table}' has no column '{partitioning.Column}', which its partitioning names.", $"Columns: {string.Join(", ", spec.Columns.Select(c => c.Name))}.");
        var isTime = column.Type.Kind is DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz;
        if (partitioning.Unit == PartitionUnit.Value ? column.Type.Kind == DataKind.Double : !isTime)
            throw new DataSyncException("PartitioningInvalid", $"Table '{spec.Table}' cannot be partitioned by {partitioning}: the column is of type {column.Type}.", "Partition by month or year of a date, or by a column of few values that is no Double.");
    }

    /// <summary>The record of a table; null where there is none.</summary>
    /// <exception cref="DataSyncException"><c>TableExists</c>: it is somebody else's; <c>DatabaseUnsuited</c>.</exception>
    public static async Task<TableRecord?> FindOwnAsync(ClickHouseServer server, ClickHouseBook book, ClickHouseDdl ddl, string table, CancellationToken cancellationToken)
    {
        if (await book.FindTableAsync(ddl.Local(table), cancellationToken) is not { } found) return null;
        if (found.Uuid == Guid.Empty)
            throw new DataSyncException("DatabaseUnsuited", $"The database of '{server.Place}' gives its tables no UUIDs, by which DataSync keeps its books.", "Use a database of the engine Atomic, which CREATE DATABASE makes.");
        return await book.ReadAsync(found.Uuid, cancellationToken)
            ?? throw new DataSyncException("TableExists", $"'{server.Place}' has a table '{table}' already that DataSync did not make; nothing was changed.", "Give the plan another -Table, or rename or drop that table.");
    }

    /// <summary>Refuses a writer that differs in what the target fixes.</summary>
    public static void RefuseMismatch(TableRecord found, TargetSpec spec)
    {
        TargetRules.RefuseMismatch(new TargetRecord { Table = found.Table, Birth = "", Mode = found.Mode, Key = found.Key, Partitioning = found.Partitioning, Columns = found.TableColumns }, spec);
        if (found.Mode != WriteMode.Upsert || found.VersionColumn == spec.VersionColumn) return;
        throw new DataSyncException("TargetMismatch", $"Table '{spec.Table}' was made with {Describe(found.VersionColumn)}; this plan says {Describe(spec.VersionColumn)}.",
            "In ClickHouse the stored rows are ordered by it. Set the plan back, or give it another -Table, or remove the table (Remove-DsData) and synchronize it anew.");

        static string Describe(string? column) => column is null ? "no version column" : $"version column {column}";
    }

    /// <summary>Refuses a table whose columns somebody changed.</summary>
    public static async Task RefuseChangedAsync(ClickHouseServer server, ClickHouseDdl ddl, TableRecord record, CancellationToken cancellationToken)
    {
        var columns = (await server.QueryAsync("SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {p0:String}", r => r[0].GetString()!, cancellationToken, [ddl.Local(record.Table)])).ToHashSet(StringComparer.Ordinal);
        if (record.Columns.FirstOrDefault(c => !columns.Contains(c.Name)) is { } missing)
            throw new DataSyncException("TableChanged", $"Table '{record.Table}' in '{server.Place}' has no column '{missing.Name}' any more; nothing was changed.", "Add the column again, or remove the table (Remove-DsData) and synchronize it anew.");
    }

    /// <summary>Refuses a change of columns that the server would not make exactly.</summary>
    /// <exception cref="DataSyncException"><c>ColumnNotWidened</c>.</exception>
    public static void RefuseChange(TableRecord record, IReadOnlyList<Column> columns)
    {
        var partition = record.Partitioning is { } text ? Partitioning.Parse(text).Column : null;
        foreach (var column in columns)
        {
            if (record.Columns.FirstOrDefault(c => c.Name == column.Name) is not { } old || old.Type == column.Type) continue;
            if (record.Key.Contains(old.Name) || old.Name == partition || old.Name == record.VersionColumn)
                throw NotWidened(record.Table, column, "as ClickHouse sorts the stored rows by its key, partition and version");
            if (!IsExact(old.Type, column.Type)) throw NotWidened(record.Table, column, $"as ClickHouse writes {old.Type} as text in another form");
        }
    }

    public static DataSyncException NotWidened(string table, Column column, string why) => new("ColumnNotWidened", $"Table '{table}': column '{column.Name}' cannot become {column.Type}, {why}; nothing was changed.",
        $"A migration changes what is stored too: New-DsMigration with the step '{new RetypeColumn(column.Name, column.Type)}'. Or remove the table (Remove-DsData) and synchronize it anew.");

    private static bool IsExact(DataType from, DataType to) => (from.Kind, to.Kind) switch
    {
        (DataKind.Json, DataKind.String) => true,
        (DataKind.Boolean, DataKind.Int64 or DataKind.Double or DataKind.Decimal) => true,
        (DataKind.Int64, DataKind.Double or DataKind.Decimal or DataKind.String) => true,
        (DataKind.Decimal, DataKind.Decimal) => true,
        (DataKind.Date, DataKind.Timestamp or DataKind.String) => true,
        _ => false,
    };
}
