using DataSync.Introspection.Proposals;

namespace DataSync.Introspection.Tushare;

/// <summary>Makes a dataset of a page's facts.</summary>
internal static class DatasetMapper
{
    public static Dataset Map(ApiPage page, string address, out IReadOnlyList<string> warnings)
    {
        var notes = new List<string>();
        var samples = SampleRows.Read(page.Samples, page.Columns);
        var types = new TypeInference(page, samples);
        IReadOnlyList<Column> columns = [.. page.Columns.Select(c => types.Column(c, notes))];
        var filters = new FilterProposal(page.Parameters, columns);
        IReadOnlyList<Parameter> parameters = [.. page.Parameters.Select(p => types.Parameter(p, filters.Propose(p), columns, notes) with { Alternatives = Alternatives.Of(p, page.Parameters) })];
        var key = KeyProposal.Propose(columns, samples, notes);
        warnings = notes;
        return new()
        {
            Name = page.ApiName,
            ApiName = page.ApiName,
            Title = page.Title,
            Description = page.Description,
            Uri = address,
            Fingerprint = Fingerprint.Of(page),
            RowCap = page.RowCap,
            Points = page.Points,
            Key = key,
            Parameters = parameters,
            Columns = columns,
        };
    }
}
