using System.Text.Json.Serialization;

namespace DataSync.Sources.Answers;

/// <summary>Where an answer's rows are.</summary>
internal sealed record RecordSettings
{
    /// <summary>The shape of the rows.</summary>
    public RecordShape Shape { get; set; }
    /// <summary>JSON path of the rows.</summary>
    public string Path { get; set; } = "$";
    /// <summary>JSON path of the column names, for <see cref="RecordShape.NamesAndRows"/>.</summary>
    public string? Names { get; set; }
}

/// <summary>The shape of an answer's rows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecordShape>))]
internal enum RecordShape
{
    /// <summary>An array of objects, one a row.</summary>
    Objects,
    /// <summary>An object of arrays, one a column.</summary>
    Columns,
    /// <summary>An array of names and an array of rows, each an array of values.</summary>
    NamesAndRows,
}
