using System.Text.Json.Nodes;
using DataSync.Stores.Compression;

namespace DataSync.Stores.Csv;

/// <summary>How CSV files are written and read.</summary>
public sealed record CsvFormatOptions
{
    /// <summary>What stands between fields: an ASCII character other than a quote or a line break. Setting <c>Delimiter</c>.</summary>
    public char Delimiter { get; init; } = ',';
    /// <summary>True: files start with a byte order mark, without which Excel takes them for the machine's legacy encoding. Setting <c>Bom</c>.</summary>
    public bool Bom { get; init; }
    /// <summary>
    /// What stands for null: nothing, <c>NULL</c>, or <c>\N</c>, never between quotes. A text that is the same as one of the three is always quoted, so that files of any of the settings read right.
    /// Setting <c>Null</c>.
    /// </summary>
    public string Null { get; init; } = "";
    /// <summary>The files' compression. Setting <c>Compression</c>.</summary>
    public FileCompression Compression { get; init; }

    /// <summary>What can stand for null.</summary>
    internal static readonly string[] Nulls = ["", "NULL", "\\N"];

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
            Null = reader.OneOf(nameof(Null), defaults.Null, Nulls),
            Compression = reader.Choice(nameof(Compression), defaults.Compression),
        };
        reader.Finish();
        return options;
    }
}
