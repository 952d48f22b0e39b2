using System.Text.Json.Nodes;
using DataSync.Introspection.Sample;
using Xunit;

namespace DataSync.Introspection;

public sealed class LooseJsonTests
{
    [Theory]
    [InlineData("""{"a": 1, "a": 2}""", """{"a":1}""")]
    [InlineData("""{"a": [{"b": 1}, {"b": 2}, ...]}""", """{"a":[{"b":1},{"b":2}]}""")]
    [InlineData("""{"a": [{"b": 1}, }""", """{"a":[{"b":1}]}""")]
    [InlineData("""{"a": [{"b": 1}""", """{"a":[{"b":1}]}""")]
    [InlineData("""{"a": [ [...] ], "b": {...}}""", """{"a":[],"b":{}}""")]
    [InlineData("""{"a": string, "b": number, "c": <text>}""", """{"a":null,"b":null,"c":null}""")]
    [InlineData("""{"a": "BUY" | "SELL", "b": 1.50 // price""" + "\n, \"c\": True}", """{"a":"BUY","b":1.5,"c":true}""")]
    [InlineData("{\"a\": 1 # one\n \"b\": 2}", """{"a":1,"b":2}""")]
    [InlineData("""{"a": 'x', b: "y\u4e2d\n",, "c": -1e3}""", """{"a":"x","b":"y\u4E2D\n","c":-1000}""")]
    [InlineData("/* rows */ [ {\"a\": 1} ] {\"b\": 2}", """[{"a":1}]""")]
    public void What_is_printed_for_people_is_read(string text, string expected) => Assert.Equal(expected, LooseJson.Parse(text)!.ToJsonString());

    [Fact]
    public void Deep_nesting_is_refused_and_long_texts_end()
    {
        Assert.Null(LooseJson.Parse(new string('[', 100_000) + "1"));
        Assert.Null(LooseJson.Parse(string.Concat(Enumerable.Repeat("{\"a\": ", 100_000))));
        Assert.Equal(200_000, Assert.IsType<JsonArray>(LooseJson.Parse($"[{string.Concat(Enumerable.Repeat("1,,", 200_000))}")).Count);
    }
}
