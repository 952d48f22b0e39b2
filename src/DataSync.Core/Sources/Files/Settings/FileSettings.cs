using System.Text.Json.Nodes;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Files.Settings;

/// <summary>Which files a dataset's rows are in, and how those read: the source's settings, overlaid by the dataset's.</summary>
internal sealed record FileSettings
{
    /// <summary>
    /// The files, from the source's place: a path with <c>*</c>, <c>?</c>, <c>**</c> (any folders) and <c>{{name}}</c>, which an argument replaces; null: what the source's path says.
    /// </summary>
    public string? Files { get; set; }
    /// <summary>The format's name; null: by each file's ending.</summary>
    public string? Format { get; set; }
    /// <summary>The encoding of text files, such as <c>gb18030</c>; null: by a byte order mark, else UTF-8.</summary>
    public string? Encoding { get; set; }
    /// <summary>What stands between the fields of a CSV file; null: found by its first lines.</summary>
    public string? Delimiter { get; set; }
    /// <summary>False where CSV files and sheets begin with rows: then the dataset's columns are theirs, in order.</summary>
    public bool Header { get; set; } = true;
    /// <summary>What stands for null in a CSV file, where it is not between quotes.</summary>
    public IReadOnlyList<string> Nulls { get; set; } = ["", "NULL", "\\N"];
    /// <summary>Where the rows of a JSON file are.</summary>
    public RecordSettings Records { get; set; } = new();
    /// <summary>The sheet of a workbook; null: the first.</summary>
    public string? Sheet { get; set; }
    /// <summary>The files of an archive, with <c>*</c>, <c>?</c> and <c>**</c>; null: all whose ending is of a format.</summary>
    public string? Entry { get; set; }
    /// <summary>The zone (IANA) of times that have none, which also decides what today is.</summary>
    public string TimeZone { get; set; } = "UTC";
    /// <summary>How a date stands in a path where the parameter has no format, as a .NET format.</summary>
    public string DateFormat { get; set; } = "yyyyMMdd";
    /// <summary>Headers of requests, for files of the web; <c>{{token}}</c> is the source's token.</summary>
    public JsonObject? Headers { get; set; }
    /// <summary>How long a file of the web may take to arrive.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);
    /// <summary>How often a file of the web is asked for that fails transiently.</summary>
    public int Attempts { get; set; } = 4;
    /// <summary>Most bytes of a file of the web, of a file in an archive, and of a JSON file that must be held whole.</summary>
    public long MaxBytes { get; set; } = 4L << 30;
}
