using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DataSync.Catalog;

/// <summary>
/// How catalog files are written and read: the records' own key order, nulls left out, every script's letters as themselves, unknown fields refused, and a
/// <c>$schema</c> that editors follow.
/// </summary>
internal static class CatalogJson
{
    /// <summary>The folder of JSON schemas in a workspace.</summary>
    public const string SchemaFolder = ".schemas";

    private static readonly ConcurrentDictionary<string, bool> WithSchemas = new(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // files for people and for git, never part of a page
        Converters = { new DurationJsonConverter() },
        // reflection, as generated code forgets the defaults of init-only properties that a file leaves out
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddSchemaLink, Arguments.ArgumentGenerators.AddKinds } },
    };

    /// <summary>The item as its file's text.</summary>
    public static string Write<T>(T item) => JsonSerializer.Serialize(item, Options) + "\n";

    /// <exception cref="DataSyncException"><c>CatalogFileInvalid</c>, naming file, line and field.</exception>
    public static T Read<T>(string file) => Parse<T>(File.ReadAllText(file), file);

    /// <summary>Reads a text that is a file, or a part of one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="linesBefore">Lines of the file before the text.</param>
    /// <exception cref="DataSyncException"><c>CatalogFileInvalid</c>, naming file, line and field.</exception>
    public static T Parse<T>(string text, string file, int linesBefore = 0)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw Invalid(file, linesBefore, e);
        }
    }

    /// <summary>Writes the schemas that the files' <c>$schema</c> names, once a process: making them costs more than writing a file.</summary>
    public static void WriteSchemas(string root)
    {
        if (!WithSchemas.TryAdd(root, true)) return;
        Directory.CreateDirectory(Path.Combine(root, SchemaFolder));
        foreach (var type in (Type[])[typeof(Source), typeof(Dataset), typeof(Store), typeof(Plan), typeof(Notification)])
        {
            var text = Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }).ToJsonString(Options) + "\n";
            var file = Path.Combine(root, SchemaFolder, SchemaFile(type));
            if (!File.Exists(file) || File.ReadAllText(file) != text) AtomicFile.WriteAllText(file, text);
        }
    }

    private static string SchemaFile(Type type) => $"{type.Name.ToLowerInvariant()}.schema.json";

    private static void AddSchemaLink(JsonTypeInfo type)
    {
        if (!typeof(ICatalogItem).IsAssignableFrom(type.Type)) return;
        var link = type.CreateJsonPropertyInfo(typeof(string), "$schema");
        var text = $"../{SchemaFolder}/{SchemaFile(type.Type)}";
        link.Get = _ => text;
        link.Set = (_, _) => { }; // an editor's link, not data: any value will do
        link.Order = -1;
        type.Properties.Add(link);
    }

    private static DataSyncException Invalid(string file, int linesBefore, JsonException e)
    {
        var line = (e.LineNumber ?? 0) + 1 + linesBefore;
        var field = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $", field '{e.Path.TrimStart('$', '.')}'";
        // the reader repeats path and position at the end of its message; ours stand at the beginning
        var reason = e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
        return new("CatalogFileInvalid", $"{file}: line {line}{field}: {reason}", "Correct the file; its $schema lists the fields and their types.", e);
    }
}
