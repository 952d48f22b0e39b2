using CsCheck;
using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class BatchHasherTests
{
    private static readonly Column A = new("a", DataType.Int64), B = new("b", DataType.String);

    [Fact]
    public void The_hash_does_not_depend_on_how_rows_are_cut() =>
        Gen.Select(Batches.Gen_, Gen.Int[0, 60]).Sample((batch, cut) =>
        {
            cut = Math.Min(cut, batch.RowCount);
            int[] rows = [.. Enumerable.Range(0, batch.RowCount)];
            Assert.Equal(Hash(batch), Hash(batch.Gather(rows.AsSpan(0, cut)), batch.Gather(rows.AsSpan(cut))));
        }, iter: 200);

    [Fact]
    public void The_hash_does_not_depend_on_the_order_of_columns_or_on_columns_without_values()
    {
        ColumnVector a = Batches.Vector(A, 1L, null), b = Batches.Vector(B, "x", "y");
        Assert.Equal(Hash(Batches.Of(a, b)), Hash(Batches.Of(b, a)));
        Assert.Equal(Hash(Batches.Of(a)), Hash(Batches.Of(a, ColumnVector.Nulls(B, 2))));
    }

    [Fact]
    public void A_batch_that_lacks_a_column_has_nulls_in_it() =>
        Assert.Equal(
            Hash(Batches.Of(Batches.Vector(A, 1L, 2L, 3L), Batches.Vector(B, "x", null, "z"))),
            Hash(Batches.Of(Batches.Vector(A, 1L), Batches.Vector(B, "x")), Batches.Of(Batches.Vector(A, 2L)), Batches.Of(Batches.Vector(A, 3L), Batches.Vector(B, "z"))));

    [Fact]
    public void Different_rows_have_different_hashes()
    {
        ColumnVector[] all =
        [
            Batches.Vector(A), Batches.Vector(A, 1L), Batches.Vector(A, 1L, null), Batches.Vector(A, null, 1L), Batches.Vector(A, 1L, 0L), Batches.Vector(A, 0L, 1L),
            Batches.Vector(A with { Name = "c" }, 1L), Batches.Vector(A with { Type = DataType.Double }, 1.0), Batches.Vector(B, "ab", "c"), Batches.Vector(B, "a", "bc"), Batches.Vector(B, "abc", ""),
            Batches.Vector(B, "abc", null), Batches.Vector(B, new string('x', 10_000)), Batches.Vector(B, new string('x', 10_001)),
        ];
        Assert.Equal(all.Length, all.Select(v => Hash(Batches.Of(v))).Distinct().Count());
    }

    private static string Hash(params RowBatch[] batches)
    {
        var hasher = new BatchHasher();
        foreach (var batch in batches) hasher.Append(batch);
        Assert.Equal(hasher.Finish(), hasher.Finish());
        return hasher.Finish();
    }
}
