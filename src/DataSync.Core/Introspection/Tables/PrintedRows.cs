using DataSync.Introspection.Proposals;
using PrintedTable = DataSync.Introspection.Proposals.SampleRows;

namespace DataSync.Introspection.Tables;

/// <summary>The tables of data that a page prints: evidence for how times are written.</summary>
internal sealed class PrintedRows(IReadOnlyList<string> texts, IReadOnlyList<PageField> fields)
{
    private readonly Lazy<PrintedTable> _rows = new(() => PrintedTable.Read(texts, [.. fields.Select(f => f.Documented)]));

    /// <summary>The form the printed values of a column have.</summary>
    public TimePattern Time(string column) => TimePattern.OfValues(_rows.Value.Values(column));
}
