namespace DataSync.Stores.Files;

/// <summary>
/// Sorts rows by numbers of few bits in time that grows with the rows alone: one pass for each 11 bits, and none for those in which all numbers are equal.
/// A buffer of a million rows with keys of 20 bits takes two passes, where comparing takes twenty.
/// </summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>The places of the numbers in ascending order; equal ones keep theirs.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="bits">How many of the low bits are used.</param>
    public static int[] Order(ReadOnlySpan<ulong> numbers, int bits)
    {
        var order = new int[numbers.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        if (IsSorted(numbers)) return order;

        var next = new int[order.Length];
        Span<int> places = stackalloc int[Digits];
        for (var shift = 0; shift < bits; shift += DigitBits)
        {
            places.Clear();
            foreach (var number in numbers) places[Digit(number, shift)]++;
            if (places[Digit(numbers[0], shift)] == numbers.Length) continue;
            var sum = 0;
            foreach (ref var place in places) (place, sum) = (sum, sum + place);
            foreach (var row in order) next[places[Digit(numbers[row], shift)]++] = row;
            (order, next) = (next, order);
        }
        return order;
    }

    private static int Digit(ulong number, int shift) => (int)(number >> shift) & (Digits - 1);

    private static bool IsSorted(ReadOnlySpan<ulong> numbers)
    {
        for (var i = 1; i < numbers.Length; i++)
            if (numbers[i - 1] > numbers[i]) return false;
        return true;
    }
}
