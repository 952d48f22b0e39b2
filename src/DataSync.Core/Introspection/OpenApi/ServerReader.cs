using System.Text.Json.Nodes;
using DataSync.Introspection.Proposals;
using Microsoft.OpenApi;

namespace DataSync.Introspection.OpenApi;

/// <summary>Reads what a document says of its server: the base address and how the token is sent.</summary>
internal static class ServerReader
{
    public static SourceProposal Read(OpenApiDocument document, string address)
    {
        var (settings, note) = Access(document);
        return new(Address(document.Servers, address), settings, note);
    }

    private static string? Address(IList<OpenApiServer>? servers, string address)
    {
        var addresses = (servers ?? []).Select(s => Expand(s, address)).OfType<Uri>().ToList();
        return (addresses.Find(a => a.Scheme == Uri.UriSchemeHttps) ?? addresses.FirstOrDefault())?.ToString();
    }

    private static Uri? Expand(OpenApiServer server, string address)
    {
        var url = server.Url ?? "";
        foreach (var (name, variable) in server.Variables ?? new Dictionary<string, OpenApiServerVariable>()) url = url.Replace($"{{{name}}}", variable.Default, StringComparison.Ordinal);
        if (url.StartsWith("//", StringComparison.Ordinal)) url = $"https:{url}";
        if (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https") return absolute;
        return Uri.TryCreate(address, UriKind.Absolute, out var page) && page.Scheme is "http" or "https" && Uri.TryCreate(page, url, out var relative) ? relative : null;
    }

    private static (JsonObject? Settings, string? Note) Access(OpenApiDocument document)
    {
        var schemes = document.Components?.SecuritySchemes;
        if (schemes is not { Count: > 0 }) return (null, null);
        var notes = new List<string>();
        JsonObject? settings = null;
        foreach (var (name, scheme) in schemes)
        {
            var proposal = (scheme.Type, scheme.In, scheme.Scheme?.ToLowerInvariant()) switch
            {
                (SecuritySchemeType.ApiKey, ParameterLocation.Query, _) => RequestProposal.Token(scheme.Name ?? name, "query"),
                (SecuritySchemeType.ApiKey, ParameterLocation.Header, _) => RequestProposal.Token(scheme.Name ?? name, "header"),
                (SecuritySchemeType.Http, _, "bearer") => new() { ["headers"] = new JsonObject { ["Authorization"] = "Bearer {{token}}" } },
                _ => null,
            };
            // several ways are choices as a rule, and one is enough
            if (proposal is not null) settings ??= proposal;
            notes.Add($"{name} ({scheme.Type}{(scheme.Name is null ? "" : $" {scheme.Name}")}{(scheme.Scheme is null ? "" : $" {scheme.Scheme}")})");
        }
        return (settings, schemes.Count > 1 || settings is null ? $"ways of access: {string.Join(", ", notes)}" : null);
    }
}
