using System.Text.Json.Nodes;
using CsCheck;
using DataSync.Arguments;
using Xunit;

namespace DataSync.Tests.Arguments;

public sealed class SliceFactoryTests
{
    private static readonly Dataset Daily = new()
    {
        Name = "daily",
        Parameters =
        [
            new("trade_date", DataType.Date),
            new("ts_code", DataType.String),
            new("at", DataType.Timestamp) { Format = "yyyy-MM-dd HH:mm:ss" },
            new("offset", DataType.Int64),
            new("ratio", DataType.Double),
            new("amount", DataType.Decimal(18, 4)),
            new("open", DataType.Boolean),
        ],
    };

    private static readonly SliceFactory Factory = new(Daily, "yyyyMMdd", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    private static Slice Of(params (string, object?)[] arguments) => Factory.Create(arguments.ToDictionary(a => a.Item1, a => a.Item2));

    [Fact]
    public void The_same_argument_in_any_form_is_the_same_slice()
    {
        object[] forms = ["20240102", "2024-01-02", "2024/01/02", 20240102, 20240102L, new DateOnly(2024, 1, 2), new DateTime(2024, 1, 2), JsonValue.Create("20240102"), new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Local)];
        Assert.All(forms, f => Assert.Equal("trade_date=2024-01-02", Of(("trade_date", f)).Key));
    }

    /// <summary>Stores hold these texts for years: a change here loses everybody's ledger.</summary>
    [Fact]
    public void Canonical_keys_never_change()
    {
        Assert.Equal("", Of().Key);
        Assert.Equal("", Of(("trade_date", null), ("TS_CODE", "")).Key);
        Assert.Equal("trade_date=2024-01-02&ts_code=600000.SH", Of(("TS_CODE", "600000.SH"), ("trade_date", "20240102")).Key);
        Assert.Equal("ts_code=a%0026b%003dc%0025%000a股", Of(("ts_code", "a&b=c%\n股")).Key);
        Assert.Equal("at=2024-01-02T15:30:00&offset=5", Of(("at", "2024-01-02 15:30:00"), ("offset", "5")).Key);
        Assert.Equal("amount=1.5&open=true&ratio=0.1", Of(("amount", 1.50m), ("open", 1), ("ratio", 0.1)).Key);
        Assert.Equal("ts_code=A,B", Of(("ts_code", new object[] { "A", "B", null! })).Key);
        Assert.Equal("ts_code=20240102", Of(("ts_code", new DateOnly(2024, 1, 2))).Key);
    }

    [Fact]
    public void Keys_are_unambiguous_and_come_back() => Gen.String.Where(s => !string.IsNullOrWhiteSpace(s)).Select(Gen.String.Where(s => !string.IsNullOrWhiteSpace(s))).Sample((a, b) =>
    {
        var dataset = new Dataset { Name = "d", Parameters = [new("x", DataType.String), new("y", DataType.String)] };
        var factory = new SliceFactory(dataset, "yyyyMMdd", TimeZoneInfo.Utc);
        var slice = factory.Create(new Dictionary<string, object?> { ["x"] = a, ["y"] = b });
        var again = factory.FromKey(slice.Key)!;
        Assert.Equal((a, b, slice.Key), (again.Arguments["x"], again.Arguments["y"], again.Key));
    });

    [Fact]
    public void A_slice_has_the_latest_date_and_shows_dates_as_the_vendor_writes_them()
    {
        var slice = Of(("at", "2024-03-01 08:00:00"), ("trade_date", "20240102"), ("ts_code", "A"));
        Assert.Equal(new DateOnly(2024, 3, 1), slice.Date);
        Assert.Equal("at=2024-03-01 08:00:00, trade_date=20240102, ts_code=A", slice.Display);
        Assert.Null(Of(("ts_code", "A")).Date);
        Assert.Equal(slice.Key, Factory.FromKey(slice.Key)!.Key);
    }

    [Theory]
    [InlineData("trade_dat", "20240102", "parameter 'trade_dat' is unknown", "trade_date")]
    [InlineData("trade_date", "20240230", "parameter 'trade_date' takes Date, not '20240230'", "20240102")]
    [InlineData("trade_date", true, "parameter 'trade_date' takes Date", "20240102")]
    [InlineData("offset", "ten", "parameter 'offset' takes Int64, not 'ten'", "Int64")]
    public void Wrong_arguments_name_slice_parameter_and_fix(string name, object value, string message, string advice)
    {
        Assert.False(Factory.TryCreate(new Dictionary<string, object?> { ["ts_code"] = "A", [name] = value }, out _, out var failure));
        Assert.Equal(FailureCategory.BadArguments, failure.Category);
        Assert.Contains("daily: ts_code=A, ", failure.Message);
        Assert.Contains(message, failure.Message);
        Assert.Contains(advice, failure.Advice);
    }

    [Fact]
    public void Required_parameters_must_be_there()
    {
        var factory = new SliceFactory(Daily with { Parameters = [new("ts_code", DataType.String) { Required = true }] }, "yyyyMMdd", TimeZoneInfo.Utc);
        Assert.False(factory.TryCreate(new Dictionary<string, object?> { ["ts_code"] = "" }, out _, out var failure));
        Assert.Contains("parameter 'ts_code' is required", failure.Message);
    }

    [Fact]
    public async Task A_plan_without_arguments_is_one_slice()
    {
        async Task<List<string>> KeysOf(Plan plan) => await new LiteralGenerator().GenerateAsync(new(plan, Daily, new Store(), default, 0), default).Select(s => Factory.Create(s).Key).ToListAsync();
        Assert.Equal([""], await KeysOf(new Plan()));
        Assert.Equal(["trade_date=2024-01-02", "offset=5"], await KeysOf(new Plan { Arguments = [new JsonObject { ["trade_date"] = "20240102" }, new JsonObject { ["offset"] = 5 }] }));
    }

    [Fact]
    public void Conditions_have_the_columns_types()
    {
        var dataset = new Dataset
        {
            Name = "d",
            Parameters =
            [
                new("start", DataType.Date) { Filter = new("day", FilterOperator.From) },
                new("codes", DataType.String) { Filter = new("code", FilterOperator.In) },
                new("ids", DataType.String) { Filter = new("id", FilterOperator.In) },
                new("fmt", DataType.String),
            ],
            Columns = [new("day", DataType.Timestamp), new("code", DataType.String), new("id", DataType.Int64)],
        };
        var factory = new SliceFactory(dataset, "yyyyMMdd", TimeZoneInfo.Utc);
        var slice = factory.Create(new Dictionary<string, object?> { ["start"] = "20240102", ["codes"] = "A, B", ["ids"] = "1,2" });
        Assert.True(SliceConditions.TryCreate(dataset, slice, out var conditions, out _));
        Assert.Equal([new DateTime(2024, 1, 2)], conditions.Single(c => c.Column == "day").Values);
        Assert.Equal(["A", "B"], conditions.Single(c => c.Column == "code").Values);
        Assert.Equal([1L, 2L], conditions.Single(c => c.Column == "id").Values);
        Assert.False(SliceConditions.TryCreate(dataset, factory.Create(new Dictionary<string, object?> { ["fmt"] = "x" }), out _, out var failure));
        Assert.Contains("'fmt'", failure.Message);
        Assert.False(SliceConditions.TryCreate(dataset, factory.Create(new Dictionary<string, object?> { ["ids"] = "1,x" }), out _, out failure));
        Assert.Contains("'ids'", failure.Message);
    }
}
