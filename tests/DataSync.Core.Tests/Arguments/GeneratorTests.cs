using System.Text.Json.Nodes;
using DataSync.Arguments;
using DataSync.Arguments.Generators.Batch;
using DataSync.Arguments.Generators.Calendar;
using DataSync.Arguments.Generators.Column;
using DataSync.Arguments.Generators.Dates;
using DataSync.Arguments.Generators.Numbers;
using DataSync.Arguments.Generators.Product;
using DataSync.Arguments.Generators.Sequence;
using DataSync.Arguments.Generators.Sets;
using DataSync.Arguments.Generators.Values;
using DataSync.Arguments.Generators.Zip;
using DataSync.Catalog;
using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Arguments;

/// <summary>What each kind of generator gives, and that files keep it.</summary>
public sealed class GeneratorTests
{
    private static readonly DateOnly Today = new(2024, 2, 10);

    [Theory]
    [InlineData(PeriodStep.Day, PeriodDay.Start, "2024-02-08", null, "0208 0209 0210")]
    [InlineData(PeriodStep.Week, PeriodDay.Start, "2024-01-24", null, "0129 0205")]
    [InlineData(PeriodStep.Week, PeriodDay.End, "2024-01-24", null, "0128 0204")]
    [InlineData(PeriodStep.Month, PeriodDay.End, "2023-11-15", "2024-02-29", "1130 1231 0131 0229")]
    [InlineData(PeriodStep.Month, PeriodDay.End, "2023-11-15", null, "1130 1231 0131")]
    [InlineData(PeriodStep.Quarter, PeriodDay.End, "2023-03-31", null, "0331 0630 0930 1231")]
    [InlineData(PeriodStep.Year, PeriodDay.Start, "2022-01-01", null, "0101 0101 0101")]
    public async Task Dates_of_periods(PeriodStep step, PeriodDay at, string from, string? to, string expected) => Assert.Equal(expected, string.Join(' ',
        (await Read(new DatesGenerator { Parameter = "d", From = DateOnly.Parse(from), To = to is null ? null : DateOnly.Parse(to), Step = step, At = at })).Select(s => $"{s["d"]:MMdd}")));

    [Fact]
    public async Task Ranges_lie_at_fixed_places_and_the_open_end_stays_what_it_is_until_its_period_is_over()
    {
        var generator = new DatesGenerator { FromParameter = "a", ToParameter = "b", From = new(2023, 12, 15), Step = PeriodStep.Month };
        string[] expected = ["1215-1231", "0101-0131", "0201-0229"];
        Assert.Equal(expected, (await Read(generator)).Select(Text));
        Assert.Equal(expected, (await Read(generator, today: Today.AddDays(1))).Select(Text));
        Assert.Equal(["0101-0131"], (await Read(generator, limit: (new(2024, 1, 5), new(2024, 1, 7)))).Select(Text));
        Assert.Equal(["1215-1231", "0101-0110"], (await Read(generator with { To = new(2024, 1, 10) })).Select(Text));

        static string Text(IReadOnlyDictionary<string, object?> set) => $"{set["a"]:MMdd}-{set["b"]:MMdd}";
    }

    [Fact]
    public async Task The_calendars_days_up_to_today_or_the_last_of_each_week()
    {
        var calendar = new CalendarGenerator { Parameter = "d", CalendarTable = "cal", Column = "day", Where = new() { ["open"] = 1 }, From = new(2024, 2, 1) };
        var tables = new Tables("day", "20240131", "20240201", "20240202", "20240205", "20240208", "20240212");
        Assert.Equal("0201 0202 0205 0208", string.Join(' ', (await Read(calendar, tables: tables)).Select(s => $"{s["d"]:MMdd}")));
        Assert.Equal("open=1", tables.Asked);
        Assert.Equal("0202 0208", string.Join(' ', (await Read(calendar with { Step = PeriodStep.Week }, tables: tables)).Select(s => $"{s["d"]:MMdd}")));
        Assert.Equal("0208", string.Join(' ', (await Read(calendar, tables: tables, limit: (new(2024, 2, 6), null))).Select(s => $"{s["d"]:MMdd}")));
        await Assert.ThrowsAsync<DataSyncException>(() => Read(calendar, tables: new Tables("day", "no day")));
    }

    [Fact]
    public async Task Columns_of_a_table_skip_rows_without_a_value()
    {
        var sets = await Read(new ColumnGenerator { From = "stocks", Columns = new Dictionary<string, string> { ["code"] = "ts_code" }, OrderBy = ["-ts_code"] }, tables: new Tables("ts_code", "b", null, "a"));
        Assert.Equal(["b", "a"], sets.Select(s => s["code"]));
    }

    [Fact]
    public async Task Products_pairs_and_sequences()
    {
        var codes = new ValuesGenerator { Parameter = "c", Values = ["x", "y"] };
        var numbers = new NumbersGenerator { Parameter = "n", From = 3, To = 1, Step = -1 };
        Assert.Equal("x3 x2 x1 y3 y2 y1", Text(await Read(new ProductGenerator { Parts = [codes, numbers] })));
        Assert.Equal("x3 y2", Text(await Read(new ZipGenerator { Parts = [codes, numbers with { To = 2 }] })));
        Assert.Equal("ZipUneven", (await Assert.ThrowsAsync<DataSyncException>(() => Read(new ZipGenerator { Parts = [codes, numbers] }))).Id);
        Assert.Equal("x y x", Text(await Read(new SequenceGenerator { Parts = [codes, new SetsGenerator { Sets = [new() { ["c"] = "x" }] }] })));
        Assert.Equal("x y", Text(await Read(new BatchGenerator { Part = codes, Parameter = "c", Count = 2 })));

        static string Text(List<IReadOnlyDictionary<string, object?>> sets) => string.Join(' ', sets.Select(s => string.Concat(s.Values)));
    }

    public static TheoryData<string> Kinds => [.. ArgumentGenerators.All.Select(k => k.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Files_keep_each_kind_and_it_prints_itself(string kind)
    {
        using var folder = new TempFolder();
        var workspace = Workspace.Create(folder.Path);
        var generator = Example(kind);
        generator.Check();
        workspace.Plans.Save(new Plan { Name = "p", Generator = generator }, overwrite: false);
        var file = File.ReadAllText(Path.Combine(workspace.Plans.Path, "p.json"));
        Assert.Contains($"\"kind\": \"{kind}\"", file, StringComparison.Ordinal);
        Assert.DoesNotContain("gives", file, StringComparison.Ordinal);
        Assert.DoesNotContain("batching", file, StringComparison.Ordinal);
        var read = workspace.Plans.Get("p").Generator!;
        Assert.Equal(generator.ToString(), read.ToString());
        Assert.Equal(generator.Gives, read.Gives);
        Assert.Equal(generator.Reads, read.Reads);
        Assert.Contains("d", read.Gives);
    }

    [Fact]
    public void A_generator_prints_what_it_gives()
    {
        Assert.Equal("d: End of each Quarter from 2020-01-01 to today", Example("Dates").ToString());
        Assert.Equal("d = day: each in lake/cal where open = 1 or 2", Example("Column").ToString());
        Assert.Equal("(d: x, y) × (e: 1 to 9 by 2)", Example("Product").ToString());
        Assert.Equal("d: x, y; 50 of d a request", Example("Batch").ToString());
        Assert.Equal("d: last day of each Month in cal.day from 2024-01-01 to today", Example("Calendar").ToString());
    }

    [Theory]
    [InlineData("""{ "kind": "Poem" }""", "Poem")]
    [InlineData("""{ "kind": "Dates", "colour": 1 }""", "colour")]
    [InlineData("""{ "kind": "Dates", "step": "Hour" }""", "step")]
    public void A_wrong_file_is_told_with_its_field(string generator, string expected)
    {
        using var folder = new TempFolder();
        var workspace = Workspace.Create(folder.Path);
        Directory.CreateDirectory(workspace.Plans.Path);
        File.WriteAllText(Path.Combine(workspace.Plans.Path, "p.json"), $$"""{ "name": "p", "generator": {{generator}} }""");
        var error = Assert.Throws<DataSyncException>(() => workspace.Plans.Get("p"));
        Assert.Equal("CatalogFileInvalid", error.Id);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        ArgumentGenerator[] wrong =
        [
            new DatesGenerator { Parameter = "d" },
            new DatesGenerator { From = Today },
            new DatesGenerator { Parameter = "d", FromParameter = "a", ToParameter = "b", From = Today },
            new DatesGenerator { Parameter = "d", From = Today, To = Today.AddDays(-1) },
            new NumbersGenerator { Parameter = "n", From = 1, To = 2, Step = 0 },
            new NumbersGenerator { Parameter = "n", From = 2, To = 1 },
            new ValuesGenerator { Values = ["x"] },
            new ProductGenerator(),
            new ProductGenerator { Parts = [Example("Values"), Example("Dates")] },
            new BatchGenerator { Part = Example("Values"), Parameter = "other", Count = 2 },
            new BatchGenerator { Part = Example("Values"), Parameter = "d" },
            new BatchGenerator { Part = Example("Batch"), Parameter = "d", Count = 2 },
            new ColumnGenerator { From = "t" },
            new CalendarGenerator { Parameter = "d", CalendarTable = "t" },
        ];
        Assert.All(wrong, g => Assert.Equal("GeneratorInvalid", Assert.Throws<DataSyncException>(g.Check).Id));
    }

    private static ArgumentGenerator Example(string kind) => kind switch
    {
        "Dates" => new DatesGenerator { Parameter = "d", From = new(2020, 1, 1), Step = PeriodStep.Quarter, At = PeriodDay.End },
        "Values" => new ValuesGenerator { Parameter = "d", Values = ["x", "y"] },
        "Sets" => new SetsGenerator { Sets = [new() { ["d"] = 1 }] },
        "Numbers" => new NumbersGenerator { Parameter = "d", From = 1, To = 9, Step = 2 },
        "Column" => new ColumnGenerator { Store = "lake", From = "cal", Columns = new Dictionary<string, string> { ["d"] = "day" }, Where = new() { ["open"] = new JsonArray(1, 2) } },
        "Calendar" => new CalendarGenerator { Parameter = "d", CalendarTable = "cal", Column = "day", From = new(2024, 1, 1), Step = PeriodStep.Month },
        "Product" => new ProductGenerator { Parts = [Example("Values"), new NumbersGenerator { Parameter = "e", From = 1, To = 9, Step = 2 }] },
        "Zip" => new ZipGenerator { Parts = [Example("Values"), new ValuesGenerator { Parameter = "e", Values = [1, 2] }] },
        "Sequence" => new SequenceGenerator { Parts = [Example("Values")] },
        "Batch" => new BatchGenerator { Part = Example("Values"), Parameter = "d", Count = 50 },
        _ => throw new NotSupportedException($"A new kind needs an example: {kind}."),
    };

    private static async Task<List<IReadOnlyDictionary<string, object?>>> Read(ArgumentGenerator generator, DateOnly? today = null, IStoredTables? tables = null, (DateOnly? From, DateOnly? To) limit = default)
    {
        var context = new GeneratorContext(new Plan(), new Dataset(), new Store(), today ?? Today, 0) { Tables = tables, From = limit.From, To = limit.To };
        return await generator.GenerateAsync(context, TestContext.Current.CancellationToken).ToListAsync();
    }

    /// <summary>One table of one column.</summary>
    private sealed class Tables(string column, params string?[] values) : IStoredTables
    {
        public string Asked { get; private set; } = "";

        public async IAsyncEnumerable<RowBatch> ReadAsync(TableReference table, IReadOnlyList<string> columns, IReadOnlyDictionary<string, IReadOnlyList<object?>> where, bool distinct, IReadOnlyList<string> orderBy, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            Assert.Equal([column], columns);
            Assert.True(distinct);
            Asked = string.Join(',', where.Select(w => $"{w.Key}={string.Join('|', w.Value)}"));
            var vector = new ColumnVector<string>(new Column(column, DataType.String));
            foreach (var value in values) vector.AppendObject(value);
            yield return new RowBatch([vector], values.Length);
        }
    }
}
