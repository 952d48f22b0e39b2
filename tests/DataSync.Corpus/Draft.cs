using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSync.Corpus;

/// <summary>What is compared of a dataset, named as the truth names it.</summary>
public sealed record Draft
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string ApiName { get; init; }
    public required IReadOnlyList<InputParam> InputParams { get; init; }
    public required IReadOnlyList<OutputField> OutputFields { get; init; }
    /// <summary>In the truth alone: the page's number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? DocId { get; init; }

    public static Draft Of(Dataset dataset) => new()
    {
        ApiName = dataset.Api,
        InputParams = [.. dataset.Parameters.Select(p => new InputParam(p.Name, p.VendorType, p.Required))],
        OutputFields = [.. dataset.Columns.Select(c => new OutputField(c.Name, c.VendorType, c.DefaultShown))],
    };

    public static Draft Read(string path) => JsonSerializer.Deserialize<Draft>(File.ReadAllBytes(path), Json) ?? throw new JsonException($"{path} is empty.");

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
    }
}

/// <summary>A parameter, its type as the page words it.</summary>
public sealed record InputParam(string Name, string? Type, bool? Required);

/// <summary>A column, its type as the page words it.</summary>
public sealed record OutputField(string Name, string? Type, bool? DefaultShown);
