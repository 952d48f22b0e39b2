using DataSync.Stores.Files;

namespace DataSync.Stores.Excel;

/// <summary>Folders of Excel workbooks, one a table.</summary>
public sealed class ExcelStoreKind : IStoreKind
{
    /// <inheritdoc/>
    public string Name => "Excel";
    /// <inheritdoc/>
    public string Description => "Folders of Excel workbooks: real dates and numbers under a frozen header; for people who look at data.";

    /// <inheritdoc/>
    public void Validate(Store store) => FileStore.Validate(store, settings => new ExcelFormat(ExcelFormatOptions.FromSettings(settings)));

    /// <inheritdoc/>
    public IStore Open(Store store, StoreContext context) => FileStore.Open(store, context, settings => new ExcelFormat(ExcelFormatOptions.FromSettings(settings)));
}
