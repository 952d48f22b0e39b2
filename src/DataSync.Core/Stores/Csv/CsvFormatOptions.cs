using System.Text.Json.Nodes;

namespace DataSync.Stores.Csv;

/// <summary>How CSV files are written and read.</summary>
public sealed record CsvFormatOptions
{
    /// <summary>What stands between fields: an ASCII character other than a quote or a line break. Setting <c>Delimiter</c>.</summary>
    public char Delimiter { get; init; } = ',';
    /// <summary>True: files start with a byte order mark, without which Excel takes them for the machine's legacy encoding. Setting <c>Bom</c>.</summary>
    public bool Bom { get; init; }

    /// <summary>Reads a store's settings.</summary>
    /// <exception cref="DataSyncException">A setting is unknown or wrong.</exception>
    public static CsvFormatOptions FromSettings(JsonObject? settings)
    {
        var defaults = new CsvFormatOptions();
        var reader = new SettingsReader("CSV", settings);
        var options = new CsvFormatOptions
        {
            Delimiter = reader.Character(nameof(Delimiter), defaults.Delimiter, c => c is '\t' or (>= ' ' and <= '~' and not '"' and not '.' and not '-' and not '+') && !char.IsAsciiLetterOrDigit(c), "one character such as \",\", \";\", \"|\" or a tab"),
            Bom = reader.Flag(nameof(Bom), defaults.Bom),
        };
        reader.Finish();
        return options;
    }
}
