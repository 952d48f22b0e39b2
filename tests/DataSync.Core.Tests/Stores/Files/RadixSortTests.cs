using CsCheck;
using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Tests.Stores.Files;

public sealed class RadixSortTests
{
    /// <summary>LINQ's stable sort is the oracle. Few distinct numbers make equal ones, whose order must stay; high shifts use every pass.</summary>
    [Fact]
    public void Numbers_are_ordered_and_equal_ones_keep_their_places() =>
        Gen.Select(Gen.Int[0, 64], Gen.ULong[0, 40].Array[0, 3000], Gen.ULong.Array[0, 300]).Sample((bits, few, many) =>
        {
            var mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
            Check([.. many.Select(n => n & mask)], bits);
            Check([.. few.Select(n => n & mask)], bits);
            Check([.. few.Select(n => n << Math.Max(0, bits - 6) & mask)], bits);
        });

    [Fact]
    public void Nothing_and_what_is_sorted_already_stay()
    {
        Assert.Empty(RadixSort.Order([], 20));
        Assert.Equal([0, 1, 2, 3], RadixSort.Order([5, 5, 6, ulong.MaxValue], 64));
        Assert.Equal([0, 1, 2], RadixSort.Order([0, 0, 0], 0));
    }

    private static void Check(ulong[] numbers, int bits) =>
        Assert.Equal(Enumerable.Range(0, numbers.Length).OrderBy(i => numbers[i]), RadixSort.Order(numbers, bits));
}
