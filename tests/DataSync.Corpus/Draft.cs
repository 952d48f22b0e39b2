using System.Text.Json;
using System.Text.Json.Serialization;
using DataSync.Introspection;

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

    /// <summary>In the truth alone: false where it does not say which fields an answer has.</summary>
    [JsonIgnore]
    public bool FieldsAreKnown { get; init; } = true;

    /// <summary>What the page says in its own words: an answer's envelope is part of that, columns that were only guessed are not.</summary>
    public static Draft Of(DatasetDraft draft) => draft.Documented is { } said
        ? new()
        {
            ApiName = said.Name,
            InputParams = [.. said.Parameters.Select(p => new InputParam(p.Name, p.Type, p.Flag))],
            OutputFields = [.. said.Fields.Select(f => new OutputField(f.Name, f.Type, f.Flag))],
        }
        : new()
        {
            ApiName = draft.Dataset.Api,
            InputParams = [.. draft.Dataset.Parameters.Select(p => new InputParam(p.Name, p.VendorType, p.Required))],
            OutputFields = [.. draft.Dataset.Columns.Select(c => new OutputField(c.Name, c.VendorType, c.DefaultShown))],
        };

    public static Draft Read(string path) => JsonSerializer.Deserialize<Draft>(File.ReadAllBytes(path), Json) ?? throw new JsonException($"{path} is empty.");

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
    }
}

/// <summary>A parameter, its type as the page words it.</summary>
public sealed record InputParam(string Name, string? Type, bool? Required)
{
    /// <summary>True where it says what the truth says; what the truth leaves open is open.</summary>
    public bool Fits(InputParam truth) => Name == truth.Name && (truth.Type is null || Type == truth.Type) && (truth.Required is null || Required == truth.Required);
}

/// <summary>A column, its type as the page words it.</summary>
public sealed record OutputField(string Name, string? Type, bool? DefaultShown)
{
    /// <inheritdoc cref="InputParam.Fits"/>
    public bool Fits(OutputField truth) => Name == truth.Name && (truth.Type is null || Type == truth.Type) && (truth.DefaultShown is null || DefaultShown == truth.DefaultShown);
}
