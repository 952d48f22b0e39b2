using System.IO.Compression;
using System.Text.Json.Nodes;

namespace DataSync.Stores.Excel;

/// <summary>How workbooks are written.</summary>
public sealed record ExcelFormatOptions
{
    /// <summary>How hard the workbook's zip tries; Optimal makes files a fifth smaller and takes twice the time. Setting <c>CompressionLevel</c>.</summary>
    public CompressionLevel CompressionLevel { get; init; } = CompressionLevel.Fastest;
    /// <summary>Rows of a sheet, the header among them, before the next sheet begins.</summary>
    internal int SheetRows { get; init; } = ExcelLimits.Rows;

    /// <summary>Reads a store's settings.</summary>
    /// <exception cref="DataSyncException">A setting is unknown or wrong.</exception>
    public static ExcelFormatOptions FromSettings(JsonObject? settings)
    {
        var defaults = new ExcelFormatOptions();
        var reader = new SettingsReader("Excel", settings);
        var options = new ExcelFormatOptions { CompressionLevel = reader.Choice(nameof(CompressionLevel), defaults.CompressionLevel) };
        reader.Finish();
        return options;
    }
}
