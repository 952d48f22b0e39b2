using Xunit;

namespace DataSync.Tests.Sources.Http;

/// <summary>Nested answers: columns with paths, what appears below them, what is kept whole, and lists within records.</summary>
public sealed class NestedTests
{
    private const string Settings = """{ "path": "orders", "records": { "path": "$.orders" } }""";

    private static readonly Dataset Flat = new()
    {
        Name = "orders",
        Source = "vendor",
        Columns =
        [
            new("id", DataType.Int64), new("price_amount", DataType.Double) { Path = "$.price.amount" }, new("price_unit_code", DataType.String) { Path = "$.price.unit.code" },
            new("first_tag", DataType.String) { Path = "$.tags[0]" }, new("renamed", DataType.Boolean) { Path = "$['is-open']" },
        ],
    };

    [Fact]
    public async Task Paths_fill_columns_from_nested_objects_and_arrays()
    {
        await using var bench = Answer("""
            { "orders": [
              { "id": 1, "price": { "amount": 1.5, "unit": { "code": "CNY" } }, "tags": ["a", "b"], "is-open": 1 },
              { "id": 2, "price": null, "tags": [] },
              { "price": { "unit": { "code": "USD" } }, "id": 3, "is-open": false, "tags": null },
              { "id": 4, "price": { "amount": 9 }, "price": { "amount": 2.5, "unit": "none" }, "tags": [null, "x"] } ] }
            """);
        var result = await bench.FetchAsync(Flat);
        Assert.Null(result.Failure);
        Assert.Equal([1L, 2L, 3L, 4L], bench.Rows.Column("id"));
        Assert.Equal([1.5, null, null, 2.5], bench.Rows.Column("price_amount"));
        Assert.Equal(["CNY", null, "USD", null], bench.Rows.Column("price_unit_code"));
        Assert.Equal(["a", null, null, null], bench.Rows.Column("first_tag"));
        Assert.Equal([true, null, false, null], bench.Rows.Column("renamed"));
        Assert.Empty(result.SchemaChanges);
    }

    [Fact]
    public async Task What_appears_below_a_flattened_object_is_a_column_by_the_same_rule()
    {
        await using var bench = Answer("""{ "orders": [ { "id": 1, "price": { "amount": 1, "vat": 7, "unit": { "code": "CNY", "sign": "¥" } }, "tags": null, "is-open": null } ] }""");
        var result = await bench.FetchAsync(Flat);
        Assert.Null(result.Failure);
        Assert.Equal([("price_vat", "$.price.vat"), ("price_unit_sign", "$.price.unit.sign")], result.SchemaChanges.Where(c => c.Kind == SchemaChangeKind.Added).Select(c => (c.Column, c.Path)));
        Assert.Equal([7L], bench.Rows.Column("price_vat"));
        Assert.Equal(["¥"], bench.Rows.Column("price_unit_sign"));
        var refused = await bench.FetchAsync(Flat, SchemaPolicy.Freeze);
        Assert.Equal(FailureCategory.Schema, refused.Failure!.Category);
    }

    [Fact]
    public async Task An_object_can_be_kept_whole_beside_its_parts()
    {
        await using var bench = Answer("""{ "orders": [ { "id": 1, "price": { "amount": 1.5, "more": [1] } }, { "id": 2 } ] }""");
        var dataset = Flat with { Columns = [new("id", DataType.Int64), new("price", DataType.Json), new("price_amount", DataType.Double) { Path = "$.price.amount" }] };
        var result = await bench.FetchAsync(dataset);
        Assert.Empty(result.SchemaChanges);
        Assert.Equal(["""{ "amount": 1.5, "more": [1] }""", null], bench.Rows.Column("price"));
        Assert.Equal([1.5, null], bench.Rows.Column("price_amount"));
    }

    [Fact]
    public async Task A_nested_value_that_does_not_fit_names_its_column()
    {
        await using var bench = Answer("""{ "orders": [ { "id": 1, "price": { "amount": "much" } } ] }""");
        var failure = (await bench.FetchAsync(Flat)).Failure!;
        Assert.Equal((FailureCategory.Schema, "price_amount", DataType.String), (failure.Category, failure.Change!.Column, failure.Change.To!.Value));
    }

    [Fact]
    public async Task A_list_within_each_record_is_a_dataset_with_its_records_key()
    {
        await using var bench = Answer("""
            { "orders": [
              { "id": 1, "lines": { "items": [ { "sku": "a", "n": 2 }, { "sku": "b", "n": null } ] }, "buyer": { "name": "x" } },
              { "id": 2, "lines": { "items": [] }, "buyer": null },
              { "id": 3 },
              { "buyer": { "name": "y" }, "lines": { "items": [ { "n": 5, "sku": "c", "extra": true } ] }, "id": 4 } ] }
            """, """{ "path": "orders", "records": { "path": "$.orders[*].lines.items" } }""");
        var dataset = new Dataset { Name = "lines", Source = "vendor", Columns = [new("order_id", DataType.Int64) { Path = "^.id" }, new("buyer", DataType.String) { Path = "^.buyer.name" }, new("sku", DataType.String), new("n", DataType.Int64)] };
        var result = await bench.FetchAsync(dataset);
        Assert.Null(result.Failure);
        Assert.Equal(3, result.Rows);
        Assert.Equal([1L, 1L, 4L], bench.Rows.Column("order_id"));
        Assert.Equal(["x", "x", "y"], bench.Rows.Column("buyer"));
        Assert.Equal(["a", "b", "c"], bench.Rows.Column("sku"));
        Assert.Equal([2L, null, 5L], bench.Rows.Column("n"));
        Assert.Equal([null, null, true], bench.Rows.Column("extra"));
        Assert.Equal("extra", Assert.Single(result.SchemaChanges).Column);
    }

    [Theory]
    [InlineData("$.orders[*][0]")]
    [InlineData("orders")]
    public void A_wrong_path_of_rows_is_an_error_before_the_first_request(string path) =>
        Assert.Equal("SettingInvalid", Assert.Throws<DataSyncException>(() => new HttpBench(settings: $$"""{ "records": { "path": "{{path}}" } }""")).Id);

    private static HttpBench Answer(string json, string settings = Settings)
    {
        var bench = new HttpBench(settings: settings);
        bench.Vendor.Otherwise = _ => FakeVendor.Response(System.Text.Encoding.UTF8.GetBytes(json), 200, "application/json", []);
        return bench;
    }
}
