using System.IO.Compression;
using System.Text.Json.Nodes;

namespace DataSync.Stores.Parquet;

/// <summary>How the pages of a Parquet file are compressed.</summary>
public enum ParquetCodec
{
    /// <summary>Small files at a fair speed.</summary>
    Zstd,
    /// <summary>Fast, and known to the oldest readers.</summary>
    Snappy,
    /// <summary>Small and slow.</summary>
    Gzip,
    /// <summary>Not at all.</summary>
    None,
}

/// <summary>How Parquet files are written.</summary>
public sealed record ParquetFormatOptions
{
    /// <summary>The compression. Setting <c>Codec</c>.</summary>
    public ParquetCodec Codec { get; init; } = ParquetCodec.Zstd;
    /// <summary>How hard the codec tries; for zstd, Optimal makes files a fifth smaller and takes nearly twice the time. Setting <c>CompressionLevel</c>.</summary>
    public CompressionLevel CompressionLevel { get; init; } = CompressionLevel.Fastest;
    /// <summary>Rows in a row group: what a writer holds in memory, and what a reader can skip. Groups end earlier where rows are large. Setting <c>RowGroupRows</c>.</summary>
    public int RowGroupRows { get; init; } = 122_880;

    /// <summary>Reads a store's settings.</summary>
    /// <exception cref="DataSyncException">A setting is unknown or wrong.</exception>
    public static ParquetFormatOptions FromSettings(JsonObject? settings)
    {
        var defaults = new ParquetFormatOptions();
        var reader = new SettingsReader("Parquet", settings);
        var options = new ParquetFormatOptions
        {
            Codec = reader.Choice(nameof(Codec), defaults.Codec),
            CompressionLevel = reader.Choice(nameof(CompressionLevel), defaults.CompressionLevel),
            RowGroupRows = reader.Number(nameof(RowGroupRows), defaults.RowGroupRows, 1_000, 10_000_000),
        };
        reader.Finish();
        return options;
    }
}
