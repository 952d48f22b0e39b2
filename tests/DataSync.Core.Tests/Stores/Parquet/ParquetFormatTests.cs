using System.Text.Json.Nodes;
using DataSync.Rows;
using DataSync.Stores.Parquet;
using DataSync.Tests.Rows;
using DataSync.Tests.Stores.Formats;
using Xunit;

namespace DataSync.Tests.Stores.Parquet;

public sealed class ParquetFormatTests
{
    private static readonly Column Clock = new("clock", DataType.Timestamp), Amount = new("amount", DataType.Decimal(4, 2)), Number = new("n", DataType.Int64);

    [Fact]
    public void What_parquet_cannot_hold_is_refused_with_row_and_column()
    {
        var format = new ParquetFormat(new());
        Assert.Equal((1, "clock"), Place(format.FindUnrepresentable(Batches.Of(Batches.Vector(Clock, new DateTime(2024, 1, 1), new DateTime(1))))));
        Assert.Equal((2, "amount"), Place(format.FindUnrepresentable(Batches.Of(Batches.Vector(Amount, 99.99m, null, 100m)))));
        Assert.Equal((1, "amount"), Place(format.FindUnrepresentable(Batches.Of(Batches.Vector(Amount, -1.5000m, 0.001m)))));
        Assert.NotNull(format.FindUnrepresentable(new RowBatch([], 1)));
    }

    [Fact]
    public async Task Row_groups_have_the_rows_of_the_setting_whatever_the_batches()
    {
        var format = new ParquetFormat(new() { RowGroupRows = 1_000 });
        var batch = Batches.Of(Batches.Vector(Number, Enumerable.Range(0, 2_500).Select(i => (object)(long)i)));
        var back = await FormatTests.ReadAsync(format, await FormatTests.WriteAsync(format, [Number], batch, batch.Gather([1, 2, 3]), batch), [Number]);
        Assert.Equal([1_000, 1_000, 1_000, 1_000, 1_000, 3], back.Select(b => b.RowCount));
        Assert.Null(Batches.Difference(new[] { batch, batch.Gather([1, 2, 3]), batch }.Rows(), back.Rows()));
    }

    [Fact]
    public async Task The_footer_says_where_each_column_lies()
    {
        Column text = new("text", DataType.String);
        var format = new ParquetFormat(new() { RowGroupRows = 1_000 });
        var batch = Batches.Of(Batches.Vector(Number, Enumerable.Range(0, 2_500).Select(i => i % 7 == 0 ? null : (object)(long)i)), Batches.Vector(text, Enumerable.Range(0, 2_500).Select(i => (object)$"t{i}")), Batches.Vector(Amount, Enumerable.Range(0, 2_500).Select(i => (object)(decimal)(i % 90))));
        var file = await FormatTests.WriteAsync(format, [Number, text, Amount], batch);

        await using var reader = await global::Parquet.ParquetReader.CreateAsync(new MemoryStream(file), cancellationToken: TestContext.Current.CancellationToken);
        var footer = reader.Metadata!;
        Assert.Equal(2_500, footer.NumRows);
        Assert.Equal([1_000, 1_000, 500], footer.RowGroups.Select(g => g.NumRows));
        var place = 4L; // after the magic
        foreach (var group in footer.RowGroups)
        {
            Assert.Equal(place, group.FileOffset);
            Assert.Equal(group.TotalCompressedSize, group.Columns.Sum(c => c.MetaData!.TotalCompressedSize));
            Assert.Equal(group.TotalByteSize, group.Columns.Sum(c => c.MetaData!.TotalUncompressedSize));
            Assert.Equal(["n", "text", "amount"], group.Columns.Select(c => c.MetaData!.PathInSchema.Single()));
            foreach (var chunk in group.Columns)
            {
                Assert.Equal(place, chunk.FileOffset);
                Assert.Equal(place, chunk.MetaData!.DataPageOffset);
                Assert.Equal(group.NumRows, chunk.MetaData.NumValues);
                place += chunk.MetaData.TotalCompressedSize;
            }
        }
        Assert.Equal(file.Length - 8 - BitConverter.ToInt32(file, file.Length - 8), place);
    }

    [Fact]
    public async Task Repeated_texts_come_back_as_one_object()
    {
        Column text = new("text", DataType.String);
        var format = new ParquetFormat(new());
        var back = await FormatTests.ReadAsync(format, await FormatTests.WriteAsync(format, [text], Batches.Of(Batches.Vector(text, Enumerable.Range(0, 1_000).Select(i => (object)$"t{i % 10}")))), [text]);
        Assert.Equal(10, ((ColumnVector<string>)back.Single().Columns[0]).Values.ToArray().Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Settings_are_read()
    {
        Assert.Equal(new ParquetFormatOptions(), ParquetFormatOptions.FromSettings(null));
        Assert.Equal(new ParquetFormatOptions { Codec = ParquetCodec.Snappy, RowGroupRows = 5_000 }, ParquetFormatOptions.FromSettings(new JsonObject { ["codec"] = "snappy", ["RowGroupRows"] = 5_000 }));
        foreach (var (settings, id) in new[] { ("{\"Codec\":\"lzo\"}", "BadSetting"), ("{\"RowGroupRows\":0}", "BadSetting"), ("{\"RowGroupRows\":\"many\"}", "BadSetting"), ("{\"Level\":3}", "UnknownSetting") })
            Assert.Equal(id, Assert.Throws<DataSyncException>(() => ParquetFormatOptions.FromSettings(JsonNode.Parse(settings)!.AsObject())).Id);
    }

    private static (int, string)? Place(DataSync.Stores.Files.UnrepresentableValue? found) => found is null ? null : (found.Row, found.Column);
}
