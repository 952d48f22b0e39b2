using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Rows;

namespace DataSync.Arguments;

/// <summary>Checks sets of arguments against a dataset's parameters and makes slices of them.</summary>
/// <param name="dataset">The dataset.</param>
/// <param name="dateFormat">How the source writes dates where a parameter does not say, such as <c>yyyyMMdd</c>.</param>
/// <param name="zone">The source's zone, in which times without a zone are meant.</param>
public sealed class SliceFactory(Dataset dataset, string dateFormat, TimeZoneInfo zone)
{
    private readonly Dictionary<string, Parameter> _parameters = dataset.Parameters.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
    private readonly Parameter[] _required = [.. dataset.Parameters.Where(p => p.Required)];
    private readonly CanonicalKey _keys = new(dataset.Parameters);
    private Func<Slice, string>? _show;

    /// <summary>Makes a slice of a user's arguments: names in any case, values of any .NET type, null and empty text as if not given.</summary>
    /// <returns>False where a name is unknown, a value does not fit or a required parameter is missing; the failure names slice and parameter.</returns>
    public bool TryCreate(IReadOnlyDictionary<string, object?> arguments, [NotNullWhen(true)] out Slice? slice, [NotNullWhen(false)] out Failure? failure)
    {
        slice = null;
        var values = new Dictionary<string, object>(arguments.Count, StringComparer.Ordinal);
        foreach (var (name, given) in arguments)
        {
            if (!_parameters.TryGetValue(name, out var parameter))
            {
                failure = Refuse(arguments, $"parameter '{name}' is unknown", ItemName.Suggest(name, [.. dataset.Parameters.Select(p => p.Name)]));
                return false;
            }
            if (!TryNormalize(given, parameter, out var value))
            {
                failure = Refuse(arguments, $"parameter '{parameter.Name}' takes {parameter.Type}, not {Describe(given)}", Example(parameter));
                return false;
            }
            if (value is null) continue;
            if (values.TryAdd(parameter.Name, value)) continue;
            failure = Refuse(arguments, $"parameter '{parameter.Name}' is given twice", "Give each parameter once; names differ by more than case.");
            return false;
        }
        if (_required.Length > 0 && Array.Find(_required, p => !values.ContainsKey(p.Name) && p.Alternatives?.Any(values.ContainsKey) != true) is { } missing)
        {
            failure = Refuse(arguments, $"parameter '{missing.Name}' is required", Example(missing));
            return false;
        }
        (slice, failure) = (Make(values), null);
        return true;
    }

    /// <summary>Makes a slice of a user's arguments, as <see cref="TryCreate"/>.</summary>
    /// <exception cref="DataSyncException"><c>BadArguments</c>, naming slice and parameter.</exception>
    public Slice Create(IReadOnlyDictionary<string, object?> arguments) =>
        TryCreate(arguments, out var slice, out var failure) ? slice : throw new DataSyncException("BadArguments", failure.Message, failure.Advice);

    /// <summary>Makes the slice of a canonical key again; null where the dataset's parameters no longer fit it.</summary>
    public Slice? FromKey(string key)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, text) in CanonicalKey.Read(key))
            {
                if (!_parameters.TryGetValue(name, out var parameter) || !ValueConverter.TryConvert(text, parameter.Type, null, zone, out var value) || value is null) return null;
                values.Add(parameter.Name, value);
            }
        }
        catch (FormatException)
        {
            return null; // a key that another version wrote: shown as it is, never asked
        }
        return Make(values);
    }

    private Slice Make(Dictionary<string, object> values)
    {
        DateOnly? date = null, first = null, last = null;
        foreach (var (name, value) in values)
        {
            var day = value switch { DateOnly d => d, DateTime t => DayOf(t), _ => (DateOnly?)null };
            if (day > (date ?? DateOnly.MinValue)) date = day;
            if (day is null || _parameters[name].Filter is not { } filter) continue;
            if (filter.Operator == FilterOperator.From) first = day;
            else if (filter.Operator == FilterOperator.To) last = day;
        }
        return new Slice(_keys.Write(values), values, date) { Show = _show ??= Show, Begins = first < last ? first : null };
    }

    private string Show(Slice slice) => slice.Arguments.Count == 0 ? "(no arguments)"
        : string.Join(", ", slice.Arguments.OrderBy(v => v.Key, StringComparer.OrdinalIgnoreCase).Select(v => $"{v.Key}={Show(v.Value, _parameters[v.Key])}"));

    private DateOnly DayOf(DateTime time) =>
        DateOnly.FromDateTime(time.Kind == DateTimeKind.Utc ? TimeZoneInfo.ConvertTimeFromUtc(time, zone) : time);

    private bool TryNormalize(object? given, Parameter parameter, out object? value)
    {
        value = null;
        if (given is JsonArray or IEnumerable and not (string or byte[] or JsonNode))
        {
            // several values of one argument: the comma-separated list that vendors take
            if (!parameter.Type.IsText) return false;
            var texts = new List<string>();
            foreach (var item in (IEnumerable)given)
            {
                if (!TryNormalize(item, parameter, out var text)) return false;
                if (text is string { Length: > 0 } one) texts.Add(one);
            }
            value = texts.Count > 0 ? string.Join(',', texts) : null;
            return true;
        }
        var format = parameter.Format ?? (parameter.Type.IsText ? dateFormat : null);
        if (given is string empty && string.IsNullOrWhiteSpace(empty)) return true;
        if (!ValueConverter.TryConvert(given, parameter.Type, format, zone, out value)
            && (parameter.Format is null || !ValueConverter.TryConvert(given, parameter.Type, null, zone, out value))) return false;
        if (value is "") value = null;
        return true;
    }

    private string Show(object value, Parameter parameter) => value switch
    {
        DateOnly date => date.ToString(parameter.Format ?? dateFormat, CultureInfo.InvariantCulture),
        DateTime time when parameter.Format is { } format => time.ToString(format, CultureInfo.InvariantCulture),
        _ => ValueConverter.ToText(value, parameter.Type),
    };

    private Failure Refuse(IReadOnlyDictionary<string, object?> arguments, string what, string advice)
    {
        var shown = string.Join(", ", arguments.Select(a => $"{a.Key}={Describe(a.Value).Trim('\'')}"));
        return new(FailureCategory.BadArguments, $"{dataset.Name}: {(shown.Length > 0 ? shown : "(no arguments)")}: {what}.") { Advice = advice };
    }

    private static string Describe(object? value) => value switch
    {
        null => "nothing",
        IFormattable formattable => $"'{formattable.ToString(null, CultureInfo.InvariantCulture)}'",
        IEnumerable list and not (string or JsonNode) => $"a list of {list.Cast<object?>().Count()}",
        _ => $"'{value}'",
    };

    private static string Example(Parameter parameter) => parameter.Type.Kind switch
    {
        DataKind.Date => $"Write @{{ {parameter.Name} = '20240102' }} or a date.",
        DataKind.Timestamp or DataKind.TimestampTz => $"Write @{{ {parameter.Name} = '2024-01-02 15:30:00' }} or a date and time.",
        DataKind.String => $"Write @{{ {parameter.Name} = '…' }}.",
        _ => $"Write a value of type {parameter.Type}.",
    };
}
