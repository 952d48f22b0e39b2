using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSync.Introspection.Sample;

/// <summary>What the values of a column show.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">The narrowest type that holds all values; null where all are missing.</param>
/// <param name="Format">How days or times are written; null: recognized by themselves.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Count">Rows.</param>
internal sealed partial record ColumnProfile(string Name, DataType? Type, string? Format, int Missing, int Distinct, int Count)
{
    // each form has a length of its own, or marks that no other has
    private static readonly (string Format, DataKind Kind)[] Forms =
    [
        ("yyyy-MM-dd", DataKind.Date), ("yyyy/MM/dd", DataKind.Date), ("yyyyMMdd", DataKind.Date),
        ("yyyy-MM-dd HH:mm:ss", DataKind.Timestamp), ("yyyy-MM-dd HH:mm", DataKind.Timestamp), ("yyyy-MM-ddTHH:mm:ss", DataKind.Timestamp), ("yyyy/MM/dd HH:mm:ss", DataKind.Timestamp), ("yyyyMMdd HH:mm:ss", DataKind.Timestamp),
    ];

    /// <summary>True where the values tell all rows apart.</summary>
    public bool IsUnique => Count > 1 && Missing == 0 && Distinct == Count;

    /// <summary>Looks at a column of JSON rows.</summary>
    public static ColumnProfile Of(string name, IReadOnlyList<JsonObject> rows)
    {
        JsonNode[] values = [.. rows.Select(r => r[name]).OfType<JsonNode>()];
        var kinds = values.Select(v => v.GetValueKind()).Distinct().ToList();
        var (type, format) = kinds switch
        {
            [] => ((DataType?)null, null),
            [JsonValueKind.True or JsonValueKind.False, ..] when kinds.All(k => k is JsonValueKind.True or JsonValueKind.False) => (DataType.Boolean, null),
            [JsonValueKind.Number] => (values.All(v => v.AsValue().TryGetValue<long>(out _)) ? DataType.Int64 : DataType.Double, null),
            [JsonValueKind.String] => OfText([.. values.Select(v => v.GetValue<string>())]),
            _ when kinds.Exists(k => k is JsonValueKind.Array or JsonValueKind.Object) => (DataType.Json, null),
            _ => (DataType.String, null),
        };
        return new(name, type, format, rows.Count - values.Length, values.Select(v => v.ToJsonString()).Distinct().Count(), rows.Count);
    }

    /// <summary>Looks at a column of text, where an empty cell is a missing value and numbers have no type of their own.</summary>
    public static ColumnProfile OfCells(string name, IReadOnlyList<string> cells)
    {
        string[] values = [.. cells.Where(c => c.Length > 0)];
        var (type, format) = values.Length == 0 ? ((DataType?)null, null)
            : values.All(v => v.ToLowerInvariant() is "true" or "false") ? (DataType.Boolean, null)
            : OfText(values) is { Item1: { Kind: not DataKind.String } } time ? time
            // a zero in front is a code's: 000001
            : values.All(v => Integer().IsMatch(v) && long.TryParse(v, CultureInfo.InvariantCulture, out _)) ? (DataType.Int64, null)
            : values.All(v => Number().IsMatch(v)) ? (DataType.Double, null)
            : (DataType.String, null);
        return new(name, type, format, cells.Count - values.Length, values.Distinct(StringComparer.Ordinal).Count(), cells.Count);
    }

    /// <summary>Looks at a column of texts that are no numbers, whatever they look like.</summary>
    public static ColumnProfile OfTexts(string name, IReadOnlyList<string?> texts)
    {
        string[] values = [.. texts.OfType<string>()];
        var (type, format) = values.Length == 0 ? (null, null) : OfText(values);
        return new(name, type, format, texts.Count - values.Length, values.Distinct(StringComparer.Ordinal).Count(), texts.Count);
    }

    private static (DataType?, string?) OfText(IReadOnlyList<string> values)
    {
        string[] said = [.. values.Where(v => v.Length > 0)];
        if (said.Length == 0) return (DataType.String, null);
        foreach (var (format, kind) in Forms)
            if (said.All(v => DateTime.TryParseExact(v, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is >= 1800 and < 2200)) return (new DataType(kind), format);
        return said.All(v => Zoned().IsMatch(v) && DateTimeOffset.TryParse(v, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) ? (DataType.TimestampTz, null) : (DataType.String, null);
    }

    [GeneratedRegex(@"^-?(?:0|[1-9]\d{0,18})$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^-?(?:0|[1-9]\d*)?(?:\.\d+)?(?:[eE][+-]?\d+)?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$")]
    private static partial Regex Zoned();
}
