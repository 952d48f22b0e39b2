using DataSync.Rows;
using DataSync.Stores;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class RowQueryTests
{
    private static readonly Column[] Table = [new("code", DataType.String), new("day", DataType.Date), new("open", DataType.Int64), new("close", DataType.Double), new("flag", DataType.Boolean), new("text_day", DataType.String)];

    private static readonly RowBatch[] Rows =
    [
        Batch(("b", "2024-01-02", 1, 2.5, true, "20240102"), ("a", "2024-01-03", 0, null, false, "2024-01-03"), (null, "2024-01-02", null, double.NaN, null, null)),
        Batch(),
        Batch(("b", "2024-01-03", 1, -1.0, true, "20240103"), ("a", "2024-01-02", 1, 2.5, true, "x")),
    ];

    [Fact]
    public async Task Without_conditions_all_rows_stream_through() => Assert.Equal(5, (await Ask(new())).Length);

    [Theory]
    [InlineData(1), InlineData("1"), InlineData(1.0), InlineData("1.0"), InlineData(true)]
    public async Task One_is_found_however_it_is_given_and_stored(object wanted)
    {
        Assert.Equal(["b", "b", "a"], await Codes(new() { Where = Where("open", wanted) }));
        Assert.Equal(["b", "b", "a"], await Codes(new() { Where = Where("FLAG", wanted) }));
    }

    public static readonly TheoryData<object> Days = [new DateOnly(2024, 1, 3), new DateTime(2024, 1, 3), "20240103", "2024-01-03", 20240103];

    [Theory, MemberData(nameof(Days))]
    public async Task A_day_is_found_however_it_is_given(object wanted) => Assert.Equal(["a", "b"], await Codes(new() { Where = Where("day", wanted) }));

    [Fact]
    public async Task A_day_is_found_in_texts_of_either_form() => Assert.Equal(["a", "b"], await Codes(new() { Where = Where("text_day", new DateOnly(2024, 1, 3)) }));

    [Fact]
    public async Task Several_values_mean_any_null_means_null_and_conditions_all_hold()
    {
        Assert.Equal(["b", null, "b"], await Codes(new() { Where = Where("code", "b", null) }));
        Assert.Equal([null], await Codes(new() { Where = Where("open", [null]) }));
        Assert.Equal(["b"], await Codes(new() { Where = new Dictionary<string, IReadOnlyList<object?>> { ["code"] = ["b"], ["day"] = ["20240102"] } }));
        Assert.Equal([null], await Codes(new() { Where = Where("close", double.NaN) }));
        Assert.Empty(await Codes(new() { Where = Where("code", "B") }));
        Assert.Empty(await Codes(new() { Where = Where("code", []) }));
    }

    [Fact]
    public async Task Columns_come_as_asked_in_any_case_even_when_conditions_need_others()
    {
        var rows = await Ask(new() { Columns = ["Close", "code"], Where = Where("day", "20240103"), OrderBy = ["open"] });
        Assert.Null(Batches.Difference([[null, "a"], [-1.0, "b"]], rows));
    }

    [Fact]
    public async Task Rows_are_ordered_up_and_down_with_nulls_first_and_equal_ones_as_they_came()
    {
        Assert.Equal([null, "a", "a", "b", "b"], await Codes(new() { OrderBy = ["code"] }));
        Assert.Equal(["b", "b", "a", "a", null], await Codes(new() { OrderBy = ["-code"] }));
        Assert.Equal([null, null, -1.0, 2.5, 2.5], (await Ask(new() { OrderBy = ["close"], Columns = ["close"] })).Select(r => r[0] is double.NaN ? null : r[0]));
        Assert.Equal(["2024-01-03 b", "2024-01-03 a", "2024-01-02 b", "2024-01-02 a", "2024-01-02 "], (await Ask(new() { OrderBy = ["-day", "-code"] })).Select(r => $"{r[1]:yyyy-MM-dd} {r[0]}"));
        Assert.Equal(["b", "b"], await Codes(new() { OrderBy = ["-code"], First = 2 }));
    }

    [Fact]
    public async Task The_first_of_many_ordered_rows_are_right()
    {
        Column[] table = [new("n", DataType.Int64)];
        var batches = Enumerable.Range(0, 50).Select(b => Batches.Of(Batches.Vector(table[0], Enumerable.Range(0, 5_000).Select(i => (object)((b * 5_000L + i) * 7919 % 250_000)))));
        var query = new RowQuery(table, new() { OrderBy = ["n"], First = 20_000 });
        var found = await query.ApplyAsync(batches.ToAsyncEnumerable()).ToArrayAsync();
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (object)(long)i), found.Rows().Select(r => r[0]));
    }

    [Fact]
    public async Task Distinct_rows_come_once_by_the_columns_asked_for()
    {
        Assert.Equal(["b", "a", null], await Codes(new() { Columns = ["code"], Distinct = true }));
        Assert.Equal([2.5, null, double.NaN, -1.0], (await Ask(new() { Columns = ["close"], Distinct = true })).Select(r => r[0]));
        Assert.Equal([null, "a"], await Codes(new() { Columns = ["code"], Distinct = true, OrderBy = ["code"], First = 2 }));
        Assert.Equal(5, (await Ask(new() { Distinct = true })).Length);
    }

    [Fact]
    public async Task First_stops_the_reading()
    {
        var read = 0;
        async IAsyncEnumerable<RowBatch> Counted()
        {
            foreach (var batch in Rows)
            {
                read++;
                yield return batch;
            }
            await Task.CompletedTask;
        }
        var query = new RowQuery(Table, new() { First = 2 });
        Assert.Equal(2, (await query.ApplyAsync(Counted()).ToArrayAsync()).Rows().Length);
        Assert.Equal(1, read);
        Assert.Empty(await Ask(new() { First = 0 }));
    }

    [Theory]
    [InlineData("ColumnNotFound"), InlineData("BadWhereValue"), InlineData("OrderNotSelected")]
    public void A_wrong_query_is_refused(string id)
    {
        ReadQuery query = id switch
        {
            "ColumnNotFound" => new() { Columns = ["nope"] },
            "BadWhereValue" => new() { Where = Where("day", "2024-13-01") },
            _ => new() { Columns = ["code"], Distinct = true, OrderBy = ["day"] },
        };
        var error = Assert.Throws<DataSyncException>(() => new RowQuery(Table, query));
        Assert.Equal(id, error.Id);
        Assert.NotNull(error.Advice);
    }

    private static Dictionary<string, IReadOnlyList<object?>> Where(string column, params object?[] values) => new() { [column] = values };

    private static async Task<object?[][]> Ask(ReadQuery query)
    {
        var rowQuery = new RowQuery(Table, query);
        return (await rowQuery.ApplyAsync(Rows.Select(b => b.Project(rowQuery.Columns)).ToAsyncEnumerable()).ToArrayAsync()).Rows();
    }

    private static async Task<IEnumerable<object?>> Codes(ReadQuery query) => (await Ask(query)).Select(r => r[0]);

    private static RowBatch Batch(params (string? Code, string Day, int? Open, double? Close, bool? Flag, string? TextDay)[] rows) => Batches.Of(
        Batches.Vector(Table[0], rows.Select(r => r.Code)),
        Batches.Vector(Table[1], rows.Select(r => (object)DateOnly.Parse(r.Day, System.Globalization.CultureInfo.InvariantCulture))),
        Batches.Vector(Table[2], rows.Select(r => (object?)(long?)r.Open)),
        Batches.Vector(Table[3], rows.Select(r => (object?)r.Close)),
        Batches.Vector(Table[4], rows.Select(r => (object?)r.Flag)),
        Batches.Vector(Table[5], rows.Select(r => r.TextDay)));
}
