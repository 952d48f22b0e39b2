using System.Diagnostics;
using DataSync.Introspection.Markdown;
using Xunit;

namespace DataSync.Introspection;

/// <summary>Pages made to take time or memory are refused, or read within bounds that do not grow faster than the page.</summary>
public sealed class MarkdownBoundsTests
{
    private const string Head = "# T\n\n`GET /x`\n\n## Parameters\n\n";

    private static IReadOnlyList<DatasetDraft> Read(string text) => new MarkdownDocumentKind().Read(new("x.md", "text/markdown", text));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Theory]
    [InlineData("a\n", 100_001)]
    [InlineData("word word word word word ", 100_000)]
    [InlineData("\n`GET /x`\n\n# a\n", 5000)]
    public void Pages_beyond_the_bounds_are_refused(string part, int times)
    {
        var error = Assert.Throws<DataSyncException>(() => Read(Head + Repeat(part, times)));

        Assert.Equal("DocumentTooLarge", error.Id);
        Assert.NotNull(error.Advice);
    }

    [Fact]
    public void Lines_that_make_patterns_backtrack_are_read_at_once()
    {
        var text = $"{Head}| name | type |\n|{Repeat("-", 3000)}x\na|b\n\nGET http://{Repeat("<a>", 300)} x\n\n- `p` (string): text\n";
        var watch = Stopwatch.StartNew();

        Assert.Equal(["p"], Assert.Single(Read(text)).Documented!.Parameters.Select(p => p.Name));
        // without bounds it takes longer than the machine lasts
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Long_lists_and_descriptions_are_cut()
    {
        var list = Head + string.Concat(Enumerable.Range(0, 6000).Select(i => $"- `p{i}` (string): text\n"));
        Assert.Equal(5000, Assert.Single(Read(list)).Documented!.Parameters.Count);

        var text = $"{Head}**p** `string`\n\n" + Repeat("A long remark on it.\n\n", 2000);
        Assert.InRange(Assert.Single(Assert.Single(Read(text)).Documented!.Parameters).Description.Length, 4000, 4100);
    }
}
