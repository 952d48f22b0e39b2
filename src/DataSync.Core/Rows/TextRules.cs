namespace DataSync.Rows;

/// <summary>What UTF-8 cannot hold.</summary>
internal static class TextRules
{
    /// <summary>The reason given for such a text.</summary>
    public const string LoneSurrogate = "the text holds half a surrogate pair, which UTF-8 cannot hold";

    private const int Short = 32;

    /// <summary>The first row whose text is no valid UTF-16, so has no UTF-8 form; -1 where there is none.</summary>
    public static int FindLoneSurrogate(ColumnVector<string> vector)
    {
        var texts = vector.Values;
        for (var row = 0; row < texts.Length; row++)
        {
            var text = texts[row];
            if (text is null || (row > 0 && ReferenceEquals(text, texts[row - 1]))) continue;
            if (HasSurrogate(text) && !IsWellFormed(text)) return row;
        }
        return -1;
    }

    /// <summary>Looks at a short text letter by letter, as most are codes: to prepare a vectorized search takes longer.</summary>
    private static bool HasSurrogate(string text)
    {
        if (text.Length > Short) return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
        foreach (var letter in text)
            if (char.IsSurrogate(letter)) return true;
        return false;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (; !text.IsEmpty; text = text[1..])
        {
            var next = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0) return true;
            text = text[next..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1])) return false;
            text = text[1..];
        }
        return true;
    }
}
