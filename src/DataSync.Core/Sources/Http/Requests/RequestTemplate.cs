using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http.Requests;

/// <summary>
/// Makes requests: the path, query, headers and body of the settings, with the placeholders replaced. A string that is a single placeholder becomes a value
/// of the placeholder's own JSON type and is left out where there is none; the property <c>"..."</c> spreads an object into the one that holds it.
/// </summary>
internal sealed class RequestTemplate
{
    /// <summary>The id of the error about a placeholder without a value.</summary>
    public const string ArgumentMissing = "ArgumentMissing";

    private const string Spread = "...";
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpSettings _settings;
    private readonly Uri _base;
    private readonly TextTemplate _path;
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pageNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _placeholders = new(StringComparer.Ordinal);

    /// <summary>Compiles the settings' templates.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>: a placeholder is unknown.</exception>
    public RequestTemplate(HttpSettings settings, SettingsLayers layers)
    {
        _settings = settings;
        _base = new Uri(settings.Uri!);
        _path = TextTemplate.Parse(settings.Path);
        Learn(_path, "path");
        Visit(settings.Query, "query");
        Visit(settings.Headers, "headers");
        Visit(settings.Body, "body");

        void Visit(JsonNode? node, string place)
        {
            if (node is JsonObject holder)
                foreach (var (name, value) in holder)
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var s) && TextTemplate.Parse(s).Single is { IsPage: true }) _pageNames.Add(name);
                    Visit(value, $"{place}.{name}");
                }
            else if (node is JsonArray list)
                for (var i = 0; i < list.Count; i++) Visit(list[i], $"{place}[{i}]");
            else if (node is JsonValue value && value.TryGetValue<string>(out var text)) Learn(TextTemplate.Parse(text), place);
        }

        void Learn(TextTemplate template, string place)
        {
            foreach (var placeholder in template.Placeholders)
            {
                if (!placeholder.IsKnown) throw layers.Invalid(place, $"unknown placeholder '{{{{{placeholder.Name}}}}}'", $"Placeholders: {Placeholder.KnownNames}.");
                if (placeholder.Argument is { } argument) _named.Add(argument);
                _placeholders.Add(placeholder.Name);
            }
        }
    }

    /// <summary>True where the request carries the secret.</summary>
    public bool UsesToken => Uses("token");

    /// <summary>True where a placeholder occurs.</summary>
    public bool Uses(string placeholder) => _placeholders.Contains(placeholder);

    /// <summary>True where the arguments themselves say which page is wanted.</summary>
    public bool ArgumentsPage(IReadOnlyDictionary<string, object> arguments) => _pageNames.Overlaps(arguments.Keys);

    /// <summary>True where the dataset's documentation names the parameters that pages are asked by.</summary>
    public bool IsPagingDocumented(Dataset dataset) => dataset.Parameters.Any(p => _pageNames.Contains(p.Name));

    /// <summary>The address of a request.</summary>
    /// <exception cref="DataSyncException"><c>ArgumentMissing</c>: the path needs an argument that is not given.</exception>
    public Uri Address(RequestValues values, Uri? link)
    {
        if (link is not null) return AddTokenQuery(link, values);
        var builder = new UriBuilder(_base);
        var path = Expand(_path, values, escape: true);
        if (path.Length > 0) builder.Path = builder.Path.TrimEnd('/') + "/" + path.TrimStart('/');
        var query = Pairs(_settings.Query, values);
        if (query.Count > 0) builder.Query = string.Join('&', new[] { builder.Query.TrimStart('?') }.Where(q => q.Length > 0).Concat(query.Select(Encode)));
        return builder.Uri;
    }

    /// <summary>A request, ready to be sent.</summary>
    /// <exception cref="DataSyncException"><c>ArgumentMissing</c>.</exception>
    public HttpRequestMessage Build(RequestValues values, Uri? link)
    {
        var request = new HttpRequestMessage(new HttpMethod(_settings.Method), Address(values, link));
        var body = Body(values);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, _settings.BodyFormat == BodyFormat.Form ? "application/x-www-form-urlencoded" : "application/json");
        foreach (var (name, value) in Pairs(_settings.Headers, values))
            if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content is not null)
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        return request;
    }

    /// <summary>Makes sure that a request can be made.</summary>
    /// <exception cref="DataSyncException"><c>ArgumentMissing</c>.</exception>
    public void Check(RequestValues values) => Build(values, null).Dispose();

    /// <summary>The body as text; null where there is none.</summary>
    public string? Body(RequestValues values) => _settings.Body is null ? null
        : _settings.BodyFormat == BodyFormat.Form ? string.Join('&', Pairs(_settings.Body as JsonObject, values).Select(Encode))
        : Expand(_settings.Body, values)?.ToJsonString(Relaxed) ?? "null";

    /// <summary>The headers' names and values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(RequestValues values) => Pairs(_settings.Headers, values);

    // many vendors' next links lack the key that the query of the first request had
    private Uri AddTokenQuery(Uri link, RequestValues values)
    {
        var tokens = (_settings.Query ?? []).Where(p => p.Value is JsonValue v && v.TryGetValue<string>(out var text) && TextTemplate.Parse(text).Placeholders.Any(x => x.Name == "token")).ToList();
        if (tokens.Count == 0) return link;
        var present = link.Query.TrimStart('?').Split('&').Select(p => Uri.UnescapeDataString(p.Split('=')[0])).ToHashSet(StringComparer.Ordinal);
        var missing = Pairs(new JsonObject(tokens.Where(t => !present.Contains(t.Key)).Select(t => KeyValuePair.Create(t.Key, t.Value?.DeepClone()))), values);
        return missing.Count == 0 ? link : new UriBuilder(link) { Query = string.Join('&', new[] { link.Query.TrimStart('?') }.Where(q => q.Length > 0).Concat(missing.Select(Encode))) }.Uri;
    }

    private static string Encode(KeyValuePair<string, string> pair) => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}";

    private List<KeyValuePair<string, string>> Pairs(JsonObject? template, RequestValues values)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        if (template is null) return pairs;
        foreach (var (name, value) in (JsonObject)Expand(template, values)!)
            if (value is JsonArray list) pairs.AddRange(list.Select(item => KeyValuePair.Create(name, Text(item))));
            else pairs.Add(KeyValuePair.Create(name, Text(value)));
        return pairs;
    }

    private JsonNode? Expand(JsonNode template, RequestValues values)
    {
        switch (template)
        {
            case JsonObject holder:
                var result = new JsonObject();
                foreach (var (name, value) in holder)
                    if (name == Spread && value is not null && Expand(value, values) is JsonObject spread)
                        foreach (var (inner, item) in spread) result[inner] = item?.DeepClone();
                foreach (var (name, value) in holder)
                {
                    if (name == Spread) continue;
                    var expanded = value is null ? null : Expand(value, values);
                    if (expanded is not null || value is null) result[name] = expanded;
                }
                return result;
            case JsonArray list:
                return new JsonArray([.. list.Where(item => item is not null).Select(item => Expand(item!, values)).Where(item => item is not null)]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                var parsed = TextTemplate.Parse(text);
                return parsed.Single is { } single ? values.Resolve(single, _named) : Expand(parsed, values, escape: false);
            default:
                return template.DeepClone();
        }
    }

    private string Expand(TextTemplate template, RequestValues values, bool escape) => string.Concat(template.Parts.Select(part =>
    {
        if (part is not Placeholder placeholder) return (string)part;
        var value = values.Resolve(placeholder, _named) ?? throw new DataSyncException(ArgumentMissing,
            $"The request needs {{{{{placeholder.Name}}}}}, which has no value.",
            placeholder.Argument is { } argument ? $"Give the argument '{argument}'." : "Put the placeholder alone into its property, so that it is left out where it has no value.");
        if (!escape) return Text(value);
        // an API's name may be a path of several segments
        return placeholder.Argument is null ? string.Join('/', Text(value).Split('/').Select(Uri.EscapeDataString)) : Uri.EscapeDataString(Text(value));
    }));

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth ? "true" : "false",
        JsonValue value when value.TryGetValue<long>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => node.ToJsonString(Relaxed),
    };
}
