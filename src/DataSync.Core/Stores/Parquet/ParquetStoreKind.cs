using DataSync.Stores.Files;

namespace DataSync.Stores.Parquet;

/// <summary>Folders of Parquet files, one a table.</summary>
public sealed class ParquetStoreKind : IStoreKind
{
    /// <inheritdoc/>
    public string Name => "Parquet";
    /// <inheritdoc/>
    public string Description => "Folders of Parquet files: columnar, compressed, typed; for DuckDB, Spark, pandas and the like.";

    /// <inheritdoc/>
    public void Validate(Store store) => FileStore.Validate(store, settings => new ParquetFormat(ParquetFormatOptions.FromSettings(settings)));

    /// <inheritdoc/>
    public IStore Open(Store store, StoreContext context) => FileStore.Open(store, context, settings => new ParquetFormat(ParquetFormatOptions.FromSettings(settings)));
}
