using System.Globalization;
using System.Text.Json.Nodes;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http.Requests;

/// <summary>The place of a page: what is absent is not asked for.</summary>
internal readonly record struct PagePlace(long? Offset = null, int? Limit = null, int? Number = null, string? Cursor = null, Uri? Link = null)
{
    /// <summary>True where the page is to begin with the last row of the one before.</summary>
    public bool Overlaps { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        Link is not null ? "next link" : Cursor is not null ? "next cursor" : Number is not null ? $"page {Number}" : Offset is > 0 ? $"offset {Offset}" : "first page";
}

/// <summary>What the placeholders of one request stand for.</summary>
internal sealed class RequestValues(Dataset dataset, IReadOnlyDictionary<string, JsonNode> arguments, string? token, PagePlace page)
{
    /// <summary>The arguments, as the vendor writes them.</summary>
    public IReadOnlyDictionary<string, JsonNode> Arguments { get; } = arguments;

    /// <summary>The vendor's name of what is asked.</summary>
    public string Api => dataset.Api;

    /// <summary>The columns that the request names; empty: those that the vendor sends by itself.</summary>
    public string NamedColumns => Columns(dataset);

    /// <summary>The value of a placeholder; null where it has none.</summary>
    /// <param name="placeholder">The placeholder.</param>
    /// <param name="named">Arguments that have placeholders of their own, which <c>arguments</c> leaves out.</param>
    public JsonNode? Resolve(Placeholder placeholder, IReadOnlySet<string> named) => placeholder.Name switch
    {
        "token" => token,
        "dataset.api" => dataset.Api,
        "dataset.name" => dataset.Name,
        "arguments" => new JsonObject(Arguments.Where(a => !named.Contains(a.Key)).Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value.DeepClone()))),
        "columns" => NamedColumns,
        "page.offset" => page.Offset,
        "page.limit" => page.Limit,
        "page.number" => page.Number,
        "page.cursor" => page.Cursor,
        _ => placeholder.Argument is { } name && Arguments.TryGetValue(name, out var value) ? value.DeepClone() : null,
    };

    /// <summary>Arguments as the vendor writes them: dates by the parameter's format or the source's, numbers and truth values as JSON has them.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Format(Dataset dataset, IReadOnlyDictionary<string, object> arguments, HttpSettings settings, TimeZoneInfo zone) =>
        arguments.ToDictionary(a => a.Key, a => Format(a.Value, dataset.FindParameter(a.Key)?.Format, settings, zone), StringComparer.Ordinal);

    private static JsonNode Format(object value, string? format, HttpSettings settings, TimeZoneInfo zone) => value switch
    {
        DateOnly date => date.ToString(format ?? settings.DateFormat, CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Utc } instant => TimeZoneInfo.ConvertTimeFromUtc(instant, zone).ToString(format ?? settings.DateTimeFormat, CultureInfo.InvariantCulture),
        DateTime local => local.ToString(format ?? settings.DateTimeFormat, CultureInfo.InvariantCulture),
        long number => number,
        int number => number,
        double number => double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture),
        decimal number => number,
        bool truth => truth,
        byte[] bytes => Convert.ToBase64String(bytes),
        JsonNode node => node.DeepClone(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // naming columns hides what the vendor adds later, so they are named only where some would not come otherwise
    private static string Columns(Dataset dataset) => dataset.Columns.Any(c => c.DefaultShown == false) ? string.Join(',', dataset.Columns.Select(c => c.Name)) : "";
}
