using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Stores;

namespace DataSync.Benchmarks.Stores;

/// <summary>The writer of a store alone: decoded rows into a table, in a process of its own.</summary>
internal static class StoreWork
{
    public const string Verb = "store", FileVerb = "store-file";
    public const string Table = "daily";
    private const int RowsPerDay = 5000;

    /// <summary>The columns of daily prices: two of text and date, nine numbers.</summary>
    public static readonly IReadOnlyList<Column> Columns =
    [
        new("ts_code", DataType.String), new("trade_date", DataType.Date),
        .. new[] { "open", "high", "low", "close", "pre_close", "change", "pct_chg", "vol", "amount" }.Select(name => new Column(name, DataType.Double)),
    ];

    private static readonly RowBatch Day = MakeDay();

    /// <summary>Writes slices of a day each, and the seconds from the writer's opening to its end into a file.</summary>
    /// <param name="definition">The store, as JSON.</param>
    /// <param name="mode">The write mode.</param>
    /// <param name="days">Days of 5,000 rows.</param>
    /// <param name="shift">Added to each number, so that rows of a key differ from run to run.</param>
    /// <param name="result">The file for the seconds.</param>
    public static async Task<int> RunAsync(string definition, string mode, string days, string shift, string result)
    {
        var store = JsonSerializer.Deserialize<Store>(definition)!;
        var folder = Directory.CreateTempSubdirectory("datasync-store-");
        try
        {
            var workspace = Workspace.Create(folder.FullName);
            await using var opened = StoreKinds.Get(store.Kind).Open(store, new StoreContext(workspace, TimeProvider.System, new SecretResolver(workspace)));
            var spec = new TargetSpec
            {
                Table = Table,
                Mode = Enum.Parse<WriteMode>(mode),
                Columns = Columns,
                Key = mode == nameof(WriteMode.Append) ? [] : ["ts_code", "trade_date"],
            };
            var count = int.Parse(days, CultureInfo.InvariantCulture);
            var clock = Stopwatch.StartNew();
            await using (var writer = await opened.OpenWriterAsync(spec, CancellationToken.None))
            {
                for (var day = 0; day < count; day++) await writer.WriteAsync(Slice(day, double.Parse(shift, CultureInfo.InvariantCulture)), CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
            }
            await File.WriteAllTextAsync(result, clock.Elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes the same rows as a file that the server's own client loads: text fields parted by commas, or ClickHouse's RowBinary.</summary>
    public static async Task<int> WriteFileAsync(string path, string form, string days)
    {
        await using var file = File.Create(path);
        await using var writer = new BinaryWriter(file);
        for (var day = 0; day < int.Parse(days, CultureInfo.InvariantCulture); day++)
        {
            var date = DateOf(day);
            for (var row = 0; row < RowsPerDay; row++)
            {
                var code = (string)Day.Columns[0].GetValue(row)!;
                if (form == "csv") writer.Write(Encoding.UTF8.GetBytes($"{code},{date:yyyy-MM-dd},{string.Join(',', Day.Columns.Skip(2).Select(c => ((double)c.GetValue(row)!).ToString("R", CultureInfo.InvariantCulture)))}\n"));
                else WriteBinary(writer, code, date, row);
            }
        }
        return 0;
    }

    public static DateOnly DateOf(int day) => new DateOnly(2010, 1, 4).AddDays(day);

    private static void WriteBinary(BinaryWriter writer, string code, DateOnly date, int row)
    {
        writer.Write((byte)code.Length);
        writer.Write(Encoding.ASCII.GetBytes(code));
        writer.Write(date.DayNumber - new DateOnly(1970, 1, 1).DayNumber);
        foreach (var column in Day.Columns.Skip(2)) writer.Write((double)column.GetValue(row)!);
    }

    private static SliceRows Slice(int day, double shift) => new()
    {
        Marker = new SliceMarker { Slice = $"trade_date={DateOf(day):yyyy-MM-dd}", Date = DateOf(day), Rows = RowsPerDay, Hash = $"{day}-{shift}", SchemaVersion = 1, Run = $"benchmark {shift}", At = DateTime.UnixEpoch },
        Rows = RowsAsync(day, shift),
    };

    /// <summary>The same numbers each day, so that making rows costs nothing beside writing them.</summary>
    private static async IAsyncEnumerable<RowBatch> RowsAsync(int day, double shift)
    {
        await Task.CompletedTask;
        var dates = new ColumnVector<DateOnly>(Columns[1], RowsPerDay);
        for (var row = 0; row < RowsPerDay; row++) dates.Append(DateOf(day));
        var last = new ColumnVector<double>(Columns[^1], RowsPerDay);
        foreach (var value in ((ColumnVector<double>)Day.Columns[^1]).Values) last.Append(value + shift);
        yield return new RowBatch([Day.Columns[0], dates, .. Day.Columns.Skip(2).SkipLast(1), last], RowsPerDay);
    }

    private static RowBatch MakeDay()
    {
        var random = new Random(1);
        var vectors = Columns.Select(c => ColumnVector.Create(c, RowsPerDay)).ToArray();
        for (var row = 0; row < RowsPerDay; row++)
        {
            vectors[0].AppendObject($"{row + 1:000000}.SZ");
            vectors[1].AppendObject(DateOf(0));
            for (var i = 2; i < vectors.Length; i++) vectors[i].AppendObject(Math.Round(random.NextDouble() * 1000, i < vectors.Length - 2 ? 2 : 3));
        }
        return new RowBatch(vectors, RowsPerDay);
    }
}
