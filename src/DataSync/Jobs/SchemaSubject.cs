namespace DataSync.Jobs;

/// <summary>What a check of columns follows: a source or one dataset, and the plans that write what it describes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsSource">True for a source.</param>
/// <param name="Plans">The plans of its datasets.</param>
internal sealed record SchemaSubject(string Name, bool IsSource, IReadOnlyList<Plan> Plans)
{
    /// <exception cref="DataSyncException"><c>SchemaSubjectNotFound</c>: there is neither a source nor a dataset of that name.</exception>
    public static SchemaSubject Find(Catalog.Workspace workspace, string name)
    {
        if (workspace.Sources.Find(name) is { } source)
        {
            var datasets = workspace.Datasets.All().Where(d => d.Source.Equals(source.Name, StringComparison.OrdinalIgnoreCase)).Select(d => d.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return new(source.Name, true, [.. workspace.Plans.All().Where(p => datasets.Contains(p.Dataset))]);
        }
        var dataset = workspace.Datasets.Find(name)
            ?? throw new DataSyncException("SchemaSubjectNotFound", $"There is neither a source nor a dataset '{name}'.", $"Sources: {string.Join(", ", workspace.Sources.Names())}. Datasets: {string.Join(", ", workspace.Datasets.Names())}.");
        return new(dataset.Name, false, [.. workspace.Plans.All().Where(p => p.Dataset.Equals(dataset.Name, StringComparison.OrdinalIgnoreCase))]);
    }
}
