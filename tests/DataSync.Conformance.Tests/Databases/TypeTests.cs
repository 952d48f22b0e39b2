using CsCheck;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Stores;
using DataSync.Tests.Rows;
using Xunit;

namespace DataSync.Conformance.Tests.Databases;

/// <summary>Every value comes back as it was, or its slice is refused by row and column.</summary>
public sealed class TypeTests
{
    public static TheoryData<string> Kinds() => [.. SqlStores.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Values_of_all_kinds_come_back_or_are_refused(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        var (tables, held, refused) = (0, 0, 0);
        await Batches.Gen_.SampleAsync(async batch =>
        {
            var spec = Spec($"t{Interlocked.Increment(ref tables)}", Batches.AllKinds);
            var bad = FindBad(kind, batch).ToList();
            await using (var writer = await database.Store.OpenWriterAsync(spec, CancellationToken.None))
            {
                if (bad.Count > 0)
                {
                    var e = await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(SqlStores.Slice("s=1", batch), CancellationToken.None));
                    Assert.Contains(bad, b => e.Message.StartsWith($"Row {b.Row + 1}, column '{batch.Columns[b.Column].Column.Name}' cannot be stored", StringComparison.Ordinal));
                    refused++;
                }
                else await writer.WriteAsync(SqlStores.Slice("s=1", batch), CancellationToken.None);
                await writer.CompleteAsync(CancellationToken.None);
            }
            var rows = new[] { batch }.Rows();
            Assert.Null(Batches.Difference(bad.Count > 0 ? [] : rows, (await database.Store.ReadAllAsync(spec.Table)).Rows()));
            if (bad.Count == 0) { held++; return; }
            foreach (var (row, column) in bad) rows[row][column] = null;
            await database.Store.WriteAsync(spec with { OnUnrepresentable = UnrepresentablePolicy.Null }, SqlStores.Slice("s=1", batch));
            Assert.Null(Batches.Difference(rows, (await database.Store.ReadAllAsync(spec.Table)).Rows()));
        }, iter: 80, threads: 2);
        Assert.True(held > 5 && refused > 5, $"{held} held, {refused} refused");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Limits_of_each_type_come_back(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        RowBatch[] batches =
        [
            Batches.Of(Batches.Vector(new("v", DataType.Int64), long.MinValue, long.MaxValue, 0L, null)),
            Batches.Of(Batches.Vector(new("v", DataType.Double), double.MaxValue, double.MinValue, 5e-324, 0.0, 0.1, 1e15, 1e16, 1e-5, null)),
            Batches.Of(Batches.Vector(new("v", DataType.Decimal(28, 0)), 9999999999999999999999999999m, -9999999999999999999999999999m, 0m, 10000m, 100000000m)),
            Batches.Of(Batches.Vector(new("v", DataType.Decimal(28, 28)), 0.9999999999999999999999999999m, -0.0000000000000000000000000001m, 0m, 0.0001m)),
            Batches.Of(Batches.Vector(new("v", DataType.Decimal(28, 14)), 12345678901234.56789012345678m, 10000.0001m, 0.00010000m, -1m)),
            Batches.Of(Batches.Vector(new("v", DataType.Boolean), true, false, null)),
            Batches.Of(Batches.Vector(new("v", DataType.Date), DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(1969, 12, 31), new DateOnly(1582, 10, 10), new DateOnly(2000, 2, 29))),
            Batches.Of(Batches.Vector(new("v", DataType.Timestamp), new DateTime(1, 1, 1), new DateTime(9999, 12, 31, 23, 59, 59).AddTicks(9_999_990), new DateTime(1969, 12, 31, 23, 59, 59, 999))),
            Batches.Of(Batches.Vector(new("v", DataType.TimestampTz), new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc), DateTime.UnixEpoch)),
            Batches.Of(Batches.Vector(new("v", DataType.Json), "{\"b\":1,\"a\":2, \"b\":3}", "[1.50, 1e3]", "null", "\"平安\\u0000\"")),
            Batches.Of(Batches.Vector(new("v", DataType.Binary), new byte[0], new byte[] { 0, 255, 10, 9, 92, 39 }, Enumerable.Range(0, 1 << 20).Select(i => (byte)i).ToArray())),
            Batches.Of(Batches.Vector(new("v", DataType.String), "", " ", "a ", "A", "a", "😀 平安", "\t\n\r\\N\\", new string('长', 1 << 20), "'\"`;--", null)),
        ];
        if (kind == "PostgreSql") batches = [.. batches, Batches.Of(Batches.Vector(new("v", DataType.Double), -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity))];
        foreach (var (batch, i) in batches.Select((b, i) => (b, i)))
        {
            await database.Store.WriteAsync(Spec($"limits{i}", [batch.Columns[0].Column]), SqlStores.Slice("s=1", batch));
            Assert.Null(Batches.Difference(new[] { batch }.Rows(), (await database.Store.ReadAllAsync($"limits{i}")).Rows()));
        }
        Assert.Equal(batches.Select(b => b.Columns[0].Column.Type), await Task.WhenAll(batches.Select(async (_, i) => (await database.Store.GetStateAsync($"limits{i}", CancellationToken.None))!.Columns[0].Type)));
    }

    public static TheoryData<string, string, object> Refused()
    {
        var data = new TheoryData<string, string, object>();
        foreach (var kind in SqlStores.Kinds)
        {
            if (kind == "PostgreSql") data.Add(kind, "String", "a\0b");
            data.Add(kind, "String", "half \uD83D");
            data.Add(kind, "Json", "{broken");
            data.Add(kind, "Decimal(5,2)", 1000m);
            data.Add(kind, "Decimal(5,2)", 1.234m);
            data.Add(kind, "Timestamp", new DateTime(2024, 1, 2).AddTicks(1));
            if (kind == "MySql") data.Add(kind, "Double", double.NaN);
            if (kind == "MySql") data.Add(kind, "Double", double.NegativeInfinity);
            if (kind == "MySql") data.Add(kind, "Double", -0.0);
        }
        return data;
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task What_the_server_would_alter_is_refused(string kind, string type, object value)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        var column = new Column("v", DataType.Parse(type));
        var batch = Batches.Of(Batches.Vector(column, null, null, value));
        var e = await Assert.ThrowsAsync<SliceRejectedException>(() => database.Store.WriteAsync(Spec("t", [column]), SqlStores.Slice("s=1", batch)));
        Assert.Contains("Row 3, column 'v' cannot be stored", e.Message);
        await database.Store.WriteAsync(Spec("t", [column]) with { OnUnrepresentable = UnrepresentablePolicy.Null }, SqlStores.Slice("s=1", batch));
        Assert.All((await database.Store.ReadAllAsync("t")).Rows(), row => Assert.Null(row[0]));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_key_of_any_text_is_itself(string kind)
    {
        await using var database = await DatabaseTable.CreateAsync(kind);
        var spec = Spec("t", [new("k", DataType.String), new("v", DataType.Int64)]) with { Mode = WriteMode.Upsert, Key = ["k"] };
        // a collation would take some of these for the same
        string[] keys = ["a", "A", "a ", " a", "á", "a\u0301", "ß", "ss", "", "平", "\t", "😀", "😁", new('k', 200)];
        var batch = Batches.Of(Batches.Vector(spec.Columns[0], keys), Batches.Vector(spec.Columns[1], keys.Select((_, i) => (object)(long)i)));
        await database.Store.WriteAsync(spec, SqlStores.Slice("s=1", batch));
        await database.Store.WriteAsync(spec, SqlStores.Slice("s=2", batch));
        Assert.Equal(keys.Order(StringComparer.Ordinal), (await database.Store.ReadAllAsync("t")).Rows().Select(r => (string)r[0]!).Order(StringComparer.Ordinal));
        foreach (var key in keys)
        {
            var found = (await database.Store.ReadAllAsync("t", new() { Where = new Dictionary<string, IReadOnlyList<object?>> { ["k"] = [key] }, First = 5 })).Rows();
            Assert.Equal((key, (long)Array.IndexOf(keys, key)), ((string)Assert.Single(found)[0]!, (long)found[0][1]!));
        }
        var longKey = Batches.Of(Batches.Vector(spec.Columns[0], new string('键', 2000)), Batches.Vector(spec.Columns[1], 1L));
        Assert.Contains("Row 1, column 'k' cannot be stored", (await Assert.ThrowsAsync<SliceRejectedException>(() => database.Store.WriteAsync(spec, SqlStores.Slice("s=3", longKey)))).Message);
    }

    internal static TargetSpec Spec(string table, IReadOnlyList<Column> columns) => new() { Table = table, Mode = WriteMode.Append, Columns = columns, Holder = "test" };

    private static IEnumerable<(int Row, int Column)> FindBad(string kind, RowBatch batch)
    {
        for (var column = 0; column < batch.Columns.Count; column++)
            for (var row = 0; row < batch.RowCount; row++)
                if (batch.Columns[column].GetValue(row) is { } value && IsBad(value)) yield return (row, column);

        bool IsBad(object value) => kind == "PostgreSql" ? value is string text && text.Contains('\0') : value is double number && (!double.IsFinite(number) || (number == 0 && double.IsNegative(number)));
    }
}
