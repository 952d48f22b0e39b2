using System.Text;
using CsCheck;
using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class StringPoolTests
{
    [Fact]
    public void Equal_bytes_give_the_same_object()
    {
        var pool = new StringPool();
        foreach (var text in new[] { "000001.SZ", "平安银行", "😀", "é" })
        {
            var first = pool.GetOrAdd(Encoding.UTF8.GetBytes(text));
            Assert.Equal(text, first);
            Assert.Same(first, pool.GetOrAdd(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void Any_text_comes_out_as_it_went_in_even_from_a_tiny_pool()
    {
        var pool = new StringPool(capacity: 4);
        Gen.Char['\0', '\ud7ff'].Array[0, 80].Select(chars => new string(chars)).Sample(text =>
        {
            Assert.Equal(text, pool.GetOrAdd(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(text, pool.GetOrAdd(Encoding.UTF8.GetBytes(text)));
        }, threads: 1);
    }

    [Fact]
    public void A_pool_of_many_texts_shares_nearly_all_of_them()
    {
        var pool = new StringPool();
        var codes = Enumerable.Range(0, 5_000).Select(i => Encoding.UTF8.GetBytes($"{i:000000}.SZ")).ToArray();
        var first = codes.Select(c => pool.GetOrAdd(c)).ToArray();
        Assert.InRange(codes.Where((c, i) => ReferenceEquals(pool.GetOrAdd(c), first[i])).Count(), 4_950, 5_000);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused() => Assert.Throws<DecoderFallbackException>(() => new StringPool().GetOrAdd([0xff, 0xfe]));
}
