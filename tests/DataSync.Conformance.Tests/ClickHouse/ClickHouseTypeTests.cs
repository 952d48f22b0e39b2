using CsCheck;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.ClickHouse;

/// <summary>What each type becomes in ClickHouse: the exact value again, or the exact refusal.</summary>
public sealed class ClickHouseTypeTests
{
    private static readonly Gen<string> Texts = Gen.OneOf("", "\0", "a\0b", "'", "`", "\\", "\\N", "NULL", "😀", "平安银行", "\t\r\n", "{p0:String}", new string('é', 70), new string('x', 200_000));
    private static readonly Gen<DateTime> Times = Gen.Long[0, new DateTime(2299, 12, 31).Ticks - new DateTime(1900, 1, 1).Ticks].Select(t => new DateTime(1900, 1, 1).AddTicks(t - t % TimeSpan.TicksPerMicrosecond));

    /// <summary>Each type with values that it must give back.</summary>
    private static readonly (DataType Type, Gen<object> Values)[] Held =
    [
        (DataType.String, Gen.OneOf(Texts, Gen.String.Where(s => !s.Any(char.IsSurrogate))).Select(v => (object)v)),
        (DataType.Json, Gen.OneOf<object>("{}", "[1, 2.50]", "{\"b\":1,\"a\":\"\\u0000\"}", "null")),
        (DataType.Int64, Gen.OneOf(Gen.OneOf(long.MinValue, long.MaxValue, 0, -1), Gen.Long).Select(v => (object)v)),
        (DataType.Double, Gen.OneOf(Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue), Gen.Double).Select(v => (object)v)),
        (DataType.Decimal(9, 4), Gen.Int[-999_999_999, 999_999_999].Select(v => (object)(v / 10000m))),
        (DataType.Decimal(18, 6), Gen.Long[-999_999_999_999_999_999, 999_999_999_999_999_999].Select(v => (object)(v / 1000000m))),
        (DataType.Decimal(28, 10), Gen.OneOf<object>(999999999999999999.9999999999m, -999999999999999999.9999999999m, 0.0000000001m, 1.50m, 0m)),
        (DataType.Boolean, Gen.Bool.Select(v => (object)v)),
        (DataType.Date, Gen.Int[new DateOnly(1900, 1, 1).DayNumber, new DateOnly(2299, 12, 31).DayNumber].Select(v => (object)DateOnly.FromDayNumber(v))),
        (DataType.Timestamp, Times.Select(v => (object)v)),
        (DataType.TimestampTz, Times.Select(v => (object)DateTime.SpecifyKind(v, DateTimeKind.Utc))),
        (DataType.Binary, Gen.Byte.Array[0, 300].Select(v => (object)v)),
    ];

    public static TheoryData<string, object> Refused() => new()
    {
        { "String", "\uD83D" },
        { "Json", "\"\uDE00\"" },
        { "Decimal(4,2)", 100m },
        { "Decimal(4,2)", 1.001m },
        { "Date", new DateOnly(1899, 12, 31) },
        { "Date", new DateOnly(2300, 1, 1) },
        { "Timestamp", new DateTime(1899, 12, 31, 23, 59, 59) },
        { "TimestampTz", new DateTime(2300, 1, 1, 0, 0, 0, DateTimeKind.Utc) },
        { "Timestamp", new DateTime(2024, 1, 2).AddTicks(1) },
    };

    private static readonly Gen<object?[]> Rows = Held.Aggregate(Gen.Const(Array.Empty<object?>()),
        (row, held) => Gen.Select(row, held.Values, Gen.Int[0, 5], (before, value, dice) => (object?[])[.. before, dice == 0 ? null : value]));

    [Fact]
    public async Task Values_come_back_exactly() => await Rows.Array[0, 40].SampleAsync(async rows =>
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        Column[] columns = [new("n", DataType.Int64), .. Held.Select((h, i) => new Column($"c{i}", h.Type))];
        var vectors = columns.Select(c => ColumnVector.Create(c)).ToArray();
        for (var row = 0; row < rows.Length; row++)
        {
            vectors[0].AppendObject((long)row);
            for (var c = 0; c < Held.Length; c++) vectors[c + 1].AppendObject(rows[row][c]);
        }
        await table.Store.WriteAsync(new TargetSpec { Table = "types", Mode = WriteMode.Append, Columns = columns }, ClickHouseStores.Slice("s", new RowBatch(vectors, rows.Length)));
        var read = 0;
        foreach (var answer in await table.Store.ReadAllAsync("types"))
            for (var row = 0; row < answer.RowCount; row++, read++)
                for (var c = 0; c < Held.Length; c++)
                    AssertSame(rows[(int)(long)answer.Columns[0].GetValue(row)!][c], answer.Columns[c + 1].GetValue(row), Held[c].Type);
        Assert.Equal(rows.Length, read);
    }, iter: 20, threads: 1);

    [Theory, MemberData(nameof(Refused))]
    public async Task What_cannot_be_held_is_refused_by_row_and_column_or_null(string type, object value)
    {
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        var column = new Column("v", DataType.Parse(type));
        var spec = new TargetSpec { Table = "types", Mode = WriteMode.Append, Columns = [column] };
        var vector = ColumnVector.Create(column);
        vector.AppendNull();
        vector.AppendObject(value);
        await using (var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
        {
            var refused = await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(ClickHouseStores.Slice("s", new RowBatch([vector], 2)), CancellationToken.None));
            Assert.StartsWith("Row 2, column 'v' cannot be stored: ", refused.Message);
        }
        await table.Store.WriteAsync(spec with { OnUnrepresentable = UnrepresentablePolicy.Null }, ClickHouseStores.Slice("s", new RowBatch([vector], 2)));
        Assert.Equal([null, null], (await table.Store.ReadAllAsync("types")).SelectMany(b => Enumerable.Range(0, b.RowCount).Select(b.Columns[0].GetValue)));
    }

    [Theory]
    [InlineData("Int64"), InlineData("Double"), InlineData("Decimal(12,3)"), InlineData("Date"), InlineData("Timestamp"), InlineData("String"), InlineData("Boolean")]
    public async Task The_higher_version_wins_whatever_its_type(string type)
    {
        object[] rising = type switch
        {
            "Int64" => [long.MinValue, -1L, 0L, 1L, long.MaxValue],
            "Double" => [double.NegativeInfinity, -1.5, -1e-300, 0.0, 1e-300, 2.5, double.PositiveInfinity],
            "Decimal(12,3)" => [-5.001m, -5m, 0m, 0.001m, 123456789.123m],
            "Date" => [new DateOnly(1900, 1, 1), new DateOnly(1969, 12, 31), new DateOnly(2024, 1, 2)],
            "Timestamp" => [new DateTime(1900, 1, 1), new DateTime(2024, 1, 2), new DateTime(2024, 1, 2).AddMicroseconds(1)],
            "String" => ["", "0", "00", "1", "10", "2", "é"],
            _ => [false, true],
        };
        await using var table = await DatabaseTable.CreateAsync("ClickHouse");
        Column[] columns = [new("k", DataType.Int64), new("v", DataType.Parse(type)), new("n", DataType.Int64)];
        var spec = new TargetSpec { Table = "versions", Mode = WriteMode.Upsert, Columns = columns, Key = ["k"], VersionColumn = "v" };
        // each pair both ways round, in one commit and in two; the null comes below all
        var pairs = (from a in Enumerable.Range(-1, rising.Length + 1) from b in Enumerable.Range(-1, rising.Length + 1) select (a, b)).ToList();
        foreach (var isFirst in new[] { true, false })
            await table.Store.WriteAsync(spec, ClickHouseStores.Slice($"s={isFirst}", Batch(pairs.Select((p, i) => (i, isFirst ? p.a : p.b)))));
        foreach (var batch in await table.Store.ReadAllAsync("versions"))
            for (var i = 0; i < batch.RowCount; i++)
            {
                var (a, b) = pairs[(int)(long)batch.Columns[0].GetValue(i)!];
                Assert.Equal((long)Math.Max(a, b), batch.Columns[2].GetValue(i));
            }

        RowBatch Batch(IEnumerable<(int Key, int Version)> rows)
        {
            var vectors = columns.Select(c => ColumnVector.Create(c)).ToArray();
            foreach (var (key, version) in rows)
            {
                vectors[0].AppendObject((long)key);
                vectors[1].AppendObject(version < 0 ? null : rising[version]);
                vectors[2].AppendObject((long)version);
            }
            return new RowBatch(vectors, vectors[0].Count);
        }
    }

    private static void AssertSame(object? expected, object? actual, DataType type)
    {
        if (expected is double number) Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits((double)actual!));
        else Assert.Equal(expected, actual);
        if (expected is DateTime time) Assert.Equal(time.Kind, ((DateTime)actual!).Kind);
        Assert.True(actual is null || type.Kind != DataKind.Binary || actual is byte[]);
    }
}
