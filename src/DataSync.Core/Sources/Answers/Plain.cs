using System.Buffers;

namespace DataSync.Sources.Answers;

/// <summary>Finds values in their plainest JSON forms, straight over the bytes. What is not surely such a value is left to the full reader.</summary>
internal static class Plain
{
    /// <summary>Digits that a 64-bit integer holds in any case.</summary>
    private const int MaxDigits = 18;

    /// <summary>What ends a text, or makes it no plain one: the quote, the backslash, and control characters, which JSON forbids.</summary>
    private static readonly SearchValues<byte> Marks = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, ' ').Select(c => (byte)c)]);

    /// <summary>Passes over a text without escapes.</summary>
    /// <returns>Where it ends, its quote included; negative where there is none.</returns>
    public static int Text(ReadOnlySpan<byte> json, int at)
    {
        if (At(json, at) != '"') return -1;
        var length = json[(at + 1)..].IndexOfAny(Marks);
        return length >= 0 && json[at + 1 + length] == '"' ? at + length + 2 : -1;
    }

    /// <summary>Reads an integer of up to 18 digits.</summary>
    /// <returns>Where it ends; negative where there is none.</returns>
    public static int Integer(ReadOnlySpan<byte> json, int at, out long value)
    {
        var negative = json[at] == '-';
        if (negative) at++;
        var first = at;
        value = 0;
        at = Digits(json, at, ref value);
        if (!IsWhole(json, first, at) || at - first > MaxDigits || At(json, at) is (byte)'.' or (byte)'e' or (byte)'E') return -1;
        if (negative) value = -value;
        return at;
    }

    /// <summary>Passes over digits.</summary>
    /// <returns>Where they end.</returns>
    public static int Digits(ReadOnlySpan<byte> json, int at, ref long value)
    {
        for (; (uint)at < (uint)json.Length && (uint)(json[at] - '0') is <= 9 and var digit; at++) value = value * 10 + digit;
        return at;
    }

    /// <summary>True for digits that JSON takes before a point: some, and without a zero in front.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> json, int first, int end) => end == first + 1 || (end > first && json[first] != '0');

    /// <summary>The byte at a place; past the end 0, which is no token's.</summary>
    public static byte At(ReadOnlySpan<byte> json, int at) => (uint)at < (uint)json.Length ? json[at] : (byte)0;

    /// <summary>Passes over the space between tokens.</summary>
    /// <returns>Where it ends.</returns>
    public static int Space(ReadOnlySpan<byte> json, int at)
    {
        while (At(json, at) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        return at;
    }
}
