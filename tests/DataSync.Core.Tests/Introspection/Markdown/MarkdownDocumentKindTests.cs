using DataSync.Introspection.Markdown;
using Xunit;

namespace DataSync.Introspection;

public sealed class MarkdownDocumentKindTests
{
    private static readonly MarkdownDocumentKind Kind = new();

    private static IReadOnlyList<DatasetDraft> Read(string text) => Kind.Read(new("depots.md", "text/markdown", text));

    private static DatasetDraft One(string text) => Assert.Single(Read(text));

    private static string Parameters(DatasetDraft draft) => string.Join(" ", draft.Documented!.Parameters.Select(p => $"{p.Name}:{p.Type}{(p.Flag == true ? "!" : p.Flag is null ? "?" : "")}"));

    private static string Fields(DatasetDraft draft) => string.Join(" ", draft.Documented!.Fields.Select(f => $"{f.Name}:{f.Type}"));

    [Fact]
    public void A_page_of_several_endpoints_gives_each_its_own()
    {
        var drafts = Read("""
            # Depot service

            ## Common parameters
            | Parameter | Required | Description |
            |---|---|---|
            | trace | No | Any text. |

            ## Temperatures
            ```
            GET /api/temperatures
            ```
            Degrees of a hall.

            **Parameters:**

            Name | Type | Mandatory | Description
            -----|------|-----------|------------
            hall | STRING | YES |
            limit | INT | NO | Default: 50; Maximum: 400.

            Supported halls:

            Hall | `hall` value
            -----|-----
            cold | `C`

            **Response:**
            ```javascript
            [
                [
                    1700000000000,  // Measured at
                    "4.5",          // Degrees
                ]
            ]
            ```

            ## Halls

            #### `GET /api/halls`

            | Field | Type |
            |---|---|
            | id | int |
            | name | string |

            ### Error codes

            | Code | Description |
            |---|---|
            | 1 | No hall. |
            """);

        Assert.Equal(["GET /api/temperatures", "GET /api/halls"], drafts.Select(d => d.Dataset.ApiName));
        Assert.Equal(["api_temperatures", "api_halls"], drafts.Select(d => d.Dataset.Name));
        Assert.Equal("hall:STRING! limit:INT", Parameters(drafts[0]));
        Assert.Equal("Measured at:number Degrees:string", Fields(drafts[0]));
        Assert.Equal(50, drafts[0].Dataset.RowCap);
        Assert.Equal("id:int name:string", Fields(drafts[1]));
        Assert.Equal(["id"], drafts[1].Dataset.Key);
    }

    [Fact]
    public void Stated_names_and_chinese_words_are_read()
    {
        var drafts = Read("""
            # 仓库数据

            ## 温度

            接口：depot_temp

            描述：每日温度

            输入参数

            | 名称 | 类型 | 描述 |
            |---|---|---|
            | hall | str | hall="A" |

            取值一览表

            | 参数 | 说明 |
            |---|---|
            | A | 冷库 |

            输出参数-日度

            | 名称 | 类型 | 描述 |
            |---|---|---|
            | 日期 | object | - |
            | 温度 | float64 | 单位：度 |

            数据示例

            ```
                     日期   温度
            0  2024-01-02  4.5
            ```

            输出参数-月度

            | 名称 | 类型 | 描述 |
            |---|---|---|
            | 月份 | object | - |

            ## 仓库

            接口：depot_list

            输入参数

            | 名称 | 类型 | 描述 |
            |---|---|---|
            | - | - | - |

            仓库一览

            | 名称 | 类型 | 描述 |
            |---|---|---|
            | 代码 | object | - |
            """);

        Assert.Equal(["depot_temp", "depot_list"], drafts.Select(d => d.Dataset.Name));
        Assert.Equal("hall:str?", Parameters(drafts[0]));
        Assert.Equal("日期:object 温度:float64", Fields(drafts[0]));
        Assert.Equal([DataType.Date, DataType.Double], drafts[0].Dataset.Columns.Select(c => c.Type));
        Assert.Equal("每日温度", drafts[0].Dataset.Description);
        // no section says that the last table is the answer: the document states no fields, and the guess is asked about
        Assert.Empty(drafts[1].Documented!.Fields);
        Assert.Equal(["代码"], drafts[1].Dataset.Columns.Select(c => c.Name));
        Assert.Contains(drafts[1].Warnings, w => w.StartsWith("To confirm: columns 代码", StringComparison.Ordinal));
    }

    [Fact]
    public void Components_and_nested_rows_are_read()
    {
        var draft = One("""
            ---
            title: Get Halls
            ---

            ### HTTP Request
            <Endpoint method="GET" url="/v5/halls" />

            ### Request Parameters
            | Parameter | Required | Type | Comments |
            |:---|:---|:---|---|
            | [depot](../enum#depot) | **true** | string | A depot |
            | cursor | false | string | Token of the next page |

            ### Response Parameters
            | Parameter | Type | Comments |
            |:---|:---|---|
            | nextPageCursor | string | Next page |
            | list | array | Halls |
            | > hall | string | Hall |
            | > opened | string | Day, YYYY-MM-DD |
            | > door | object | Door |
            | >> width | number | Width |

            ### Response Example
            ```json
            {"code": 0, "result": {"nextPageCursor": "x", "list": [{"hall": "A", "opened": "2024-01-02", "door": {"width": 2}}]}}
            ```
            """);
        var dataset = draft.Dataset;

        Assert.Equal("Get Halls", dataset.Title);
        Assert.Equal("depot:string! cursor:string", Parameters(draft));
        Assert.Equal("nextPageCursor:string list:array hall:string opened:string door:object width:number", Fields(draft));
        Assert.Equal([("hall", DataType.String), ("opened", DataType.Date), ("door", DataType.Json)], dataset.Columns.Select(c => (c.Name, c.Type)));
        Assert.Equal("$.result.list", (string?)dataset.Settings!["records"]!["path"]);
        Assert.Equal("""{"mode":"Cursor","cursor":"$.result.nextPageCursor"}""", dataset.Settings["paging"]!.ToJsonString());
    }

    [Fact]
    public void Labelled_lines_paths_and_lists_are_read()
    {
        var draft = One("""
            # Bars

            Base URL: https://depots.example/api
            Path: `/bars/<hall>/{from}`
            Method: GET

            ## URI parameters

            `<halls>` - One or several, comma separated

            `{from}` (string, YYYY-MM-DD) - First day

            ## Query parameters

            - `unit` (string, optional): one of
              - `C`
              - `F`
            - **api_token** *(required)* your key

            ## Response body

            | Field | Name | Type | Description |
            |---|---|---|---|
            | Measured at | t | string | Format: YYYY-MM-DDThh:mm |
            | Degrees | d | number | - |

            Notes:

            - Note: values are rounded.
            """);

        Assert.Equal("GET /bars/<hall>/{from}", draft.Dataset.ApiName);
        Assert.Equal("halls:! {from}:! unit:string api_token:!", Parameters(draft));
        Assert.Equal("t:string d:number", Fields(draft));
        Assert.Equal(["halls", "from", "unit"], draft.Dataset.Parameters.Select(p => p.Name));
        Assert.Equal("""{"query":{"api_token":"{{token}}"}}""", draft.Source!.Settings!.ToJsonString());
        Assert.Equal("https://depots.example/api", draft.Source.Uri);
    }

    [Fact]
    public void A_title_s_words_do_not_hide_an_interface()
    {
        var drafts = Read("""
            ## Get limit orders
            GET /orders/limits
            ### Parameters
            | Name | Type |
            |--|--|
            | day | string |

            ## 所有代码

            GET /codes
            ### 返回参数
            | 名称 | 类型 |
            |--|--|
            | code | string |
            """);

        Assert.Equal(["GET /orders/limits", "GET /codes"], drafts.Select(d => d.Dataset.ApiName));
    }

    [Fact]
    public void Interfaces_of_one_address_are_told_apart()
    {
        var drafts = Read("""
            ### Daily
            `GET /query?function=DAILY&hall={hall}`
            Daily degrees.

            ### Weekly
            `GET /query?function=WEEKLY&hall={hall}`
            Weekly degrees.
            """);

        Assert.Equal(["GET /query?function=DAILY", "GET /query?function=WEEKLY"], drafts.Select(d => d.Dataset.ApiName));
        Assert.Equal("function:? hall:!", Parameters(drafts[0]));
        Assert.Equal(["hall"], drafts[0].Dataset.Parameters.Select(p => p.Name));
        Assert.Equal("DAILY", (string?)drafts[0].Dataset.Settings!["query"]!["function"]);
    }

    [Theory]
    [InlineData("# Title\n\nSome text, and a table of codes.\n\n| Code | Value |\n|--|--|\n| a | b |\n", "DocumentNotApi")]
    [InlineData("", "DocumentNotApi")]
    public void Pages_without_an_interface_are_refused(string text, string id) => Assert.Equal(id, Assert.Throws<DataSyncException>(() => Read(text)).Id);

    [Fact]
    public void Depth_and_length_are_refused()
    {
        Assert.Equal("DocumentTooDeep", Assert.Throws<DataSyncException>(() => Read(string.Concat(Enumerable.Repeat("> ", 20_000)) + "x")).Id);
        Assert.Equal("DocumentTooDeep", Assert.Throws<DataSyncException>(() => Read(string.Concat(Enumerable.Range(0, 1000).Select(i => new string(' ', 2 * i) + "- a\n")))).Id);
        Assert.Equal("DocumentTooLarge", Assert.Throws<DataSyncException>(() => Read(new string('x', (4 << 20) + 1))).Id);
    }
}
