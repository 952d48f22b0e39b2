namespace DataSync.Hosting.Terminal;

/// <summary>How many columns of a terminal a text takes: Chinese, Japanese and Korean characters take two (Unicode's East Asian Width, W and F).</summary>
internal static class CellWidth
{
    public static int Of(char c) => c switch
    {
        < '\u1100' => 1,
        <= '\u115F' => 2,
        >= '\u2E80' and <= '\uA4CF' => 2,
        >= '\uAC00' and <= '\uD7A3' => 2,
        >= '\uF900' and <= '\uFAFF' => 2,
        >= '\uFE30' and <= '\uFE6F' => 2,
        >= '\uFF00' and <= '\uFF60' => 2,
        >= '\uFFE0' and <= '\uFFE6' => 2,
        _ => 1,
    };

    public static int Of(ReadOnlySpan<char> text)
    {
        var cells = 0;
        foreach (var c in text)
            cells += Of(c);
        return cells;
    }

    /// <summary>As much of a text's beginning as fits into some columns.</summary>
    public static string Fit(string text, int columns)
    {
        var cells = 0;
        for (var i = 0; i < text.Length; i++)
        {
            cells += Of(text[i]);
            if (cells > columns)
                return text[..i];
        }

        return text;
    }
}
