using DataSync.Stores;

namespace DataSync.Sources.Databases;

/// <summary>What a dataset of a database asks for.</summary>
internal sealed record DatabaseTask
{
    /// <summary>The table; null for a query.</summary>
    public string? Table { get; init; }
    /// <summary>The query; null for a table.</summary>
    public string? Query { get; init; }
    /// <summary>Columns that tell all rows apart and have no nulls, by which pages are asked for; null: those of a table's own unique key.</summary>
    public IReadOnlyList<string>? Keyset { get; init; }
    /// <summary>Rows of a page; 0: all in one statement.</summary>
    public int PageRows { get; init; } = 100_000;
    /// <summary>How often is asked that fails transiently.</summary>
    public int Attempts { get; init; } = 5;
    /// <summary>True: ClickHouse gives each row of a table in its last version.</summary>
    public bool Final { get; init; }

    /// <summary>Reads a dataset's settings.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>, <c>UnknownSetting</c>; <c>TableMissing</c>: both table and query.</exception>
    public static DatabaseTask Of(Dataset dataset, string kind)
    {
        var settings = new SettingsReader(kind, dataset.Settings, "dataset");
        var task = new DatabaseTask
        {
            Table = settings.Text("Table", null, "the name of a table, such as prices or public.prices"),
            Query = settings.Text("Query", null, "a query"),
            Keyset = settings.Texts("Keyset", "names of columns"),
            PageRows = settings.Number("PageRows", 100_000, 0, int.MaxValue),
            Attempts = settings.Number("Attempts", 5, 1, 100),
            Final = settings.Flag("Final", false),
        };
        settings.Finish();
        if (task is { Table: not null, Query: not null })
            throw new DataSyncException("TableMissing", $"Dataset '{dataset.Name}' has both a table and a query.", $"Take one out: Set-DsDataset {dataset.Name} -Setting @{{ table = $null }}");
        return task is { Table: null, Query: null } ? task with { Table = dataset.Api } : task;
    }
}
