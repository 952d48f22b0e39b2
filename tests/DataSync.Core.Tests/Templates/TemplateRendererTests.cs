using System.Text.Json.Nodes;
using DataSync.Templates;
using Xunit;

namespace DataSync.Tests.Templates;

/// <summary>What a text sees, what it may do, and where its bounds are.</summary>
public sealed class TemplateRendererTests
{
    [Fact]
    public void Parameters_conditions_and_loops()
    {
        var template = Make("{{ for c in columns }}{{ if c.nullable }}{{ c.name | quote }}{{ else }}{{ c.name }}!{{ end }}{{ if !for.last }}, {{ end }}{{ end }} in {{ table }} from {{ since }}",
            new TemplateParameter { Name = "table", Required = true }, new TemplateParameter { Name = "since", Type = DataType.Date, Default = JsonValue.Create("20240102") });
        var columns = new object[] { Column("it's", true), Column("b", false) };
        Assert.Equal("'it''s', b! in daily from 2024-01-02", Render(template, Given("table", "daily"), Given("columns", columns)));

        static Dictionary<string, object?> Column(string name, bool nullable) => new() { ["name"] = name, ["nullable"] = nullable };
    }

    [Fact]
    public void Values_are_plain_data_whatever_they_come_as()
    {
        var template = Make("{{ a }} {{ b }} {{ c.x }} {{ d | array.size }} {{ e }} {{ f }} {{ g }} {{ json h }} {{ json d }}");
        Assert.Equal("1.50 2024-01-02 y 2 true Upsert Decimal(9,2) \"汇\\\"\" [\"p\",1]", Render(template, Given(), new Dictionary<string, object?>
        {
            ["a"] = 1.50m,
            ["b"] = new DateOnly(2024, 1, 2),
            ["c"] = new JsonObject { ["x"] = "y" },
            ["d"] = new object[] { "p", 1 },
            ["e"] = true,
            ["f"] = WriteMode.Upsert,
            ["g"] = DataType.Decimal(9, 2),
            ["h"] = "汇\"",
        }));
        Assert.Throws<ArgumentException>(() => Render(Make("x"), Given(), Given("a", new FileInfo("x"))));
    }

    [Fact]
    public void A_parameter_without_value_is_null_and_a_callers_function_is_there()
    {
        var template = Make("{{ if day }}no{{ else }}none{{ end }} {{ 'x' | quote_name }}", new TemplateParameter { Name = "day", Type = DataType.Date });
        Assert.Equal("none [x]", TemplateRenderer.Render(template, Given(), functions: new Dictionary<string, Func<string, string>> { ["quote_name"] = n => $"[{n}]" }));
    }

    [Theory]
    [InlineData("a\n{{ nothing }}", "line 12, column 4")]
    [InlineData("{{ 'x' | nofunction }}", "line 11")]
    [InlineData("{{ table.nothing }}", "line 11")]
    [InlineData("{{ include 'other' }}", "include")]
    [InlineData("{{ object.eval '1' }}", "eval")]
    [InlineData("{{ date.now }}", "now")]
    [InlineData("{{ math.random 1 9 }}", "random")]
    [InlineData("{{ math.uuid }}", "uuid")]
    [InlineData("{{ for i in 1..100000000 }}{{ end }}", "LoopLimit")]
    [InlineData("{{ for i in 1..1000 }}{{ for j in 1..1000 }}{{ end }}{{ end }}", "limit")]
    [InlineData("{{ while true }}{{ end }}", "limit")]
    [InlineData("{{ func f }}{{ f }}{{ end }}{{ f }}", "recursive")]
    [InlineData("{{ 'abc' * 100000000 }}", "LimitToString")]
    [InlineData("{{ for i in 1..90000 }}{{ 'twenty characters are 20' }}{{ end }}", "limit")]
    [InlineData("{{ 'a' | string.pad_left 1000000000 }}", "LimitToString")]
    [InlineData("{{ s = 'aaaaaaaaaa'; for i in 1..30; s = s + s; end; s }}", "limit")]
    public void What_is_not_there_or_past_a_bound_fails_with_its_place(string text, string expected)
    {
        var error = Assert.Throws<DataSyncException>(() => Render(Make(text), Given(), Given("table", new Dictionary<string, object?> { ["name"] = "daily" })));
        Assert.Equal("TemplateFailed", error.Id);
        Assert.Contains(expected, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("/w/templates/t.sbn: line ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_rendering_changes_no_other()
    {
        Render(Make("{{ string.upcase = 1; quote = 2; object.x = 3 }}"), Given(), Given(), ignoreFailure: true);
        Assert.Equal("A 'b'", Render(Make("{{ 'a' | string.upcase }} {{ 'b' | quote }}"), Given()));
    }

    [Theory]
    [InlineData("table", null, "TemplateParameterMissing", "'table' is required: The table")]
    [InlineData("tabel", "x", "TemplateParameterUnknown", "tabel")]
    [InlineData("day", "not a day", "TemplateParameterInvalid", "takes a value of type Date, not 'not a day'")]
    [InlineData("step", "Hour", "TemplateParameterInvalid", "out of Day, Month")]
    public void Wrong_parameters_are_named(string name, string? value, string id, string message)
    {
        var template = Make("x", new TemplateParameter { Name = "table", Required = name == "table", Help = "The table." }, new TemplateParameter { Name = "day", Type = DataType.Date }, new TemplateParameter { Name = "step", Values = ["Day", "Month"] });
        var error = Assert.Throws<DataSyncException>(() => Render(template, Given(name, value)));
        Assert.Equal(id, error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_take_one_value_or_several()
    {
        var template = Make("{{ days | array.join '|' }}", new TemplateParameter { Name = "days", Type = DataType.Date, List = true });
        Assert.Equal("2024-01-02", Render(template, Given("days", "20240102")));
        Assert.Equal("2024-01-02|2024-01-03", Render(template, Given("days", new object[] { "20240102", new DateOnly(2024, 1, 3) })));
        Assert.Equal("TemplateParameterInvalid", Assert.Throws<DataSyncException>(() => Render(template, Given("days", new[] { "x" }))).Id);
    }

    [Fact]
    public async Task A_caller_can_stop_it()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => TemplateRenderer.Render(Make("{{ for i in 1..9 }}{{ i }}{{ end }}"), Given(), cancellationToken: stop.Token));
    }

    private static Template Make(string text, params TemplateParameter[] parameters) => new() { Name = "t", Kind = "Migration", Text = text, Parameters = parameters, File = "/w/templates/t.sbn", TextLine = 11 };

    private static Dictionary<string, object?> Given(string? name = null, object? value = null) => name is null ? [] : new() { [name] = value };

    private static string Render(Template template, IReadOnlyDictionary<string, object?> given, IReadOnlyDictionary<string, object?>? variables = null, bool ignoreFailure = false)
    {
        try
        {
            return TemplateRenderer.Render(template, given, variables);
        }
        catch (DataSyncException) when (ignoreFailure)
        {
            return "";
        }
    }
}
