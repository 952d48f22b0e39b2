using System.Text.RegularExpressions;
using DataSync.Introspection.Proposals;

namespace DataSync.Introspection.Tushare;

/// <summary>
/// Gives parameters and columns their types. The vendor documents days as text; a pattern in the description (YYYYMMDD) or a printed value decides whether one is a day, a month
/// or a time, and only then the name.
/// </summary>
internal sealed partial class TypeInference(ApiPage page, SampleRows samples)
{
    private const string UsualDay = "yyyyMMdd";

    /// <summary>Beginnings of the vendor's type names: <c>intint</c>, <c>float64</c> and <c>varchar(20)</c> occur.</summary>
    private static readonly (string Prefix, DataType Type)[] Words =
    [
        ("str", DataType.String), ("text", DataType.String), ("char", DataType.String), ("varchar", DataType.String),
        ("float", DataType.Double), ("double", DataType.Double), ("decimal", DataType.Double), ("num", DataType.Double),
        ("int", DataType.Int64), ("long", DataType.Int64), ("bigint", DataType.Int64), ("bool", DataType.Boolean),
        ("datetime", DataType.Timestamp), ("timestamp", DataType.Timestamp), ("date", DataType.Date), ("list", DataType.String), ("dict", DataType.Json), ("json", DataType.Json),
    ];

    public Column Column(DocumentedField field, ICollection<string> warnings)
    {
        var stated = Stated(field);
        var (type, format) = CanBeTime(stated) ? Time(stated, ColumnEvidence(field), field.Name) : (stated ?? DataType.String, null);
        WarnUnknown(field, "Column", stated, type, warnings);
        return new(field.Name, type) { VendorType = field.Type, DefaultShown = field.Flag, Format = format, Description = Text(field) };
    }

    public Parameter Parameter(DocumentedField field, ParameterFilter? filter, IReadOnlyList<Column> columns, ICollection<string> warnings)
    {
        var stated = Stated(field);
        var column = filter is { Column.Length: > 0 } ? columns.FirstOrDefault(c => c.Name == filter.Column) : null;
        var evidence = Described(field) is var own && own != TimePattern.None ? own
            : FilterProposal.OtherBound(field, page.Parameters) is { } other ? Described(other) : TimePattern.None;
        var (type, format) = !CanBeTime(stated) ? (stated ?? DataType.String, null)
            : evidence == TimePattern.None && column is { Type.Kind: DataKind.Date or DataKind.Timestamp } ? (column.Type, column.Format ?? (column.Type.Kind == DataKind.Date ? UsualDay : null))
            : Time(stated, evidence, field.Name);
        WarnUnknown(field, "Parameter", stated, type, warnings);
        return new(field.Name, type) { VendorType = field.Type, Required = field.Flag == true, Format = format, Filter = filter, Description = Text(field) };
    }

    /// <summary>What printed values say, else the description, else that of the parameter of the same name, else, for the leading time, those of the range.</summary>
    private TimePattern ColumnEvidence(DocumentedField column)
    {
        var printed = TimePattern.OfValues(samples.Values(column.Name));
        // the usual form of days changed over the years, and old prints stayed: the reader is left to recognize it
        if (printed is { Kind: DataKind.Date, Format: not UsualDay }) return printed with { Format = null };
        if (printed != TimePattern.None) return printed;
        var described = Described(column);
        if (described != TimePattern.None) return described;
        if (page.Parameters.FirstOrDefault(p => p.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase)) is { } same && Described(same) is var shared && shared != TimePattern.None) return shared;
        var range = page.Parameters.Where(p => FilterProposal.OtherBound(p, page.Parameters) is not null).Select(Described).FirstOrDefault(p => p != TimePattern.None);
        // months for a range mean months in the days' columns too
        return range == TimePattern.Other || (range.Kind == DataKind.Timestamp && column.Name == LeadingTime.Of(page.Columns.Select(c => c.Name))) ? range : TimePattern.None;
    }

    /// <summary>What a description says; an example such as 20190910 counts where the name is a time's, as others only tell since when there is data.</summary>
    private static TimePattern Described(DocumentedField field) => TimePattern.Of(TimeName().IsMatch(field.Name) ? field.Description : Example().Replace(field.Description, ""));

    private static (DataType, string?) Time(DataType? stated, TimePattern evidence, string name)
    {
        if (evidence.Kind is { } kind) return (new(kind), evidence.Format);
        if (evidence != TimePattern.None) return (DataType.String, null);
        if (stated?.Kind == DataKind.Timestamp) return (stated.Value, null);
        return stated?.Kind == DataKind.Date || DateName().IsMatch(name) ? (DataType.Date, UsualDay) : (stated ?? DataType.String, null);
    }

    private static bool CanBeTime(DataType? type) => type is null or { Kind: DataKind.String or DataKind.Date or DataKind.Timestamp };

    private static DataType? Stated(DocumentedField field)
    {
        foreach (var (prefix, type) in Words)
            if (field.Type?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true) return type;
        return null;
    }

    private static void WarnUnknown(DocumentedField field, string noun, DataType? stated, DataType type, ICollection<string> warnings)
    {
        if (stated is null) warnings.Add($"{noun} '{field.Name}': {(field.Type is null ? "no type is stated" : $"the type '{field.Type}' is not known")}; {type} is assumed.");
    }

    private static string? Text(DocumentedField field) => field.Description.Length > 0 ? field.Description : null;

    [GeneratedRegex(@"(?<!\d)[12]\d{3}[\dQ: -]*")]
    private static partial Regex Example();

    [GeneratedRegex("date|time|period|month|quarter|year|day|_dt$|^[mqy]$", RegexOptions.IgnoreCase)]
    private static partial Regex TimeName();

    /// <summary>Names of days: trade_date, enddate, last_ddate, list_dt; an update is none.</summary>
    [GeneratedRegex(@"(?<!up)date$|_dt$", RegexOptions.IgnoreCase)]
    private static partial Regex DateName();
}
