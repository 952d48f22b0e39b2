namespace DataSync.Arguments;

/// <summary>Says whether the slices of a batch can be told apart.</summary>
public static class BatchCheck
{
    /// <summary>The column whose value says which slice a row belongs to.</summary>
    /// <exception cref="DataSyncException"><c>BatchImpossible</c>: the parameter takes no list, or names no column of the answer.</exception>
    public static Column Column(Dataset dataset, BatchRule batch)
    {
        var parameter = dataset.FindParameter(batch.Parameter)
            ?? throw new DataSyncException("BatchImpossible", $"{dataset.Name}: there is no parameter '{batch.Parameter}' to ask for in batches.", Catalog.ItemName.Suggest(batch.Parameter, [.. dataset.Parameters.Select(p => p.Name)]));
        if (!parameter.Type.IsText)
            throw new DataSyncException("BatchImpossible", $"{dataset.Name}: parameter '{parameter.Name}' is {parameter.Type}, and a list parted by commas is text.", $"Where the vendor takes a list, give it the type String: Set-DsDataset {dataset.Name} -Parameter.");
        if (parameter.Filter is not { Operator: FilterOperator.Equals or FilterOperator.In } filter || dataset.FindColumn(filter.Column) is not { } column)
            throw new DataSyncException("BatchImpossible", $"{dataset.Name}: which slice of a batch a row belongs to cannot be told, as parameter '{parameter.Name}' declares no column.",
                $"Declare the column it selects (Filter of parameter '{parameter.Name}', such as '{parameter.Name} In').");
        return column;
    }
}
