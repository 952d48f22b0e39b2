using System.Text;
using DataSync.Schema;

namespace DataSync.Stores.Databases.Migrations;

/// <summary>
/// A migration in SQL: statements, each ended by a semicolon, and lines <c>-- step: rename column a to b</c> that say what they come to, as what is recorded of the table follows those lines.
/// </summary>
/// <param name="Steps">What the lines say.</param>
/// <param name="Statements">The statements, without comments before them, in order.</param>
internal sealed record SqlScript(IReadOnlyList<SchemaStep> Steps, IReadOnlyList<string> Statements)
{
    /// <summary>What a step's line begins with.</summary>
    public const string Mark = "-- step:";

    /// <summary>Reads a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="hasBackslashes">True where a backslash in a text keeps the quote after it from ending it (MySQL, ClickHouse), and no dollar begins a text (PostgreSQL).</param>
    /// <exception cref="DataSyncException"><c>MigrationStepInvalid</c>.</exception>
    public static SqlScript Parse(string text, bool hasBackslashes)
    {
        text = text.ReplaceLineEndings("\n");
        var (steps, statements, statement) = (new List<SchemaStep>(), new List<string>(), new StringBuilder());
        var length = 0;
        for (var at = 0; at < text.Length; at += length)
        {
            length = LengthAt(text, at, hasBackslashes);
            var token = text.AsSpan(at, length);
            if (token.StartsWith(Mark, StringComparison.OrdinalIgnoreCase)) steps.Add(StepText.Read(token[Mark.Length..].Trim().ToString(), text.AsSpan(0, at).Count('\n') + 1));
            if (token is ";") End();
            else if (token.StartsWith("--")) statement.Append(' ');
            else statement.Append(token);
        }
        End();
        return new(steps, statements);

        void End()
        {
            var sql = statement.ToString().Trim();
            if (sql.Length > 0) statements.Add(sql);
            statement.Clear();
        }
    }

    /// <summary>How long what begins at a place is: a comment, something in quotes, or one sign.</summary>
    private static int LengthAt(string text, int at, bool hasBackslashes)
    {
        if (StartsWith(text, at, "--")) return End(text, at, "\n") - at;
        if (StartsWith(text, at, "/*")) return End(text, at + 2, "*/") + 2 - at is var comment && at + comment <= text.Length ? comment : text.Length - at;
        if (text[at] is '\'' or '"' or '`') return QuotedLength(text, at, hasBackslashes && text[at] != '`');
        if (text[at] == '$' && !hasBackslashes && End(text, at + 1, "$") is var tagEnd && tagEnd < text.Length && IsTag(text.AsSpan(at + 1, tagEnd - at - 1)))
        {
            var tag = text[at..(tagEnd + 1)];
            return Math.Min(End(text, tagEnd + 1, tag) + tag.Length, text.Length) - at;
        }
        return 1;
    }

    private static int QuotedLength(string text, int at, bool hasBackslashes)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (hasBackslashes && text[i] == '\\') i++;
            else if (text[i] == text[at]) return i + 1 - at; // a doubled quote ends one text and begins the next, which is the same to us
        }
        return text.Length - at;
    }

    private static bool IsTag(ReadOnlySpan<char> tag)
    {
        foreach (var sign in tag)
            if (!char.IsAsciiLetterOrDigit(sign) && sign != '_') return false;
        return tag.Length == 0 || !char.IsAsciiDigit(tag[0]);
    }

    private static bool StartsWith(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private static int End(string text, int from, string what) => from < text.Length && text.IndexOf(what, from, StringComparison.Ordinal) is >= 0 and var at ? at : text.Length;
}
