using System.Text;
using DataSync.Sources.Answers;
using DataSync.Sources.Files.Formats;
using DataSync.Sources.Files.Places;

namespace DataSync.Sources.Files.Settings;

/// <summary>What one dataset of a source of files asks for: its settings, compiled once.</summary>
internal sealed class FileTask
{
    /// <summary>Compiles and checks settings.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>, naming the setting.</exception>
    public FileTask(Source source, Dataset? dataset, string? pattern)
    {
        var layers = SettingsLayers.Of(source, dataset);
        Settings = layers.Read(FileSettingsJson.Default.FileSettings);
        if (source.TimeZone is { Length: > 0 } zone) Settings.TimeZone = zone;
        Check("timeZone", $"there is no time zone '{Settings.TimeZone}'", () => Zone = TimeZoneInfo.FindSystemTimeZoneById(Settings.TimeZone));
        Check("dateFormat", "no date format", () => DateOnly.MinValue.ToString(Settings.DateFormat, System.Globalization.CultureInfo.InvariantCulture));
        Check("files", "no path of files", () => Pattern = PathPattern.Parse(Settings.Files ?? pattern ?? "*"));
        Check("entry", "no path of files", () => Entry = Settings.Entry is null ? null : PathPattern.Parse(Settings.Entry));
        Check("format", $"there is no format '{Settings.Format}'", () => Format = Settings.Format is null ? null : FileFormats.Get(Settings.Format));
        Check("encoding", $"there is no encoding '{Settings.Encoding}'", () => Encoding = EncodingOf(Settings.Encoding));
        Check("records.path", $"'{Settings.Records.Path}' is no JSON path", () => RecordPath.Parse(Settings.Records.Path));
        if (Settings.Delimiter is { Length: not 1 }) throw layers.Invalid("delimiter", "not one character", "Give one character such as ',', ';', '|' or a tab.");
        if (Settings.Attempts < 1) throw layers.Invalid("attempts", "less than 1", "Correct the number.");
        if (Settings.MaxBytes <= 0) throw layers.Invalid("maxBytes", "not above zero", "Correct the number.");

        void Check(string setting, string problem, Action act)
        {
            try
            {
                act();
            }
            catch (Exception e) when (e is FormatException or ArgumentException or TimeZoneNotFoundException or InvalidTimeZoneException)
            {
                throw layers.Invalid(setting, problem, e.Message, e);
            }
        }
    }

    /// <summary>The settings.</summary>
    public FileSettings Settings { get; }
    /// <summary>The files, from the source's place.</summary>
    public PathPattern Pattern { get; private set; } = null!;
    /// <summary>The files within archives; null: all of a format's ending.</summary>
    public PathPattern? Entry { get; private set; }
    /// <summary>The format; null: by each file's ending.</summary>
    public IFileFormatReader? Format { get; private set; }
    /// <summary>The encoding of texts; null: found.</summary>
    public Encoding? Encoding { get; private set; }
    /// <summary>The zone of times that have none.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    private static Encoding? EncodingOf(string? name) => name is null ? null : CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
