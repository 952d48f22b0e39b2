using CsCheck;
using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class ColumnVectorTests
{
    private static readonly Column Number = new("n", DataType.Int64);

    [Fact]
    public void Nulls_stay_where_they_are_however_many_values_follow()
    {
        var vector = new ColumnVector<long>(Number);
        vector.AppendNull();
        for (var i = 1; i < 1_000; i++) vector.Append(i);
        Assert.Equal([0], Enumerable.Range(0, 1_000).Where(vector.IsNull));
        Assert.Equal(0, vector.NextNull(0));
        Assert.Equal(1_000, vector.NextNull(1));
    }

    [Fact]
    public void Vectors_behave_as_lists_of_nullable_values() =>
        Gen.Select(Gen.Long.Nullable(0.3).Array[0, 300], Gen.Int[0, 300], Gen.Int[0, 300]).Sample((values, from, cut) =>
        {
            (from, cut) = (Math.Min(from, values.Length), Math.Min(cut, values.Length));
            var vector = (ColumnVector<long>)Batches.Vector(Number, values.Select(v => (object?)v));
            var range = new ColumnVector<long>(Number);
            range.AppendRange(vector, from, values.Length - from);
            vector.Truncate(cut);
            var rows = Enumerable.Range(0, cut).Reverse().ToArray();
            Assert.Equal(values[from..], Values(range));
            Assert.Equal(values[..cut], Values(vector));
            Assert.Equal(values[..cut].Reverse(), Values((ColumnVector<long>)vector.Gather(rows)));
            Assert.Equal(values[..cut].Count(v => v is null), vector.NullCount);
            for (var row = 0; row < cut; row++) Assert.Equal(Array.FindIndex(values, row, cut - row, v => v is null) is >= 0 and var next ? next : cut, vector.NextNull(row));
            vector.AppendRange(range, 0, range.Count);
            Assert.Equal([.. values[..cut], .. values[from..]], Values(vector));
        });

    [Fact]
    public void Long_texts_count_with_their_characters()
    {
        var vector = new ColumnVector<string>(new Column("t", DataType.String));
        var long_ = new string('x', 1 << 20);
        vector.Append(long_);
        vector.Append(long_);
        Assert.InRange(vector.ByteSize, 2 << 20, 3 << 20);
        vector.Append(new string('y', 1 << 20));
        Assert.InRange(vector.ByteSize, 4 << 20, 5 << 20);
        vector.Truncate(0);
        Assert.InRange(vector.ByteSize, 0, 1 << 10);
    }

    private static long?[] Values(ColumnVector<long> vector) => [.. Enumerable.Range(0, vector.Count).Select(row => (long?)vector.GetValue(row))];
}
