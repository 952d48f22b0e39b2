using DataSync.Stores.Databases.Migrations;
using Xunit;

namespace DataSync.Core.Tests.Stores.Databases;

public class SqlScriptTests
{
    [Fact]
    public void Statements_end_at_semicolons_outside_of_texts_names_and_comments()
    {
        var script = SqlScript.Parse("""
            -- step: rename column a to b
            ALTER TABLE "t;1" RENAME "a" TO "b"; -- not; here
            /* nor; here */ UPDATE t SET x = 'it''s; fine' WHERE y = $tag$a ; b$tag$;

            -- step: drop column c
            """, hasBackslashes: false);
        Assert.Equal(["rename column a to b", "drop column c"], script.Steps.Select(s => s.ToString()));
        Assert.Equal(2, script.Statements.Count);
        Assert.StartsWith("ALTER TABLE \"t;1\"", script.Statements[0], StringComparison.Ordinal);
        Assert.EndsWith("$tag$a ; b$tag$", script.Statements[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_backslash_keeps_a_quote_from_ending_a_text_where_the_server_says_so()
    {
        Assert.Equal(["SELECT 'a\\'; b'", "SELECT 2"], SqlScript.Parse("SELECT 'a\\'; b'; SELECT 2", hasBackslashes: true).Statements);
        Assert.Equal(["SELECT 'a\\'", "SELECT 2"], SqlScript.Parse("SELECT 'a\\'; SELECT 2", hasBackslashes: false).Statements);
    }

    [Fact]
    public void A_line_of_a_step_that_is_none_is_refused_with_its_line() =>
        Assert.Contains("Line 2", Assert.Throws<DataSyncException>(() => SqlScript.Parse("SELECT 1;\n-- step: do something", hasBackslashes: false)).Message, StringComparison.Ordinal);
}
