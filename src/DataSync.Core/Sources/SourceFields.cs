namespace DataSync.Sources;

/// <summary>Refuses what a definition says and its kind does not use, so that nothing is given in vain.</summary>
internal static class SourceFields
{
    /// <summary>Refuses fields of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="unused">Names of fields that the kind does not use.</param>
    /// <exception cref="DataSyncException"><c>SourceFieldUnused</c>, naming the field.</exception>
    public static void Refuse(Source source, params ReadOnlySpan<string> unused)
    {
        foreach (var name in unused)
        {
            object? value = name switch
            {
                nameof(Source.Preset) => source.Preset,
                nameof(Source.Uri) => source.Uri,
                nameof(Source.Path) => source.Path,
                nameof(Source.Server) => source.Server,
                nameof(Source.Database) => source.Database,
                nameof(Source.User) => source.User,
                nameof(Source.Password) => source.Password,
                nameof(Source.Token) => source.Token,
                nameof(Source.Points) => source.Points,
                nameof(Source.Limits) => source.Limits,
                _ => throw new ArgumentOutOfRangeException(nameof(unused), name, "No such field."),
            };
            if (value is not null)
                throw new DataSyncException("SourceFieldUnused", $"Source '{source.Name}' of kind {source.Kind} has {name}, which this kind does not use.", $"Leave out -{(name == nameof(Source.Limits) ? "Limit" : name)}.");
        }
    }
}
