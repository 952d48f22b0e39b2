using System.Numerics;
using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Turns a key column of many rows into numbers of few bits in the same order, so that whole keys can be sorted as integers.</summary>
internal abstract class KeyCoder
{
    /// <summary>How many bits the numbers need.</summary>
    public int Bits { get; protected init; }

    /// <summary>Adds each row's number, shifted, to <paramref name="packed"/>.</summary>
    public abstract void AddTo(Span<ulong> packed, int shift);

    /// <summary>The coder for the first <paramref name="count"/> values of a column without nulls.</summary>
    public static KeyCoder Create(ColumnVector vector, int count) => vector switch
    {
        ColumnVector<long> v => new NumberCoder<long>(v.Memory[..count], n => n),
        ColumnVector<DateOnly> v => new NumberCoder<DateOnly>(v.Memory[..count], d => d.DayNumber),
        ColumnVector<DateTime> v => new NumberCoder<DateTime>(v.Memory[..count], t => t.Ticks),
        ColumnVector<bool> v => new NumberCoder<bool>(v.Memory[..count], b => b ? 1 : 0),
        ColumnVector<string> v => new RankCoder<string>(v.Memory[..count].Span, StringComparer.Ordinal, StringComparer.Ordinal),
        ColumnVector<double> v => new RankCoder<double>(v.Memory[..count].Span, Comparer<double>.Default, EqualityComparer<double>.Default),
        ColumnVector<decimal> v => new RankCoder<decimal>(v.Memory[..count].Span, Comparer<decimal>.Default, EqualityComparer<decimal>.Default),
        ColumnVector<byte[]> v => new RankCoder<byte[]>(v.Memory[..count].Span, VectorComparer.Bytes,
            EqualityComparer<byte[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), a => (int)System.IO.Hashing.XxHash3.HashToUInt64(a))),
        _ => throw new ArgumentOutOfRangeException(nameof(vector), vector.Column.Type, "No such kind."),
    };

    /// <summary>How many bits numbers up to <paramref name="highest"/> need.</summary>
    public static int BitsFor(ulong highest) => 64 - BitOperations.LeadingZeroCount(highest);

    /// <summary>Counts from the lowest value on.</summary>
    private sealed class NumberCoder<T> : KeyCoder
    {
        private readonly ReadOnlyMemory<T> _values;
        private readonly Func<T, long> _number;
        private readonly long _lowest;

        public NumberCoder(ReadOnlyMemory<T> values, Func<T, long> number)
        {
            (_values, _number) = (values, number);
            var (lowest, highest) = (long.MaxValue, long.MinValue);
            foreach (var value in values.Span)
            {
                var n = number(value);
                lowest = Math.Min(lowest, n);
                highest = Math.Max(highest, n);
            }
            _lowest = lowest;
            Bits = BitsFor(unchecked((ulong)highest - (ulong)lowest));
        }

        public override void AddTo(Span<ulong> packed, int shift)
        {
            var values = _values.Span;
            for (var i = 0; i < values.Length; i++) packed[i] |= unchecked((ulong)_number(values[i]) - (ulong)_lowest) << shift;
        }
    }

    /// <summary>The place of a value among the distinct values: few, as texts of keys repeat.</summary>
    private sealed class RankCoder<T> : KeyCoder where T : notnull
    {
        private readonly int[] _ids;
        private readonly int[] _ranks;

        public RankCoder(ReadOnlySpan<T> values, IComparer<T> comparer, IEqualityComparer<T> equality)
        {
            _ids = new int[values.Length];
            var known = new Dictionary<T, int>(equality);
            for (var i = 0; i < values.Length; i++)
            {
                ref var id = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(known, values[i], out var exists);
                if (!exists) id = known.Count - 1;
                _ids[i] = id;
            }
            var distinct = new T[known.Count];
            foreach (var (value, id) in known) distinct[id] = value;
            var byRank = Enumerable.Range(0, distinct.Length).ToArray();
            Array.Sort(distinct, byRank, comparer);
            _ranks = new int[byRank.Length];
            for (var rank = 0; rank < byRank.Length; rank++) _ranks[byRank[rank]] = rank;
            Bits = BitsFor((ulong)Math.Max(0, byRank.Length - 1));
        }

        public override void AddTo(Span<ulong> packed, int shift)
        {
            for (var i = 0; i < _ids.Length; i++) packed[i] |= (ulong)_ranks[_ids[i]] << shift;
        }
    }
}
