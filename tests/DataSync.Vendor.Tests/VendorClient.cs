using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DataSync.Examples.Vendor;

namespace DataSync.Vendor.Tests;

/// <summary>Asks a vendor as a client would.</summary>
internal sealed class VendorClient(VendorServer vendor) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = vendor.Uri };

    public async Task<JsonNode> PostAsync(string api, object? arguments = null, string fields = "", string token = "t") =>
        (await JsonNode.ParseAsync(await PostStreamAsync(api, arguments, fields, token)))!;

    public async Task<string> PostTextAsync(string api, object? arguments = null) =>
        await new StreamReader(await PostStreamAsync(api, arguments, "", "t")).ReadToEndAsync();

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path))!;

    public void Dispose() => Http.Dispose();

    private async Task<Stream> PostStreamAsync(string api, object? arguments, string fields, string token)
    {
        var response = await Http.PostAsJsonAsync("", new { api_name = api, token, @params = arguments ?? new { }, fields });
        return await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }
}

internal static class AnswerReading
{
    public static JsonArray Items(this JsonNode answer) => answer["data"]!["items"]!.AsArray();
    public static string[] Fields(this JsonNode answer) => [.. answer["data"]!["fields"]!.AsArray().Select(f => (string)f!)];
    public static int Code(this JsonNode answer) => (int)answer["code"]!;
    public static string Message(this JsonNode answer) => (string)answer["msg"]!;
}
