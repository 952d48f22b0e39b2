using CsCheck;
using DataSync.Introspection.Tushare;
using Xunit;

namespace DataSync.Introspection;

public sealed class PageRoundTripTests
{
    private static readonly Gen<string> Name = Gen.Select(Gen.Char["abcdefgh0123456789"], Gen.String[Gen.Char["abc_123"], 1, 8], (first, rest) => first + rest);
    private static readonly Gen<string> Words = Gen.String[Gen.Char["温度湿（）：,%/ 09az|"], 0, 12];
    private static readonly string[] Types = ["str", "float", "int", "None"];
    private static readonly Gen<string[]> Row = Gen.Select(Name, Gen.Int[0, 3].Select(i => Types[i]), Gen.Bool.Select(b => b ? "Y" : "N"), Words, (n, t, f, d) => new[] { n, t, f, d });
    private static readonly Gen<string[][]> Rows = Row.Array[1, 12].Select(rows => rows.DistinctBy(r => r[0]).ToArray());

    [Fact]
    public void Whatever_is_written_is_read_back_from_both_forms() => Gen.Select(Rows, Rows).Sample((input, output) =>
    {
        var page = ApiPageWriter.Page("depot_temp").Input(input).Output(output);
        var (markdown, html) = (Read(page, "md"), Read(page, "html"));
        return markdown.Parameters.Select(p => (p.Name, p.VendorType, p.Required)).SequenceEqual(input.Select(r => (r[0], (string?)r[1], r[2] == "Y")))
            && html.Columns.Select(c => (c.Name, c.VendorType, c.DefaultShown)).SequenceEqual(output.Select(r => (r[0], (string?)r[1], (bool?)(r[2] == "Y"))))
            && markdown.Fingerprint == html.Fingerprint;
    }, iter: 200);

    private static Dataset Read(ApiPageWriter page, string form) => new TushareDocumentKind().Read(page.Document(form))[0].Dataset;
}
