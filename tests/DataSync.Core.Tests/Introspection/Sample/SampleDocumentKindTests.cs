using DataSync.Introspection.Sample;
using Xunit;

namespace DataSync.Introspection;

public sealed class SampleDocumentKindTests
{
    private static readonly SampleDocumentKind Kind = new();

    private static DatasetDraft Read(string text, string address = "bars.json", string type = "application/json") => Assert.Single(Kind.Read(new(address, type, text)));

    private static string Columns(DatasetDraft draft) => string.Join(" ", draft.Dataset.Columns.Select(c => $"{c.Name}:{c.Type}"));

    [Fact]
    public void Rows_in_an_envelope_tell_columns_and_key()
    {
        var draft = Read("""
            {"code": 0, "data": {"items": [
                {"symbol": "A", "day": "20240102", "open": 1, "at": "2024-01-02T08:00:00Z", "tags": ["x"], "note": null},
                {"symbol": "A", "day": "20240103", "open": 1.5, "at": "2024-01-03T08:00:00Z", "tags": [], "note": null},
                {"symbol": "B", "day": "20240102", "open": 2, "at": "2024-01-02T08:00:00Z", "tags": [], "note": null}]}}
            """);

        Assert.Equal("bars", draft.Dataset.Name);
        Assert.Equal("symbol:String day:Date open:Double at:TimestampTz tags:Json note:String", Columns(draft));
        Assert.Equal("yyyyMMdd", draft.Dataset.FindColumn("day")!.Format);
        Assert.Equal(["symbol", "day"], draft.Dataset.Key);
        Assert.Equal("""{"records":{"shape":"Objects","path":"$.data.items"}}""", draft.Dataset.Settings!.ToJsonString());
        Assert.Contains(draft.Warnings, w => w.StartsWith("To confirm: type note String (no row of the sample has a value)", StringComparison.Ordinal));
        Assert.Contains(draft.Facts, f => f is { Subject: "missing values of note", Value: "3 of 3", Confidence: Confidence.Inferred });
    }

    [Theory]
    [InlineData("""{"names":["t","v"],"rows":[[1,"a"],[2,"b"]]}""", "t:Int64 v:String", """{"shape":"NamesAndRows","path":"$.rows","names":"$.names"}""")]
    [InlineData("""{"s":"ok","t":[1,2],"v":[0.5,1]}""", "t:Int64 v:Double", """{"shape":"Columns","path":"$"}""")]
    [InlineData("""[{"t":1,"v":true}]""", "t:Int64 v:Boolean", """{"shape":"Objects","path":"$"}""")]
    public void Each_shape_of_rows_is_found(string text, string columns, string records)
    {
        var draft = Read(text);

        Assert.Equal(columns, Columns(draft));
        Assert.Equal(records, draft.Dataset.Settings!["records"]!.ToJsonString());
    }

    [Fact]
    public void A_live_answer_tells_how_it_was_asked_for_and_no_secret()
    {
        var draft = Read("""[{"id":1},{"id":2}]""", "https://depots.example/v1/halls?depot=A&apikey=hidden");

        Assert.Equal("halls", draft.Dataset.Name);
        Assert.Equal("v1/halls", (string?)draft.Dataset.Settings!["path"]);
        Assert.Equal([("depot", "A")], draft.Dataset.Parameters.Select(p => (p.Name, p.Default)));
        Assert.DoesNotContain("hidden", string.Join(' ', draft.Facts) + string.Join(' ', draft.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_JSON_are_rows() => Assert.Equal("a:Int64 b:String", Columns(Read("{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n")));

    [Theory]
    [InlineData("code;day;n;ok\n000001;2024-01-02;1;true\n000002;2024-01-02;;false\n")]
    [InlineData("code,day,n,ok\r\n000001,2024-01-02,1,true\r\n000002,2024-01-02,,false\r\n")]
    [InlineData("code\tday\tn\tok\n\"000001\"\t2024-01-02\t1\ttrue\n000002\t2024-01-02\t\tfalse\n")]
    public void Separated_values_are_rows(string text)
    {
        var draft = Read(text, "halls.csv", "text/csv");

        Assert.Equal("code:String day:Date n:Int64 ok:Boolean", Columns(draft));
        Assert.Equal(["code", "day"], draft.Dataset.Key);
    }

    [Theory]
    [InlineData("{}", "application/json")]
    [InlineData("[1,2,3]", "application/json")]
    [InlineData("a,b\n1\n", "text/csv")]
    [InlineData("a,b\n", "text/csv")]
    public void What_has_no_rows_is_refused(string text, string type) => Assert.Equal("DocumentNotApi", Assert.Throws<DataSyncException>(() => Read(text, "x", type)).Id);

    [Theory]
    [InlineData("{\"a\":1}", "application/json", true)]
    [InlineData("a,b\n1,2\n", "text/plain", true)]
    [InlineData("Dear reader, this is\na text, with commas, in it.\n", "text/plain", false)]
    [InlineData("# Title", "text/markdown", false)]
    public void Data_is_told_from_text(string text, string type, bool isData) => Assert.Equal(isData, Kind.Recognize(new("x", type, text)) > 0);
}
