using System.Text;
using DataSync.Rows;
using DataSync.Rows.Utf8;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class Utf8RowWriterTests
{
    private static readonly Column Text = new("text", DataType.String);

    [Theory]
    [InlineData(1, 10)] // one core's work
    [InlineData(20_000, 100)] // several cores', in several stretches
    [InlineData(20_000, 0)]
    [InlineData(40, 50_000)] // rows longer than a buffer's share
    public async Task Rows_come_in_order(int rows, int length) =>
        await AssertWrittenAsync([.. Enumerable.Range(0, rows).Select(i => $"{i}:{new string('x', length)}")]);

    [Fact]
    public async Task Rows_come_in_order_where_some_are_much_longer()
    {
        // each stretch is measured by the rows before; those that are longer do not fit where they were to go
        var texts = Enumerable.Range(0, 8_000).Select(i => $"{i}:{new string('y', i % 1_000 == 700 ? 300_000 : i / 1_000 * 200)}").ToList();

        await AssertWrittenAsync(texts);
        await AssertWrittenAsync([.. texts.AsEnumerable().Reverse()]);
    }

    [Fact]
    public async Task A_cells_error_ends_the_writing()
    {
        using var stream = new MemoryStream();
        using var writer = new Utf8RowWriter(stream, () => [new TextCell(failsAt: 9_000)], [], [], "\n"u8.ToArray());

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => writer.WriteAsync(Batch(Enumerable.Range(0, 20_000).Select(i => new string('z', 50))), CancellationToken.None).AsTask());
        Assert.Equal("row 9000", error.Message);
    }

    private static async Task AssertWrittenAsync(IReadOnlyList<string> texts)
    {
        using var stream = new MemoryStream();
        using var writer = new Utf8RowWriter(stream, () => [new TextCell()], ",\n"u8.ToArray(), "<"u8.ToArray(), ">"u8.ToArray());
        writer.Write("["u8);
        foreach (var batch in texts.Chunk(6_000)) await writer.WriteAsync(Batch(batch), CancellationToken.None);
        var announced = writer.Length;
        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal(announced, stream.Length);
        Assert.Equal("[" + string.Join(",\n", texts.Select(t => $"<{t}>")), Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static RowBatch Batch(IEnumerable<string> texts) => Batches.Of(Batches.Vector(Text, texts));

    private sealed class TextCell(int failsAt = -1) : Utf8Cell
    {
        private ColumnVector<string> _vector = null!;

        public override void Bind(ColumnVector vector) => _vector = (ColumnVector<string>)vector;

        public override void Write(int row, ByteBuffer buffer)
        {
            if (row == failsAt) throw new InvalidDataException($"row {row}");
            buffer.Write(Encoding.UTF8.GetBytes(_vector.Values[row]));
        }
    }
}
