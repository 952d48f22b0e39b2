namespace DataSync.Introspection.OpenApi;

/// <summary>The data types that schemas stand for.</summary>
internal static class SchemaTypes
{
    /// <summary>The type of a schema; null where it says none.</summary>
    public static DataType? Of(SchemaShape schema) => (schema.Type, schema.Format) switch
    {
        ("string", "date") => DataType.Date,
        ("string", "date-time") => DataType.TimestampTz,
        ("string", "byte" or "binary") => DataType.String,
        ("string", _) => DataType.String,
        ("integer", _) => DataType.Int64,
        ("number", _) => DataType.Double,
        ("boolean", _) => DataType.Boolean,
        ("array" or "object", _) => DataType.Json,
        (null, _) when schema.Choices.Count > 0 => Common([.. schema.Choices.Select(c => Of(SchemaShape.Of(c))).Distinct()]),
        _ => null,
    };

    /// <summary>The format of a day as requests write it; null where the type has none.</summary>
    public static string? Format(DataType type) => type.Kind == DataKind.Date ? "yyyy-MM-dd" : null;

    private static DataType? Common(IReadOnlyList<DataType?> types) => types switch
    {
        [var only] => only,
        _ when types.All(t => t == DataType.Int64 || t == DataType.Double) => DataType.Double,
        _ when types.All(t => t == DataType.String || t == DataType.Int64 || t == DataType.Double || t == DataType.Boolean) => DataType.String,
        _ => DataType.Json,
    };
}
