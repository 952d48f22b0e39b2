using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSync.Stores.Files;

/// <summary>Sizes the file stores work with.</summary>
internal sealed partial record FileStoreOptions
{
    /// <summary>The setting that says <see cref="PartBytes"/>; the other settings of a store are its format's.</summary>
    public const string PartSizeSetting = "PartSize";

    /// <summary>Bytes after which an appended part file is closed.</summary>
    public long PartBytes { get; init; } = 128L << 20;
    /// <summary>Rows after which an appended part file is closed.</summary>
    public long PartRows { get; init; } = 1_000_000;
    /// <summary>Bytes of rows held in memory before they go to disk.</summary>
    public long SpillBytes { get; init; } = 24L << 20;
    /// <summary>Rows of one block of a merge: with as many blocks in memory as runs are merged, this bounds the merge's memory.</summary>
    public int BlockRows { get; init; } = 4096;
    /// <summary>Part files of different partitions open at once.</summary>
    public int OpenParts { get; init; } = 8;
    /// <summary>Most runs merged at once; more are first merged into longer ones.</summary>
    public int MergeRuns { get; init; } = 64;
    /// <summary>Bytes past which a log that has doubled since is written anew.</summary>
    public long LogBytes { get; init; } = 4L << 20;

    /// <summary>Takes the engine's own settings out of a store's; what is left is the format's.</summary>
    /// <exception cref="DataSyncException"><c>BadSetting</c>.</exception>
    public static (FileStoreOptions Options, JsonObject? Format) Split(Store store)
    {
        if (store.Settings?.FirstOrDefault(s => s.Key.Equals(PartSizeSetting, StringComparison.OrdinalIgnoreCase)) is not { Key: not null } setting) return (new(), store.Settings);
        var format = (JsonObject)store.Settings!.DeepClone();
        format.Remove(setting.Key);
        return (new FileStoreOptions { PartBytes = ParseSize(store, setting.Value) }, format);
    }

    private static long ParseSize(Store store, JsonNode? value)
    {
        var match = Size().Match(value?.ToString() ?? "");
        if (match.Success && long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1L << 20)
        {
            return number << match.Groups[2].Value.ToUpperInvariant() switch { "KB" => 10, "MB" => 20, _ => 30 };
        }
        throw new DataSyncException("BadSetting", $"Store '{store.Name}': {PartSizeSetting} '{value}' is no size.", $"Write a whole number and KB, MB or GB, such as {PartSizeSetting} = '128MB'.");
    }

    [GeneratedRegex(@"^\s*(\d{1,8})\s*(KB|MB|GB)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Size();
}
