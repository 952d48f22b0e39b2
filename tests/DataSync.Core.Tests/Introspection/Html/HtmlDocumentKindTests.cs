using DataSync.Introspection.Html;
using Xunit;

namespace DataSync.Introspection;

public sealed class HtmlDocumentKindTests
{
    private static readonly HtmlDocumentKind Kind = new();

    private static IReadOnlyList<DatasetDraft> Read(string body) => Kind.Read(new("https://depots.example/docs", "text/html", $"<html><body>{body}</body></html>"));

    private static string Parameters(DatasetDraft draft) => string.Join(" ", draft.Documented!.Parameters.Select(p => $"{p.Name}:{p.Type}{(p.Flag == true ? "!" : p.Flag is null ? "?" : "")}"));

    [Fact]
    public void Marks_in_descriptions_and_answers_before_the_request_are_read()
    {
        var drafts = Read("""
            <h1>Halls</h1><h2>List halls</h2>
            <pre>[{"id": 1, "opened": "2024-01-02", "wide": true}, {"id": 2, "opened": "2024-02-03", "wide": false}]</pre>
            <p>All halls of a depot.</p>
            <h3>HTTP REQUEST</h3><p><strong>GET /api/halls?depot=&lt;depot&gt;</strong></p>
            <h3>PARAMETERS</h3><p>Halls can be chosen.</p>
            <table><thead><tr><th>Param</th><th>Type</th><th>Description</th></tr></thead>
            <tr><td>kind</td><td>string</td><td><em>[optional]</em> The kind</td></tr><tr><td>size<br><i>required</i></td><td>int</td><td>The size</td></tr></table>
            <h2>Hall history</h2><h3>HTTP Request</h3><p>GET /api/halls/history</p>
            <h3>Response items</h3><p>Each is an array of these:</p>
            <ul><li><strong>time</strong> when</li><li><strong>degrees</strong> how warm</li></ul>
            """);

        Assert.Equal(["GET /api/halls", "GET /api/halls/history"], drafts.Select(d => d.Dataset.ApiName));
        Assert.Equal("depot:! kind:string size:int!", Parameters(drafts[0]));
        Assert.Equal([("id", DataType.Int64), ("opened", DataType.Date), ("wide", DataType.Boolean)], drafts[0].Dataset.Columns.Select(c => (c.Name, c.Type)));
        Assert.Equal("All halls of a depot.", drafts[0].Dataset.Description);
        Assert.Equal(["time", "degrees"], drafts[1].Documented!.Fields.Select(f => f.Name));
        Assert.Contains(drafts[1].Warnings, w => w.StartsWith("To confirm: type time String, degrees String (no type is stated)", StringComparison.Ordinal));
    }

    [Fact]
    public void Paragraphs_with_an_example_address_are_an_interface()
    {
        var drafts = Read("""
            <h4>DEPOT_DAILY <span>New</span></h4><p>Daily degrees.</p>
            <h6><b>API Parameters</b></h6>
            <p><b>Required: <code>function</code></b></p><p>Here, <code>function=DEPOT_DAILY</code></p>
            <p>Optional: <code>unit</code></p><p>By default, <code>unit=C</code>.</p>
            <p><b>Required: <code>apikey</code></b></p><p>Your key.</p>
            <h6><b>Examples</b></h6><p><a href="https://depots.example/query?function=DEPOT_DAILY&hall=A&apikey=demo">link</a></p>
            """);

        var draft = Assert.Single(drafts);
        Assert.Equal("GET /query?function=DEPOT_DAILY", draft.Dataset.ApiName);
        Assert.Equal("DEPOT_DAILY", draft.Dataset.Name);
        Assert.Equal("function:! unit: apikey:!", Parameters(draft));
        Assert.Equal(["unit"], draft.Dataset.Parameters.Select(p => p.Name));
        Assert.Equal("DEPOT_DAILY", (string?)draft.Dataset.Settings!["query"]!["function"]);
    }

    [Fact]
    public void Definitions_are_read()
    {
        var draft = Assert.Single(Read("""
            <h2>Halls</h2><p><code>GET /halls</code></p>
            <h3>Query parameters</h3><dl><dt><code>depot</code></dt><dd>Required. A depot.</dd><dt>limit <em>integer</em></dt><dd>optional, at most 10</dd></dl>
            <h3>Returns</h3><dl><dt>id</dt><dd>The hall.</dd></dl>
            """));

        Assert.Equal("depot:! limit:integer", Parameters(draft));
        Assert.Equal(["id"], draft.Documented!.Fields.Select(f => f.Name));
    }

    [Fact]
    public void Depth_is_refused() =>
        Assert.Equal("DocumentTooDeep", Assert.Throws<DataSyncException>(() => Read(string.Concat(Enumerable.Repeat("<div>", 100_000)))).Id);

    [Fact]
    public void A_login_page_is_named_so() =>
        Assert.Contains("login page", Assert.Throws<DataSyncException>(() => Read("<form><input type=password></form>")).Message, StringComparison.Ordinal);
}
