using DataSync.Introspection;

namespace DataSync.Sources;

/// <summary>A source that can say of itself what columns something has: a table, a query, files.</summary>
public interface IDescribingSource
{
    /// <summary>Describes a table or query as a dataset.</summary>
    /// <exception cref="DataSyncException">There is no such thing, or it cannot be read.</exception>
    Task<DatasetDraft> DescribeAsync(DescribeRequest request, CancellationToken cancellationToken);
}

/// <summary>What to describe: a table, or a query.</summary>
/// <param name="Table">A table's name, or a pattern of files; null for a query.</param>
/// <param name="Query">A query in the server's language; null for a table.</param>
public sealed record DescribeRequest(string? Table, string? Query);
