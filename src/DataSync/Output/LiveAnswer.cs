using DataSync.Schema;
using DataSync.Sources;

namespace DataSync.Output;

/// <summary>What the vendor answers now, as columns to compare with a dataset's.</summary>
/// <param name="Columns">The dataset's columns with what the answer has otherwise.</param>
/// <param name="Rows">Rows that came.</param>
/// <param name="Failure">Why nothing could be seen; null where it could.</param>
internal sealed record LiveAnswer(IReadOnlyList<Column> Columns, long Rows, Failure? Failure)
{
    // a type that does not hold ends an answer, so that each request shows one
    private const int MaxRequests = 6;
    private const int MaxRows = 1000;

    /// <summary>Asks for one page of rows, again with each type that proved wrong.</summary>
    public static async Task<LiveAnswer> AskAsync(ISource source, Dataset dataset, IReadOnlyDictionary<string, object> arguments, IFetchObserver observer, CancellationToken cancel)
    {
        var asked = dataset;
        for (var requests = 1; ; requests++)
        {
            var result = await source.FetchAsync(new FetchRequest { Dataset = asked, Arguments = arguments, First = MaxRows }, new RowCollector(), observer, cancel);
            if (result.Failure?.Change is { } refused && requests < MaxRequests && !asked.Columns.Any(c => c.Name == refused.Column && c.Type == refused.To))
            {
                asked = asked with { Columns = Apply(asked.Columns, [refused]) };
                continue;
            }
            var changes = result.Failure?.Change is { } last ? result.SchemaChanges.Append(last) : result.SchemaChanges;
            return new(Apply(asked.Columns, changes), result.Rows, result.Failure is { Change: null } failure ? failure : null);
        }
    }

    /// <summary>The differences from a dataset.</summary>
    public IReadOnlyList<SchemaDifference> Differences(Dataset dataset, IReadOnlyDictionary<string, string>? renames = null) => SchemaComparison.CompareColumns(dataset.Name, dataset.Columns, Columns, renames);

    /// <summary>A dataset's columns as the answer has them: with its types and what it has besides. What it lacks stays, as it may only have had no value.</summary>
    public IReadOnlyList<Column> Over(Dataset dataset) =>
    [
        .. dataset.Columns.Select(c => Columns.FirstOrDefault(a => a.Name == c.Name) is { } answered ? c with { Type = answered.Type, Format = answered.Format } : c),
        .. Columns.Where(a => dataset.FindColumn(a.Name) is null),
    ];

    private static List<Column> Apply(IReadOnlyList<Column> columns, IEnumerable<SchemaChange> changes)
    {
        var answered = columns.ToList();
        foreach (var change in changes)
        {
            var at = answered.FindIndex(c => c.Name == change.Column);
            if (change.Kind == SchemaChangeKind.Missing && at >= 0) answered.RemoveAt(at);
            // a format is of a kind of data, and the page's word for the type is no longer true
            else if (at >= 0) answered[at] = answered[at] with { Type = change.To!.Value, VendorType = null, Format = change.To.Value.Kind == answered[at].Type.Kind ? answered[at].Format : null };
            else if (change.To is { } type) answered.Add(new Column(change.Column, type));
        }
        return answered;
    }
}
