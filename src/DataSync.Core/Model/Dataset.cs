using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>One table of a source: what can be asked for and what comes back.</summary>
public sealed record Dataset : ICatalogItem
{
    /// <inheritdoc/>
    public string Name { get; init; } = "";
    /// <summary>The source's name.</summary>
    public string Source { get; init; } = "";
    /// <summary>The name the vendor's interface has; not unique. Empty: the dataset's name.</summary>
    public string ApiName { get; init; } = "";
    /// <summary>The documentation page's title.</summary>
    public string? Title { get; init; }
    /// <summary>What the page says of the dataset.</summary>
    public string? Description { get; init; }
    /// <summary>The documentation page.</summary>
    public string? Uri { get; init; }
    /// <summary>Lower-case hex SHA-256 of what the page says (not of its layout); null where there is no page.</summary>
    public string? Fingerprint { get; init; }
    /// <summary>Counts the changes of columns and parameters, from 1.</summary>
    public int SchemaVersion { get; init; } = 1;
    /// <summary>Most rows one answer carries; null: not stated. An answer of this many rows counts as cut.</summary>
    public int? RowCap { get; init; }
    /// <summary>Account points the vendor asks for; null: not stated.</summary>
    public int? Points { get; init; }
    /// <summary>When a day's rows are published, in the source's time zone: a time of that day such as <c>17:30</c>, or of a later one, <c>1d 09:00</c>; null: not stated.</summary>
    public string? Published { get; init; }
    /// <summary>Which days have rows: <c>Weekdays</c>, or a column of a table of the plan's store, such as <c>trade_cal.cal_date?is_open=1</c>; null: not stated.</summary>
    public string? Calendar { get; init; }
    /// <summary>Names of the columns that identify a row.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>What a request may say.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];
    /// <summary>What an answer holds.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];
    /// <summary>Settings of the source's kind for this dataset alone (a path, a method, a record path), laid over the source's own.</summary>
    public JsonObject? Settings { get; init; }

    /// <summary><see cref="ApiName"/>, or the name where that is empty.</summary>
    [JsonIgnore]
    public string Api => ApiName.Length > 0 ? ApiName : Name;

    /// <summary>The parameter of a name, in any case; null where there is none.</summary>
    public Parameter? FindParameter(string name) => Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The column of a name, in any case; null where there is none.</summary>
    public Column? FindColumn(string name) => Columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A thing the workspace keeps as one text file.</summary>
public interface ICatalogItem
{
    /// <summary>Unique among the workspace's items of its type, without regard to case; also the file's name.</summary>
    string Name { get; }
}
