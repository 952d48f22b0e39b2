using DataSync.Arguments.Splitting;
using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Arguments;

/// <summary>Parts of arguments select together what the whole did, each row in exactly one of them.</summary>
public sealed class ArgumentSplitterTests
{
    private static readonly Dataset Bars = new()
    {
        Name = "bars",
        Source = "vendor",
        Key = ["code", "day"],
        Parameters =
        [
            new("codes", DataType.String) { Filter = new("code", FilterOperator.In) },
            new("day", DataType.Date) { Filter = new("day", FilterOperator.Equals) },
            new("from", DataType.Date) { Filter = new("day", FilterOperator.From) },
            new("to", DataType.Date) { Filter = new("day", FilterOperator.To) },
            new("market", DataType.String) { Filter = new("market", FilterOperator.Equals), Values = ["SSE", "SZSE"] },
        ],
        Columns = [new("code", DataType.String), new("day", DataType.Date), new("market", DataType.String)],
    };

    private static CutRows Rows(params (string Code, DateOnly? Day, string? Market)[] rows)
    {
        var vectors = Bars.Columns.Select(c => ColumnVector.Create(c)).ToArray();
        foreach (var (code, day, market) in rows)
        {
            vectors[0].AppendObject(code);
            vectors[1].AppendObject(day);
            vectors[2].AppendObject(market);
        }
        return new CutRows([new RowBatch(vectors, rows.Length)]);
    }

    private static Dictionary<string, object> Arguments(params (string Name, object Value)[] arguments) => arguments.ToDictionary(a => a.Name, a => a.Value);

    private static string[]? Split(CutRows rows, params (string Name, object Value)[] arguments) =>
        new ArgumentSplitter(Bars).Split(Arguments(arguments), rows)?.Select(p => string.Join(' ', p.OrderBy(a => a.Key).Select(a => $"{a.Key}={(a.Value is DateOnly d ? d.ToString("MMdd") : a.Value)}"))).ToArray();

    private static DateOnly Day(int day) => new(2024, 1, day);

    [Fact]
    public void A_list_is_halved_first() =>
        Assert.Equal(["codes=a from=0101 to=0131", "codes=b,c from=0101 to=0131"], Split(Rows(), ("codes", "a,b,c"), ("from", Day(1)), ("to", Day(31)))!);

    [Fact]
    public void A_range_is_halved_in_days() => Assert.Equal(["from=0101 to=0105", "from=0106 to=0110"], Split(Rows(), ("from", Day(1)), ("to", Day(10)))!);

    [Fact]
    public void A_range_without_bounds_is_cut_where_the_rows_are() =>
        Assert.Equal(["codes=a to=0107", "codes=a from=0108"], Split(Rows(("a", Day(9), null), ("a", Day(8), null), ("a", Day(7), null), ("a", Day(7), null), ("a", Day(7), null)), ("codes", "a"))!);

    [Fact]
    public void Rows_of_one_day_leave_it_alone_between_the_others() =>
        Assert.Equal(["to=0107", "from=0108 to=0108", "from=0109"], Split(Rows(("a", Day(8), null), ("b", Day(8), null)))!);

    [Fact]
    public void A_range_is_not_added_where_rows_have_no_day() => Assert.Null(Split(Rows(("a", Day(9), null), ("b", null, null))));

    [Fact]
    public void Documented_values_are_asked_one_by_one() =>
        Assert.Equal(["day=0108 market=SSE", "day=0108 market=SZSE"], Split(Rows(("a", Day(8), "SSE"), ("b", Day(8), "SSE")), ("day", Day(8)))!);

    [Theory]
    [InlineData("BSE")]
    [InlineData(null)]
    public void Values_that_do_not_cover_the_rows_divide_nothing(string? market) => Assert.Null(Split(Rows(("a", Day(8), "SSE"), ("b", Day(8), market)), ("day", Day(8))));

    [Fact]
    public void A_default_value_stands_for_what_is_not_asked()
    {
        var dataset = Bars with { Parameters = [Bars.FindParameter("market")! with { Default = "SSE" }] };
        Assert.Null(new ArgumentSplitter(dataset).Split(Arguments(), Rows(("a", Day(8), "SSE"))));
    }

    [Fact]
    public void Times_of_parts_of_a_second_are_not_divided()
    {
        var dataset = Bars with
        {
            Parameters = [new("from", DataType.Timestamp) { Filter = new("at", FilterOperator.From) }, new("to", DataType.Timestamp) { Filter = new("at", FilterOperator.To) }],
            Columns = [new("at", DataType.Timestamp)],
        };
        var start = new DateTime(2024, 1, 2, 9, 30, 0);
        var whole = Arguments(("from", start), ("to", start.AddSeconds(10)));
        Assert.Equal(2, new ArgumentSplitter(dataset).Split(whole, At(start.AddSeconds(3)))!.Count);
        Assert.Null(new ArgumentSplitter(dataset).Split(whole, At(start.AddSeconds(3.5))));

        CutRows At(DateTime time)
        {
            var vector = ColumnVector.Create(dataset.Columns[0]);
            vector.AppendObject(time);
            return new CutRows([new RowBatch([vector], 1)]);
        }
    }

    /// <summary>Random tables behind a capped vendor: dividing until each part is under the cap selects each row once.</summary>
    [Fact]
    public void Parts_select_each_row_once()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var table = Enumerable.Range(0, random.Next(1, 300)).Select(i => ($"c{random.Next(12)}", (DateOnly?)new DateOnly(2023, 1, 1).AddDays(random.Next(random.Next(1, 400))), random.Next(2) == 0 ? "SSE" : "SZSE")).Distinct().ToList();
            var cap = random.Next(5, 40);
            var arguments = new Dictionary<string, object>();
            if (random.Next(2) == 0) arguments["codes"] = string.Join(',', Enumerable.Range(0, 12).Select(i => $"c{i}"));
            if (random.Next(2) == 0) arguments["from"] = new DateOnly(2023, 1, 1);
            if (random.Next(2) == 0) arguments["to"] = new DateOnly(2024, 12, 31);
            var got = new List<(string, DateOnly?, string)>();
            var waiting = new Queue<IReadOnlyDictionary<string, object>>([arguments]);
            for (var requests = 0; waiting.TryDequeue(out var part); requests++)
            {
                Assert.True(requests < 5000, $"seed {seed}: no end");
                var answer = table.Where(r => Selects(part, r)).OrderByDescending(r => r.Item2).Take(cap).ToList();
                if (answer.Count < cap) got.AddRange(answer);
                else if (new ArgumentSplitter(Bars).Split(part, Rows([.. answer.Select(r => (r.Item1, r.Item2, (string?)r.Item3))])) is { } parts) foreach (var p in parts) waiting.Enqueue(p);
                else got.AddRange(table.Where(r => Selects(part, r))); // one day of one market: nothing divides it
            }
            Assert.Equal(table.Order(), got.Order());
        }
    }

    private static bool Selects(IReadOnlyDictionary<string, object> arguments, (string Code, DateOnly? Day, string Market) row) =>
        (!arguments.TryGetValue("codes", out var codes) || ((string)codes).Split(',').Contains(row.Code))
        && (!arguments.TryGetValue("from", out var from) || row.Day >= (DateOnly)from)
        && (!arguments.TryGetValue("to", out var to) || row.Day <= (DateOnly)to)
        && (!arguments.TryGetValue("market", out var market) || row.Market == (string)market);
}
