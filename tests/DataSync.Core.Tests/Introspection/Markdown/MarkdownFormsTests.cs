using DataSync.Introspection.Markdown;
using Xunit;

namespace DataSync.Introspection;

/// <summary>Forms that documentation sites and their converters give their pages; the texts are this project's own.</summary>
public sealed class MarkdownFormsTests
{
    private static readonly MarkdownDocumentKind Kind = new();

    private static DatasetDraft One(string text) => Assert.Single(Kind.Read(new("depots.md", "text/markdown", text)));

    private static string Parameters(DatasetDraft draft) => string.Join(" ", draft.Documented!.Parameters.Select(p => $"{p.Name}:{p.Type}{(p.Flag == true ? "!" : p.Flag is null ? "?" : "")}"));

    private static string Fields(DatasetDraft draft) => string.Join(" ", draft.Documented!.Fields.Select(f => $"{f.Name}:{f.Type}"));

    [Fact]
    public void Lines_of_a_cell_are_no_rows()
    {
        var draft = One("""
            # Halls

            `GET /api/halls`

            #### Request Parameters

            Parameter | Type | Required | Description
            ---|---|---|---
            kind | String | Yes | Kind of hall
            `COLD`
            `WARM`, the default
            hall | String | No | Its name

            #### Response Parameters

            | **Parameter** | **Type** | **Description** |
            |---|---|---|
            | hall | String | Its name |
            such as `H1`
            | kind | String | Its kind |

            Text below the table.
            """);

        Assert.Equal("kind:String! hall:String", Parameters(draft));
        Assert.Equal("hall:String kind:String", Fields(draft));
        Assert.Contains("WARM", draft.Documented!.Parameters[0].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_by_status_are_no_fields()
    {
        var draft = One("""
            ## List halls

            `GET /halls`

            ### Parameters

            Name | In | Type | Required | Description
            ---|---|---|---|---
            kind | query | string | false | none

            ### Responses

            Status | Meaning | Description | Schema
            ---|---|---|---
            200 | OK | All halls | [Hall]
            404 | Not Found | none | Error

            ### Response Schema

            Name | Type | Required | Restrictions | Description
            ---|---|---|---|---
            » name | string | false | none | Name
            » degrees | number(double) | false | none | Degrees
            """);

        Assert.Equal("kind:string", Parameters(draft));
        Assert.Equal("name:string degrees:number(double)", Fields(draft));
        Assert.Equal(["name", "degrees"], draft.Dataset.Columns.Select(c => c.Name));
    }

    [Fact]
    public void The_head_of_a_file_says_the_request_and_traditional_characters_are_read()
    {
        var draft = One("""
            ---
            title: 倉庫溫度
            openapi: GET /v1/degrees
            ---

            ## 請求參數

            | 參數名 | 是否必須 | 描述 |
            |---|---|---|
            | hall | 是 | 倉庫 |
            | limit | 否 | 筆數 |

            ## 返回字段說明

            | 字段 | 說明 |
            |---|---|
            | hall | 倉庫 |
            | degrees | 溫度 |
            """);

        Assert.Equal(("GET /v1/degrees", "倉庫溫度"), (draft.Documented!.Name, draft.Dataset.Title));
        Assert.Equal("hall:! limit:", Parameters(draft));
        Assert.Equal("hall: degrees:", Fields(draft));
    }

    [Fact]
    public void Components_of_documentation_sites_are_read()
    {
        var draft = One("""
            ---
            title: "Degrees"
            api: "GET https://depots.example/v2/degrees"
            ---

            <ParamField query="hall" type="string" required>
              Name of the hall.
            </ParamField>

            <ParamField query="limit" type="integer" default="50">
              Rows of a page.

              | Plan | Most |
              |---|---|
              | free | 50 |
            </ParamField>

            ### Response

            <ResponseField name="hall" type="string">
              Name of the hall.
            </ResponseField>

            <ResponseField name="degrees" type="number" />
            """);

        Assert.Equal("GET /v2/degrees", draft.Documented!.Name);
        Assert.Equal("hall:string! limit:integer", Parameters(draft));
        Assert.Equal("Name of the hall.", draft.Documented.Parameters[0].Description);
        Assert.Equal("50", draft.Dataset.Parameters[1].Default);
        Assert.Equal("hall:string degrees:number", Fields(draft));
    }

    [Fact]
    public void Sections_may_be_set_as_large_as_the_title()
    {
        var draft = One("""
            # Degrees

            ```
            GET /degrees
            ```

            # Parameters

            | Name | Type | Required |
            |---|---|---|
            | hall | string | yes |

            # Response Data

            ```json
            {"data": [{"hall": "H1", "degrees": 4.5}]}
            ```

            # Plans

            | Name | Type |
            |---|---|
            | price | money |
            """);

        Assert.Equal("hall:string!", Parameters(draft));
        Assert.Equal("hall:string degrees:number", Fields(draft));
    }

    [Fact]
    public void A_title_that_does_not_tell_belongs_to_the_section_above_it()
    {
        var draft = One("""
            ## Search

            `GET /search`

            ### Request body

            #### Degrees

            | Field | Type | Description |
            |---|---|---|
            | `degreesMin` / `degreesMax` | integer | Range |

            #### Kinds of halls

            | Name | Description |
            |---|---|
            | cold | Below 5 |

            ### Response

            | Field | Type |
            |---|---|
            | hall | string |
            """);

        Assert.Equal("degreesMin:integer? degreesMax:integer?", Parameters(draft));
        Assert.Equal("hall:string", Fields(draft));
    }

    [Fact]
    public void Weights_remarks_and_prose_are_no_parameters()
    {
        var draft = One("""
            # 温度

            ## HTTP请求

            GET `/api/degrees`

            ## 请求权重(IP)

            **60**

            ## 请求参数

            **hall** `string` *required*

            Name of the hall

            **Default value:** H1

            **Note:** `kind` is not needed.

            **from** & **until**

            ## 响应示例

            ```json
            [{"hall": "H1", "degrees": 4.5, "degrees": 5}]
            ```
            """);

        Assert.Equal("hall:string!", Parameters(draft)[.."hall:string!".Length]);
        Assert.DoesNotContain("60", Parameters(draft), StringComparison.Ordinal);
        Assert.DoesNotContain("Note", Parameters(draft), StringComparison.Ordinal);
        Assert.Equal("hall:string degrees:number", Fields(draft));
    }

    [Fact]
    public void An_interface_that_comes_twice_is_read_once()
    {
        const string Part = """
            ## {0}

            `GET /degrees`

            | Parameter | Type | Required |
            |---|---|---|
            | hall | string | yes |

            """;

        Assert.Equal("hall:string!", Parameters(One(Part.Replace("{0}", "Degrees", StringComparison.Ordinal) + Part.Replace("{0}", "温度", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_row_that_lacks_a_cell_is_said_and_left_out()
    {
        var draft = One("""
            # Halls

            `GET /halls`

            #### Response

            | Field | Name | Type | Description |
            |---|---|---|---|
            |Hall name|hall|string|Its name|
            |Kind of hall|string|(see below)|
            |Degrees now|degrees|number|Now|
            """);

        Assert.Equal("hall:string degrees:number", Fields(draft));
        Assert.Contains(draft.Warnings, w => w.Contains("Kind of hall | string", StringComparison.Ordinal));
    }

    [Fact]
    public void A_printed_body_of_a_request_is_no_answer()
    {
        var draft = One("""
            # Search

            `POST /search`

            ## Parameters

            | Name | Type | Required |
            |---|---|---|
            | hall | string | yes |
            | limit | int | no |

            ## More

            ```json
            {"hall": "H1", "limit": 5}
            ```
            """);

        Assert.Empty(draft.Documented!.Fields);
    }
}
