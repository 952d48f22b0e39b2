using System.Management.Automation;
using DataSync.Scripts;
using DataSync.Sources;
using DataSync.Sources.Objects;

namespace DataSync.Commands;

/// <summary>Takes the objects of a pipeline as rows, where the dataset's source is of a kind that has its rows from there.</summary>
internal sealed class PipedObjects : IDisposable
{
    private readonly ObjectValues _values;

    private PipedObjects(Dataset dataset, ObjectSpool spool) => (Dataset, Spool, _values) = (dataset, spool, new ObjectValues(dataset.Columns));

    /// <summary>The dataset.</summary>
    public Dataset Dataset { get; private set; }
    /// <summary>The rows so far.</summary>
    public ObjectSpool Spool { get; }

    /// <summary>True where what is piped is rows and no arguments.</summary>
    public static bool Takes(Catalog.Workspace workspace, Dataset dataset) => SourceKinds.Get(workspace.Sources.Get(dataset.Source).Kind).TakesObjects;

    /// <summary>Begins to take objects.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="sliceBy">The column whose values are slices; null: all is one slice.</param>
    /// <param name="mode">How they are written.</param>
    /// <exception cref="DataSyncException"><c>ColumnNotFound</c>; <c>SliceByMissing</c>: mode Append without slices.</exception>
    public static PipedObjects Begin(Catalog.Workspace workspace, Dataset dataset, string? sliceBy, WriteMode mode)
    {
        if (sliceBy is not null && dataset.FindColumn(sliceBy) is null)
            throw new DataSyncException("ColumnNotFound", $"{dataset.Name}: -SliceBy names '{sliceBy}', which is no column.", $"Columns: {string.Join(", ", dataset.Columns.Select(c => c.Name))}.");
        if (mode == WriteMode.Append && sliceBy is null)
            throw new DataSyncException("SliceByMissing", $"{dataset.Name}: mode Append adds each slice once, and without -SliceBy all objects are one slice, always the same.", "Give -SliceBy a column that tells one time from the next, such as the day; or use mode Upsert or Replace.");
        return new PipedObjects(dataset, new ObjectSpool(dataset, dataset.FindColumn(sliceBy ?? "")?.Name, Services.Zone(workspace, dataset), SchemaPolicy.Evolve));
    }

    /// <summary>Takes an object.</summary>
    public void Add(PSObject item) => Spool.Add(_values.Read(item));

    /// <summary>Gives the dataset the parameter that its slices go by, where it lacks it.</summary>
    public void Declare(Catalog.Workspace workspace, string sliceBy)
    {
        if (Dataset.FindParameter(sliceBy) is not null) return;
        var column = Dataset.FindColumn(sliceBy)!;
        Dataset = workspace.Datasets.Update(Dataset.Name, d => d.FindParameter(sliceBy) is not null ? d : d with { Parameters = [.. d.Parameters, new Parameter(column.Name, column.Type) { Filter = new(column.Name, FilterOperator.Equals) }] });
    }

    /// <inheritdoc/>
    public void Dispose() => Spool.Dispose();
}
