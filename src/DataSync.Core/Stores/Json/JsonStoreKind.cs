using DataSync.Stores.Files;

namespace DataSync.Stores.Json;

/// <summary>Folders of JSON files, one a table.</summary>
public sealed class JsonStoreKind : IStoreKind
{
    /// <inheritdoc/>
    public string Name => "Json";
    /// <inheritdoc/>
    public string Description => "Folders of JSON files: JSON lines, or one array.";

    /// <inheritdoc/>
    public void Validate(Store store) => FileStore.Validate(store, settings => new JsonFormat(JsonFormatOptions.FromSettings(settings)));

    /// <inheritdoc/>
    public IStore Open(Store store, StoreContext context) => FileStore.Open(store, context, settings => new JsonFormat(JsonFormatOptions.FromSettings(settings)));
}
