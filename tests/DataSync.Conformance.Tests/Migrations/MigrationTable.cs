using System.Globalization;
using DataSync.Catalog;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Secrets;
using DataSync.Stores;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>A store of a kind in a place of its own, with tables that have a column of each type that changes.</summary>
internal sealed class MigrationTable : IAsyncDisposable
{
    private static readonly Workspace Anywhere = Workspace.Create(AppContext.BaseDirectory);
    private readonly Func<ValueTask> _remove;
    private readonly string _kind;

    private MigrationTable(string kind, Store definition, Func<ValueTask> remove) => (_kind, Definition, Store, _remove) = (kind, definition, Open(definition), remove);

    public static readonly IReadOnlyList<Column> Columns =
    [
        new("ts_code", DataType.String), new("trade_date", DataType.Date), new("close", DataType.Double), new("vol", DataType.Int64), new("name", DataType.String), new("flag", DataType.Boolean),
        new("amount", DataType.Decimal(10, 2)), new("ann", DataType.Date), new("seen", DataType.Timestamp), new("digits", DataType.String), new("day", DataType.String), new("whole", DataType.Double),
    ];

    /// <summary>The rows by slice; their order is of no meaning. Nulls, signs that quoting must hold, and whole numbers are among them.</summary>
    private static readonly IReadOnlyList<(string Slice, object?[][] Rows)> Slices =
    [
        ("20240102",
        [
            ["A", Day("2024-01-02"), 1.5, 7L, "平安 'A', \"B\"\\", true, 12.50m, Day("2023-12-31"), Time("2024-01-02"), "1", "2024-01-02", 3.0],
            ["B", Day("2024-01-02"), -0.25, null, "", false, 1m, null, Time("2024-01-03"), "-20", "20240229", -7.0],
        ]),
        ("20240103", []),
        ("20240203",
        [
            ["A", Day("2024-02-03"), 1000.0, 9_007_199_254_740_992L, "C\nD", null, 0.05m, Day("1999-02-28"), Time("2024-02-03"), "300", "1999-12-31", null],
            ["C", Day("2024-02-03"), null, -1L, "x;-- y", true, -9999.99m, Day("2024-02-29"), Time("2024-02-04"), "4", "2024-02-03", 1e15],
            ["D", Day("2024-02-03"), 7.0, 7L, "x", false, null, Day("2024-03-01"), Time("2030-12-31"), "5", "2024-01-01", 0.0],
        ]),
    ];

    public Store Definition { get; }
    public IStore Store { get; }
    public IMigratesTables Migrator => TableMigrator.Of(Store, Definition.Kind);

    public static async Task<MigrationTable> CreateAsync(string kind)
    {
        if (MigrationKinds.IsFile(kind))
        {
            var folder = FileTable.NewFolder();
            return new(kind, FileTable.Definition(kind, folder), () =>
            {
                Directory.Delete(folder, recursive: true);
                return ValueTask.CompletedTask;
            });
        }
        var server = TestServer.Get(kind);
        var database = await server.CreateDatabaseAsync();
        return new(kind, server.Define(database), async () => await server.DropDatabaseAsync(database));
    }

    /// <summary>Opens a store of a definition, as another process does.</summary>
    public static IStore Open(Store definition) => StoreKinds.Get(definition.Kind).Open(definition, new StoreContext(Anywhere, TimeProvider.System, new SecretResolver(Anywhere)));

    /// <summary>Makes a table and fills it.</summary>
    public Task FillAsync(string table, WriteMode mode) => WriteAsync(new TargetSpec
    {
        Table = table,
        Mode = mode,
        Columns = Columns,
        Key = mode == WriteMode.Append ? [] : ["ts_code", "trade_date"],
        Partitioning = StoreTable.CanPartition(_kind) ? new Partitioning("trade_date", PartitionUnit.Month) : null,
        Generation = mode == WriteMode.Replace ? "g1" : null,
        OnUnrepresentable = UnrepresentablePolicy.Text, // a workbook's numbers have 15 digits
    }, [.. Slices.Select(s => Slice(s.Slice, Columns, s.Rows))]);

    /// <summary>Writes a slice more, as the table is now: a row with a value in each column.</summary>
    public async Task AddAsync(string table)
    {
        var state = (await Store.GetStateAsync(table, CancellationToken.None))!;
        await WriteAsync(new TargetSpec
        {
            Table = table,
            Mode = state.Mode,
            Columns = state.Columns,
            Key = state.Key,
            Partitioning = state.Partitioning is { } text ? Partitioning.Parse(text) : null,
            VersionColumn = state.VersionColumn,
            Generation = state.Mode == WriteMode.Replace ? "g2" : null,
        }, [Slice("20240301", state.Columns, [[.. state.Columns.Select(c => Value(c.Type))]])]);
    }

    public async Task<StoredTable> ReadAsync(string table)
    {
        var state = (await Store.GetStateAsync(table, CancellationToken.None))!;
        var rows = new List<Dictionary<string, object?>>();
        var columns = state.Columns;
        await foreach (var batch in Store.ReadAsync(table, new ReadQuery(), CancellationToken.None))
        {
            columns = [.. batch.Columns.Select(c => c.Column)];
            for (var row = 0; row < batch.RowCount; row++) rows.Add(batch.Columns.ToDictionary(c => c.Column.Name, c => c.GetValue(row)));
        }
        return new(columns, rows, state.Key);
    }

    public async Task<List<string>> MarkersAsync(string table)
    {
        var markers = new List<string>();
        await foreach (var marker in Store.ReadMarkersAsync(table, 0, CancellationToken.None)) markers.Add($"{marker.Slice} {marker.Rows} {marker.Hash} {marker.SchemaVersion} {marker.Run} {marker.Sequence}");
        markers.Sort(StringComparer.Ordinal);
        return markers;
    }

    /// <summary>Writes the script of some steps, and carries it out.</summary>
    public static async Task<MigrationResult> MigrateAsync(IMigratesTables migrator, string table, IReadOnlyList<SchemaStep> steps, string id)
    {
        var script = await migrator.ScriptAsync(table, steps, CancellationToken.None);
        return await migrator.MigrateAsync(new TableMigration { Id = id, Table = table, Script = script.Up }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _remove();
    }

    private async Task WriteAsync(TargetSpec spec, SliceRows[] slices)
    {
        await using var writer = await Store.OpenWriterAsync(spec, CancellationToken.None);
        foreach (var slice in slices) await writer.WriteAsync(slice, CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
    }

    private static SliceRows Slice(string day, IReadOnlyList<Column> columns, object?[][] rows)
    {
        var vectors = columns.Select(c => ColumnVector.Create(c)).ToArray();
        foreach (var row in rows)
            for (var i = 0; i < vectors.Length; i++) vectors[i].AppendObject(row[i]);
        // the slice selects by the column that holds days, whatever its name is by now
        var date = columns.FirstOrDefault(c => c.Name == "trade_date") ?? columns.First(c => c.Type.Kind == DataKind.Date);
        return new SliceRows
        {
            Marker = new SliceMarker { Slice = $"trade_date={day}", Rows = rows.Length, Hash = "h", SchemaVersion = 1, Run = "r", At = DateTime.UnixEpoch },
            Rows = new[] { new RowBatch(vectors, rows.Length) }.ToAsyncEnumerable(),
            Conditions = [new(date.Name, FilterOperator.Equals, [StoreTable.ParseDay(day)])],
        };
    }

    private static object Value(DataType type) => type.Kind switch
    {
        DataKind.String => "new",
        DataKind.Int64 => 77L,
        DataKind.Double => 77.5,
        DataKind.Decimal => 77m,
        DataKind.Boolean => true,
        DataKind.Date => Day("2024-03-01"),
        _ => Time("2024-03-01"),
    };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTime Time(string text) => Day(text).ToDateTime(TimeOnly.MinValue);
}
