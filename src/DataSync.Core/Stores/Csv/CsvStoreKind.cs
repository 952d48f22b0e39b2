using DataSync.Stores.Files;

namespace DataSync.Stores.Csv;

/// <summary>Folders of CSV files, one a table.</summary>
public sealed class CsvStoreKind : IStoreKind
{
    /// <inheritdoc/>
    public string Name => "Csv";
    /// <inheritdoc/>
    public string Description => "Folders of CSV files: text with a header line; for spreadsheets and everything else.";

    /// <inheritdoc/>
    public void Validate(Store store) => FileStore.Validate(store, settings => new CsvFormat(CsvFormatOptions.FromSettings(settings)));

    /// <inheritdoc/>
    public IStore Open(Store store, StoreContext context) => FileStore.Open(store, context, settings => new CsvFormat(CsvFormatOptions.FromSettings(settings)));
}
