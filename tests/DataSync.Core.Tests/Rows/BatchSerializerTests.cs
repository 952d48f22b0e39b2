using CsCheck;
using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class BatchSerializerTests
{
    [Fact]
    public async Task Batches_of_all_kinds_come_back() =>
        await Batches.GenMany.SampleAsync(async batches =>
        {
            var back = await ReadAsync(await WriteAsync(batches));
            Assert.Equal(batches.Select(b => b.RowCount), back.Select(b => b.RowCount));
            Assert.Null(Batches.Difference(batches.Rows(), back.Rows()));
            foreach (var batch in back) Assert.Equal(Batches.AllKinds.Select(c => (c.Name, c.Type)), batch.Columns.Select(c => (c.Column.Name, c.Column.Type)));
        }, iter: 100);

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(5_000)]
    [InlineData(70_000)]
    public async Task Texts_come_back_with_any_count_of_distinct_ones(int distinct)
    {
        var texts = Batches.Vector(new("t", DataType.String), Enumerable.Range(0, 80_000).Select(i => i % 7 == 0 ? null : i % 11 == 0 ? $"市{i % distinct}" : (object)$"t{i % distinct}"));
        var back = await ReadAsync(await WriteAsync(Batches.Of(texts)));
        Assert.Null(Batches.Difference(new[] { Batches.Of(texts) }.Rows(), back.Rows()));
    }

    [Fact]
    public async Task A_lone_surrogate_and_a_long_text_come_back()
    {
        var batch = Batches.Of(Batches.Vector(new("t", DataType.String), "\uD800", new string('x', 1 << 20), "\uDFFF!"));
        Assert.Null(Batches.Difference(new[] { batch }.Rows(), (await ReadAsync(await WriteAsync(batch))).Rows()));
    }

    [Fact]
    public async Task Columns_may_change_between_batches()
    {
        var first = Batches.Of(Batches.Vector(new("a", DataType.Int64), 1L));
        var second = Batches.Of(Batches.Vector(new("a", DataType.Double), 1.5), Batches.Vector(new("b", DataType.String), "x"));
        var back = await ReadAsync(await WriteAsync(first, second, second, first));
        Assert.Equal(["1", "1.5 x", "1.5 x", "1"], back.Rows().Select(r => string.Join(' ', r.Select(v => FormattableString.Invariant($"{v}")))));
    }

    [Fact]
    public async Task Rows_without_columns_come_back() => Assert.Equal([7], (await ReadAsync(await WriteAsync(new RowBatch([], 7)))).Select(b => b.RowCount));

    [Fact]
    public async Task A_file_cut_anywhere_is_torn()
    {
        var bytes = await WriteAsync(Batches.Of(Batches.Vector(new("a", DataType.Int64), 1L, 2L)), Batches.Of(Batches.Vector(new("a", DataType.Int64), 3L)));
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = await Assert.ThrowsAsync<DataSyncException>(() => ReadAsync(bytes[..length]));
            Assert.Equal("TornFile", error.Id);
        }
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_is_noticed()
    {
        var bytes = await WriteAsync(Batches.Of(Batches.Vector(new("a", DataType.String), "x", null, "y")));
        for (var at = 0; at < bytes.Length; at++)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x10;
            Assert.Equal("TornFile", (await Assert.ThrowsAsync<DataSyncException>(() => ReadAsync(damaged))).Id);
        }
    }

    private static async Task<byte[]> WriteAsync(params RowBatch[] batches)
    {
        var stream = new MemoryStream();
        await BatchSerializer.WriteAsync(stream, batches.ToAsyncEnumerable(), default);
        return stream.ToArray();
    }

    private static async Task<RowBatch[]> ReadAsync(byte[] bytes) => await BatchSerializer.ReadAsync(new MemoryStream(bytes)).ToArrayAsync();
}
