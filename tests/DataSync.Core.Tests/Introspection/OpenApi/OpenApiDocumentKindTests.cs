using DataSync.Introspection.OpenApi;
using Xunit;

namespace DataSync.Introspection;

public sealed class OpenApiDocumentKindTests
{
    private static readonly OpenApiDocumentKind Kind = new();

    private const string Depots = """
        openapi: 3.0.3
        info: {title: Depots, version: '1'}
        servers: [{url: 'http://{region}.depots.example/v1', variables: {region: {default: eu}}}, {url: https://depots.example/v1}]
        paths:
          /depots/{depot}/temperatures:
            parameters:
              - {name: depot, in: path, required: true, schema: {type: string}, description: The depot.}
            get:
              operationId: list-temperatures
              summary: Temperatures of a depot
              tags: [Climate]
              parameters:
                - $ref: '#/components/parameters/Limit'
                - {name: offset, in: query, schema: {type: integer}}
                - {name: unit, in: query, schema: {type: string, enum: [C, F], default: C}}
                - {name: api_key, in: query, required: true, schema: {type: string}}
                - {name: X-Trace, in: header, schema: {type: string}}
              responses:
                '200':
                  description: ok
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          total: {type: integer}
                          data: {type: array, items: {$ref: '#/components/schemas/Temperature'}}
            post:
              operationId: add-temperature
              requestBody: {content: {application/x-www-form-urlencoded: {schema: {required: [value], properties: {value: {type: number}}}}}}
              responses: {'200': {description: ok}}
          /series:
            get:
              responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {t: {type: array, items: {type: integer}}, v: {type: array, items: {type: number}}, s: {type: string}}}}}}}
        components:
          parameters:
            Limit: {name: limit, in: query, schema: {type: integer, maximum: 500}, description: Rows of a page.}
          securitySchemes:
            key: {type: apiKey, in: query, name: api_key}
          schemas:
            Stamped: {type: object, required: [day], properties: {day: {type: string, format: date}, at: {type: string, format: date-time, nullable: true}}}
            Temperature:
              allOf:
                - $ref: '#/components/schemas/Stamped'
                - properties:
                    degrees: {type: number, description: In the unit asked for.}
                    place: {type: object, properties: {hall: {type: string}, row: {type: integer}}}
                    previous: {$ref: '#/components/schemas/Temperature'}
                    lost: {$ref: '#/components/schemas/Nowhere'}
        """;

    private static IReadOnlyList<DatasetDraft> Read(string text, int depth = 1) => Kind.Read(new("depots.yaml", "application/yaml", text), new() { Depth = depth });

    private static DatasetDraft Temperatures(int depth = 1) => Read(Depots, depth)[0];

    [Fact]
    public void An_operation_is_a_dataset()
    {
        var draft = Temperatures();
        var dataset = draft.Dataset;

        Assert.Equal(("list-temperatures", "GET /depots/{depot}/temperatures", "Temperatures of a depot"), (dataset.Name, dataset.ApiName, dataset.Title));
        Assert.Equal(["depot", "limit", "offset", "unit", "X-Trace"], dataset.Parameters.Select(p => p.Name));
        Assert.True(dataset.FindParameter("depot")!.Required);
        Assert.Equal(["C", "F"], dataset.FindParameter("unit")!.Values!);
        Assert.Equal("C", dataset.FindParameter("unit")!.Default);
        Assert.Equal([("day", DataType.Date), ("at", DataType.TimestampTz), ("degrees", DataType.Double), ("place", DataType.Json), ("previous", DataType.Json), ("lost", DataType.Json)],
            dataset.Columns.Select(c => (c.Name, c.Type)));
        Assert.Equal(["day"], dataset.Key);
        Assert.Equal(["Climate"], draft.Tags);
    }

    [Fact]
    public void The_document_s_own_words_are_kept()
    {
        var said = Temperatures().Documented!;

        Assert.Equal(["depot", "limit", "offset", "unit", "api_key", "X-Trace"], said.Parameters.Select(p => p.Name));
        Assert.Equal([("total", "integer"), ("data", "array")], said.Fields.Select(f => (f.Name, f.Type)));
    }

    [Fact]
    public void Rows_paging_and_path_become_settings()
    {
        var settings = Temperatures().Dataset.Settings!;

        Assert.Equal("depots/{{arguments.depot}}/temperatures", (string?)settings["path"]);
        Assert.Equal("""{"shape":"Objects","path":"$.data"}""", settings["records"]!.ToJsonString());
        Assert.Equal("""{"mode":"OffsetLimit","pageSize":500}""", settings["paging"]!.ToJsonString());
        Assert.Equal("""{"...":"{{arguments}}","offset":"{{page.offset}}","limit":"{{page.limit}}"}""", settings["query"]!.ToJsonString());
        Assert.Equal("{{arguments.X-Trace}}", (string?)settings["headers"]!["X-Trace"]);
    }

    [Fact]
    public void The_token_is_the_source_s()
    {
        var draft = Temperatures();

        Assert.Equal("https://depots.example/v1", draft.Source!.Uri);
        Assert.Equal("""{"query":{"api_key":"{{token}}"}}""", draft.Source.Settings!.ToJsonString());
        Assert.Null(draft.Dataset.FindParameter("api_key"));
        Assert.Contains(draft.Facts, f => f is { Subject: "token", Value: "api_key", Confidence: Confidence.Inferred });
    }

    [Fact]
    public void Nested_objects_become_columns_where_asked_for()
    {
        var columns = Temperatures(depth: 2).Dataset.Columns;

        Assert.Equal(["day", "at", "degrees", "place_hall", "place_row", "previous_day", "previous_at", "previous_degrees", "previous_place", "previous_previous", "previous_lost", "lost"],
            columns.Select(c => c.Name));
        Assert.Equal(DataType.Int64, columns.Single(c => c.Name == "place_row").Type);
    }

    [Fact]
    public void What_is_not_sure_is_asked_about()
    {
        var draft = Temperatures();

        Assert.Contains(draft.Warnings, w => w.Contains("#/components/schemas/Nowhere", StringComparison.Ordinal));
        Assert.Contains(draft.Warnings, w => w.StartsWith("To confirm: key day", StringComparison.Ordinal));
        Assert.Contains(draft.Warnings, w => w.StartsWith("To confirm: paging OffsetLimit by offset, limit", StringComparison.Ordinal));
        Assert.Contains(draft.Facts, f => f is { Subject: "type of degrees", Value: "Double", Confidence: Confidence.Stated });
    }

    [Fact]
    public void What_changes_the_vendor_s_data_is_told_apart()
    {
        var post = Read(Depots)[1];

        Assert.False(post.OnlyReads);
        Assert.Equal([("depot", true), ("value", true)], post.Documented!.Parameters.Select(p => (p.Name, p.Flag == true)));
        Assert.Equal("POST", (string?)post.Dataset.Settings!["method"]);
        Assert.Equal("Form", (string?)post.Dataset.Settings["bodyFormat"]);
    }

    [Fact]
    public void Arrays_side_by_side_are_columns()
    {
        var dataset = Read(Depots)[2].Dataset;

        Assert.Equal("series", dataset.Name);
        Assert.Equal([("t", DataType.Int64), ("v", DataType.Double)], dataset.Columns.Select(c => (c.Name, c.Type)));
        Assert.Equal("""{"shape":"Columns","path":"$"}""", dataset.Settings!["records"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"swagger":"2.0","info":{"title":"t","version":"1"},"host":"h.example","basePath":"/v2","schemes":["https"],"paths":{"/a":{"get":{"produces":["application/json","text/csv"],"parameters":[{"name":"q","in":"query","type":"string","required":true}],"responses":{"200":{"description":"","schema":{"type":"array","items":{"$ref":"#/definitions/A"}}}}}}},"definitions":{"A":{"type":"object","properties":{"id":{"type":"integer"},"note":{"type":"string"}}}}}""")]
    [InlineData("""{"openapi":"3.1.0","info":{"title":"t","version":"1"},"servers":[{"url":"https://h.example/v2"}],"paths":{"/a":{"get":{"parameters":[{"name":"q","in":"query","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/A"}}}}}}}}},"components":{"schemas":{"A":{"type":"object","properties":{"id":{"type":["integer","null"]},"note":{"anyOf":[{"type":"string"},{"type":"null"}]}}}}}}""")]
    public void Reads_each_version(string text)
    {
        Assert.Equal(0.95, Kind.Recognize(new("a.json", "application/json", text)));
        var draft = Assert.Single(Read(text));

        Assert.Equal("GET /a", draft.Dataset.ApiName);
        Assert.Equal("https://h.example/v2", draft.Source!.Uri);
        Assert.Equal([("id", DataType.Int64), ("note", DataType.String)], draft.Dataset.Columns.Select(c => (c.Name, c.Type)));
        Assert.Equal([("q", true)], draft.Dataset.Parameters.Select(p => (p.Name, p.Required)));
    }

    [Fact]
    public void Forgives_a_colon_in_a_plain_value_in_braces()
    {
        var draft = Assert.Single(Read("""
            openapi: 3.0.0
            info: {title: t, version: '1'}
            paths:
              /a:
                get:
                  responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
            components:
              schemas:
                A:
                  type: object
                  properties:
                    link: {type: string, example: https://depots.example/, description: A link.}
                    time: {type: string, example: 09:30:00}
            """));

        Assert.Equal(["link", "time"], draft.Documented!.Fields.Select(f => f.Name));
    }

    [Theory]
    [InlineData("""{"openapi":"3.0.0","paths":{"/a":""")]
    [InlineData("""{"openapi":"9.0.0","info":{},"paths":{"/a":{"get":{}}}}""")]
    [InlineData("openapi: 3.0.0\npaths: {}\n")]
    [InlineData("openapi: 3.0.0\na: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\npaths: {}\n")]
    public void Refuses_what_cannot_be_read(string text)
    {
        var error = Assert.Throws<DataSyncException>(() => Read(text));

        Assert.Equal("DocumentInvalid", error.Id);
        Assert.StartsWith("depots.yaml: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_depth()
    {
        var deep = $$"""{"openapi":"3.0.0","paths":{},"x":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";

        Assert.Equal("DocumentInvalid", Assert.Throws<DataSyncException>(() => Read(deep)).Id);
    }

    [Fact]
    public void Cycles_of_references_end()
    {
        var draft = Assert.Single(Read("""{"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/A"}}}}}}}}},"components":{"schemas":{"A":{"allOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]},"B":{"properties":{"b":{"$ref":"#/components/schemas/C"}}},"C":{"$ref":"#/components/schemas/D"},"D":{"$ref":"#/components/schemas/C"}}}}""", depth: 8));

        Assert.Equal(["b"], draft.Dataset.Columns.Select(c => c.Name));
    }

    [Theory]
    [InlineData("<html><body>\"openapi\": \"3.0.0\" \"paths\"</body></html>")]
    [InlineData("# Title\n\nUse openapi: 3\n")]
    [InlineData("{\"data\":[1]}")]
    public void Leaves_other_documents_alone(string text) => Assert.Equal(0, Kind.Recognize(new("a", "text/plain", text)));
}
